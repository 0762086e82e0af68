import ArgumentParser
import DDBFiles
import DDBJSON

/// What a file that is loaded is, told by its name or by what is in it.
enum LoadFileKind: Hashable {
    case jsonl, dynamoDBJSON, csv, tsv, parquet

    /// The endings of files of any kind in a folder.
    static let allSuffixes =
        FileFinder.lineSuffixes + FileFinder.separatedSuffixes + FileFinder.parquetSuffixes

    /// The endings of files of this kind in a folder.
    var suffixes: [String] {
        switch self {
        case .jsonl, .dynamoDBJSON: FileFinder.lineSuffixes
        case .csv, .tsv: FileFinder.separatedSuffixes
        case .parquet: FileFinder.parquetSuffixes
        }
    }

    /// Whether a file's name alone does not tell this from another kind.
    var isJSON: Bool { self == .jsonl || self == .dynamoDBJSON }

    /// The kind that a name tells; nil where what is in the file decides.
    init?(name: String) {
        var bare = name.lowercased()
        for ending in [".gz", ".gzip", ".zst", ".zstd"] where bare.hasSuffix(ending) {
            bare.removeLast(ending.count)
            break
        }
        if bare.hasSuffix(".parquet") {
            self = .parquet
        } else if bare.hasSuffix(".csv") {
            self = .csv
        } else if bare.hasSuffix(".tsv") {
            self = .tsv
        } else {
            return nil
        }
    }

    /// The kind of a file, told by its name or by its first object.
    static func judging(_ path: String) throws -> LoadFileKind {
        if let kind = LoadFileKind(name: path) { return kind }
        if path == "-" {
            throw ValidationError("Standard input has no name to go by: give --format.")
        }
        // What is read of a pipe to look at it is gone.
        guard try InputFile.byteCount(path: path) != nil else {
            throw ValidationError("'\(path)' can be read once only: give --format.")
        }
        let text: [UInt8]?
        do {
            text = try FirstObject.find(in: path)
        } catch let absence as FirstObject.Absence {
            throw unknown(path, absence.why)
        }
        // An empty file has no lines of DynamoDB JSON.
        guard let text else { return .dynamoDBJSON }
        let value: JSONValue
        do {
            value = try JSONValue.parse(text.span.bytes)
        } catch {
            throw unknown(path, "its first object is no JSON: \(error)")
        }
        guard let object = value.object else { throw unknown(path, "it has no object") }
        return isDynamoDBJSON(object) ? .dynamoDBJSON : .jsonl
    }

    private static func unknown(_ path: String, _ why: String) -> ValidationError {
        ValidationError(
            "The format of '\(path)' cannot be told from its name, and \(why); give --format.")
    }

    /// Whether an object is an item in DynamoDB JSON, or a line that has one.
    private static func isDynamoDBJSON(_ object: JSONObject) -> Bool {
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
