import DDBAttributes
import DDBBase
import DDBCompression
import DDBDigest
import DDBExport
import DDBJSON
import DDBStorage
import DDBTestKit

/// Lays an export as AWS does into a store, with whatever is to be wrong about it.
struct ExportBuilder {
    var id = "01767225600000-0a1b2c3d"
    var prefix = "exports/"
    var tableName = "orders"
    var extraFields = ""
    /// The lines of each data file.
    var files: [[String]] = [
        ["{\"Item\":{\"pk\":{\"S\":\"a\"}}}", "{\"Item\":{\"pk\":{\"S\":\"b\"}}}"], [],
    ]
    var itemCount: Int?
    var hasChecksums = true
    /// Changes the compressed bytes of a file after its MD5 was taken.
    var damage: (Int, [UInt8]) -> [UInt8] = { $1 }
    /// Changes a line of the manifest of files.
    var rewrite: (Int, String) -> String = { $1 }

    func fileName(_ index: Int) -> String { "file\(index).json.gz" }

    func compressed(_ index: Int) -> [UInt8] {
        let text = files[index].map { $0 + "\n" }.joined()
        let bytes = Array(text.utf8)
        return GzipEncoder.encode(bytes.span.bytes)
    }

    /// Writes the export into `folder` of a store.
    func build(_ store: any BlobStore, _ folder: String) async throws {
        var manifest = ""
        for index in files.indices {
            let bytes = compressed(index)
            let md5 = try md5Text(bytes)
            let key = "\(prefix)AWSDynamoDB/\(id)/data/\(fileName(index))"
            let line =
                "{\"itemCount\":\(files[index].count),\"md5Checksum\":\"\(md5)\",\"etag\":\"x-1\","
                + "\"dataFileS3Key\":\"\(key)\"}"
            manifest += rewrite(index, line) + "\n"
            let path = "\(folder)/data/\(fileName(index))"
            _ = try await store.put(path, damage(index, bytes), condition: .always)
        }
        let count = itemCount ?? files.reduce(0) { $0 + $1.count }
        let arn = "arn:aws:dynamodb:eu-west-1:111122223333:table/\(tableName)"
        let summary = """
            {"version":"2020-06-30","exportArn":"\(arn)/export/\(id)","tableArn":"\(arn)",\
            "s3SseKmsKeyId":null,"exportTime":"2026-01-01T00:00:00.000Z","novelty":[{}],\
            "manifestFilesS3Key":"\(prefix)AWSDynamoDB/\(id)/manifest-files.json",\
            "itemCount":\(count)\(extraFields)}
            """
        _ = try await store.put("\(folder)/_started", [], condition: .always)
        for (name, text) in [("manifest-summary", summary), ("manifest-files", manifest)] {
            let bytes = Array(text.utf8)
            _ = try await store.put("\(folder)/\(name).json", bytes, condition: .always)
            if hasChecksums {
                let md5 = try md5Text(bytes)
                _ = try await store.put(
                    "\(folder)/\(name).md5", Array(md5.utf8), condition: .always)
            }
        }
    }

    /// Builds the export in memory and opens it.
    func open(settings: ExportSettings = ExportSettings()) async throws -> Export {
        let store = MemoryBlobStore()
        try await build(store, "AWSDynamoDB/\(id)")
        let location = ExportLocation(store: store, folder: "AWSDynamoDB/\(id)")
        return try await Export(at: location, settings: settings)
    }
}

private func md5Text(_ bytes: [UInt8]) throws -> String {
    let digest = try Digest.md5(bytes.span.bytes)
    return Base64.encode(digest.span.bytes)
}

/// Why an export cannot be read to its end; nil where it can.
func fault(
    _ builder: ExportBuilder, settings: ExportSettings = ExportSettings()
) async -> ExportError? {
    do {
        _ = try await readItems(try await builder.open(settings: settings))
        return nil
    } catch {
        return error as? ExportError
    }
}

/// All items of an export as JSON values with sorted members, and the lines they came from.
func readItems(_ export: Export) async throws -> [(item: JSONValue, line: Int)] {
    var items: [(item: JSONValue, line: Int)] = []
    for file in export.files {
        var reader = try await export.makeReader(of: file)
        while let batch = try reader.nextBatch() {
            for record in batch.records { items.append((try json(batch, record), record.line)) }
        }
    }
    return items
}

private func json(_ batch: ItemBatch, _ record: ItemRecord) throws -> JSONValue {
    let word = batch.tape[record.newImage]
    let start = Int(word & 0xFFFF_FFFF)
    let bytes = batch.bytes.extracting(start..<start + Int(word >> 32 & 0xFF_FFFF))
    return sorted(try JSONValue.parse(bytes))
}

func sorted(_ value: JSONValue) -> JSONValue {
    switch value {
    case .object(let object):
        var ordered = JSONObject()
        let members = object.members.sorted {
            $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
        }
        for member in members { ordered[member.name] = sorted(member.value) }
        return .object(ordered)
    case .array(let elements): return .array(elements.map(sorted))
    case .null, .bool, .number, .string: return value
    }
}
