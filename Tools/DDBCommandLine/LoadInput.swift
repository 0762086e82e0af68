import ArgumentParser
import DDBConfiguration
import DDBDynamoDBSink
import DDBFiles
import Foundation

/// Says what `ddbkit load` reads.
struct LoadInput: ParsableArguments {
    /// What a file holds.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case auto, jsonl, csv, parquet
        case dynamoDBJSON = "ddb-json"
    }

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Files, - for standard input, the folder of an export, or STORE:TABLE.",
            valueName: "file|-|export|store:table"))
    var from: [String]

    @Option(
        help: ArgumentHelp(
            "jsonl (plain JSON), ddb-json (DynamoDB JSON), csv, parquet; auto looks at the name "
                + "and what is in them.", valueName: "format"))
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
    var keys: [String]? { key.map(NameListText.parse) }

    /// What the options mean.
    func source() throws -> LoadSource {
        if from.count == 1, format == .auto {
            if let stored = storedTable(from[0]) {
                _ = try values.entries(for: .store)
                return LoadSource(node: [
                    "store": [
                        "path": ConfigurationNode(text: stored.0),
                        "table": ConfigurationNode(text: stored.1),
                    ]
                ])
            }
            if let kind = try LoadExport.kind(of: from[0]) {
                _ = try values.entries(for: .export)
                return LoadSource(node: LoadExport.node(path: from[0], kind))
            }
        }
        try requireFiles()
        let kind = try kind()
        return LoadSource(
            node: try node(of: kind), files: LoadFiles(paths: from, suffixes: kind.suffixes))
    }

    /// The source that reads files of a kind.
    private func node(of kind: LoadFileKind) throws -> ConfigurationNode {
        var entries = [
            ConfigurationEntry(
                "path", ConfigurationNode(.list(from.map { ConfigurationNode(text: $0) })))
        ]
        if let keys, kind != .dynamoDBJSON {
            let names = DynamoDBSink.keyNames(of: keys).map { ConfigurationNode(text: $0) }
            entries.append(ConfigurationEntry("key", ConfigurationNode(.list(names))))
        }
        if let map { entries.append(ConfigurationEntry("map", ConfigurationNode(text: map))) }
        entries += try values.entries(for: valueKind(of: kind))
        switch kind {
        case .parquet: return ["parquet": ConfigurationNode(.map(entries))]
        case .csv, .tsv:
            if kind == .tsv {
                entries.append(ConfigurationEntry("delimiter", ConfigurationNode(text: "tab")))
            }
            return ["csv": ConfigurationNode(.map(entries))]
        case .jsonl, .dynamoDBJSON:
            let name = kind == .jsonl ? "json" : "ddb-json"
            entries.append(ConfigurationEntry("format", ConfigurationNode(text: name)))
            return ["lines": ConfigurationNode(.map(entries))]
        }
    }

    private func valueKind(of kind: LoadFileKind) -> LoadValues.Kind {
        switch kind {
        case .csv, .tsv: .csv
        case .parquet: .parquet
        case .jsonl: .plainJSON
        case .dynamoDBJSON: .dynamoDBJSON
        }
    }

    /// What all files are.
    private func kind() throws -> LoadFileKind {
        switch format {
        case .jsonl: return .jsonl
        case .dynamoDBJSON: return .dynamoDBJSON
        case .parquet: return .parquet
        case .csv:
            let names = try FileFinder.find(from, suffixes: LoadFileKind.csv.suffixes)
            let kinds = Set(names.map { LoadFileKind(name: $0) == .tsv ? LoadFileKind.tsv : .csv })
            return try one(of: kinds)
        case .auto: break
        }
        var kinds: Set<LoadFileKind> = []
        for path in from {
            if from.count > 1, try LoadExport.kind(of: path) != nil {
                throw ValidationError(
                    "'\(path)' is an export, which is loaded by itself; name no other --from.")
            }
            let files = try FileFinder.find([path], suffixes: LoadFileKind.allSuffixes)
            // The first tells for those that its pattern or folder names besides, as far as their
            // names tell nothing else.
            let first = try LoadFileKind.judging(files[0])
            kinds.insert(first)
            kinds.formUnion(
                files.dropFirst().map { LoadFileKind(name: $0) ?? (first.isJSON ? first : .jsonl) })
        }
        return try one(of: kinds)
    }

    private func one(of kinds: Set<LoadFileKind>) throws -> LoadFileKind {
        guard let first = kinds.first, kinds.count == 1 else {
            throw ValidationError(
                "The files of --from are of several formats; load them one after another.")
        }
        return first
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
}
