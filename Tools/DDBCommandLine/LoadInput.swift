import ArgumentParser
import DDBConfiguration
import DDBDynamoDBSink
import DDBJSON
import Foundation

/// Says what `ddbkit load` reads.
struct LoadInput: ParsableArguments {
    /// What a file holds.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case auto, jsonl, csv, parquet
        case dynamoDBJSON = "ddb-json"
    }

    @Option(
        help: ArgumentHelp(
            "Files, - for standard input, the folder of an export, or STORE:TABLE.",
            valueName: "file|-|export|store:table"))
    var from: [String]

    @Option(
        help: ArgumentHelp(
            "jsonl (plain JSON), ddb-json (DynamoDB JSON), csv, parquet; auto looks at the name "
                + "and the first line.", valueName: "format"))
    var format = Format.auto

    @Option(
        help: ArgumentHelp(
            "The key attributes, partition key first, joined by a comma, with a type where the "
                + "table is created: id,day:N.", valueName: "pk[,sk]"))
    var key: String?

    @Option(
        help: ArgumentHelp(
            "What becomes of columns: names, types, constants, expiry.", valueName: "spec"))
    var map: String?

    @OptionGroup var values: LoadValues

    /// The key attributes as they were given.
    var keys: [String]? {
        key.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    }

    /// The source that the options mean.
    func source() throws -> ConfigurationNode {
        if from.count == 1, format == .auto {
            if let stored = storedTable(from[0]) {
                _ = try values.entries(for: .store)
                return [
                    "store": [
                        "path": ConfigurationNode(text: stored.0),
                        "table": ConfigurationNode(text: stored.1),
                    ]
                ]
            }
            if isFolder(from[0]), isExport(from[0]) {
                _ = try values.entries(for: .export)
                return ["export": ["path": ConfigurationNode(text: from[0])]]
            }
        }
        try requireFiles()
        let found = Set(try from.map { try format == .auto ? sniff($0) : format })
        guard let first = found.first, found.count == 1 else {
            throw ValidationError(
                "The files of --from are of several formats; load them one after another.")
        }
        var entries = [
            ConfigurationEntry(
                "path", ConfigurationNode(.list(from.map { ConfigurationNode(text: $0) })))
        ]
        if let keys, first != .dynamoDBJSON {
            let names = DynamoDBSink.keyNames(of: keys).map { ConfigurationNode(text: $0) }
            entries.append(ConfigurationEntry("key", ConfigurationNode(.list(names))))
        }
        if let map { entries.append(ConfigurationEntry("map", ConfigurationNode(text: map))) }
        entries += try values.entries(for: kind(of: first))
        switch first {
        case .parquet: return ["parquet": ConfigurationNode(.map(entries))]
        case .csv:
            if from.allSatisfy({ bare($0).hasSuffix(".tsv") }) {
                entries.append(ConfigurationEntry("delimiter", ConfigurationNode(text: "tab")))
            }
            return ["csv": ConfigurationNode(.map(entries))]
        case .jsonl, .dynamoDBJSON, .auto:
            let name = first == .jsonl ? "json" : "ddb-json"
            entries.append(ConfigurationEntry("format", ConfigurationNode(text: name)))
            return ["lines": ConfigurationNode(.map(entries))]
        }
    }

    private func kind(of format: Format) -> LoadValues.Kind {
        switch format {
        case .csv: .csv
        case .parquet: .parquet
        case .jsonl: .plainJSON
        case .dynamoDBJSON, .auto: .dynamoDBJSON
        }
    }

    /// Refuses names of files that are not there; patterns are the sources' own.
    private func requireFiles() throws {
        for path in from where path != "-" && !path.contains(where: { "*?\u{5B}".contains($0) }) {
            guard FileManager.default.fileExists(atPath: path) else {
                throw CommandFailure(.notFound, "There is no file '\(path)'.")
            }
        }
    }

    /// The store's folder and the table's name, where the text is both and names no file.
    private func storedTable(_ text: String) -> (String, String)? {
        guard !FileManager.default.fileExists(atPath: text),
            let colon = text.lastIndex(of: ":")
        else { return nil }
        let folder = String(text[..<colon])
        let table = String(text[text.index(after: colon)...])
        return isFolder(folder) && !table.isEmpty ? (folder, table) : nil
    }

    private func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
            && isFolder.boolValue
    }

    /// Whether a folder, or one below it, has the summary of an export.
    private func isExport(_ path: String) -> Bool {
        let files = FileManager.default.enumerator(atPath: path)
        while let file = files?.nextObject() as? String {
            if file.hasSuffix("manifest-summary.json") { return true }
        }
        return false
    }

    /// The name without the ending of a compression.
    private func bare(_ path: String) -> String {
        for ending in [".gz", ".zst"] where path.hasSuffix(ending) {
            return String(path.dropLast(ending.count)).lowercased()
        }
        return path.lowercased()
    }

    private func sniff(_ path: String) throws -> Format {
        let name = bare(path)
        if name.hasSuffix(".parquet") { return .parquet }
        if name.hasSuffix(".csv") || name.hasSuffix(".tsv") { return .csv }
        if path == "-" {
            throw ValidationError("Standard input has no name to go by: give --format.")
        }
        guard let line = try firstLine(path) else { return .dynamoDBJSON }
        let bytes = Array(line)
        let value: JSONValue
        do {
            value = try JSONValue.parse(bytes.span.bytes)
        } catch {
            throw Self.unknown(path, "its first line is no JSON: \(error)")
        }
        guard let object = value.object else {
            throw Self.unknown(path, "its first line is no object")
        }
        return isDynamoDBJSON(object) ? .dynamoDBJSON : .jsonl
    }

    private static func unknown(_ path: String, _ why: String) -> ValidationError {
        ValidationError(
            "The format of '\(path)' cannot be told from its name, and \(why); give --format.")
    }

    /// The first line of a file, at most 8 MiB of it; nil for an empty file.
    private func firstLine(_ path: String) throws -> Data? {
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        var line = Data()
        while line.count < 8 << 20, let piece = try file.read(upToCount: 1 << 16), !piece.isEmpty {
            line.append(piece)
            if let end = line.firstIndex(of: UInt8(ascii: "\n")) { return line[..<end] }
        }
        return line.isEmpty ? nil : line
    }

    /// Whether an object is an item in DynamoDB JSON, or a line that has one.
    private func isDynamoDBJSON(_ object: JSONObject) -> Bool {
        let types: Set = ["S", "N", "B", "BOOL", "NULL", "M", "L", "SS", "NS", "BS"]
        let names = object.members.map(\.name)
        if names.contains("Item") || names.contains("Keys") || names.contains("operation") {
            return true
        }
        return !names.isEmpty
            && object.members.allSatisfy { member in
                guard let inner = member.value.object, inner.members.count == 1 else {
                    return false
                }
                return types.contains(inner.members[0].name)
            }
    }
}
