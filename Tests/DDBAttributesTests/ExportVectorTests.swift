import DDBAttributes
import DDBJSON
import DDBTestSupport
import Foundation
import Testing

@Suite struct ExportVectorTests {
    private static let exports = ["dynamodb-export/scylla-migrator", "dynamodb-export/authored"]
    private static let documents = "dynamodb-json/olpa-streaming_json"
    private static let absent: Comment = "../shared/vectors is absent"
    private static let noBoto3: Comment = "python3 has no boto3"

    /// The inflated lines of every JSON data file under a folder of the vectors, with the file's
    /// name.
    private func dataFiles(_ folder: String) throws -> [(name: String, lines: [UInt8])] {
        let path = try #require(SharedVectors.path(folder))
        let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
        return try names.filter { $0.hasSuffix(".json.gz") }.sorted().map {
            ($0, try ThirdParty.gunzip(path + "/" + $0))
        }
    }

    /// Writes records again from their friendly form, as lines of an export.
    private func lines(of batches: [ItemBatch]) -> [UInt8] {
        var lines: [UInt8] = []
        for batch in batches {
            for record in batch.records {
                let isFull = record.keys < 0 && record.oldImage < 0
                let images = [
                    (isFull ? "Item" : "NewImage", record.newImage), ("OldImage", record.oldImage),
                    ("Keys", record.keys),
                ]
                var writer = JSONWriter(appendingTo: lines)
                lines = []
                writer.beginObject()
                for (name, index) in images where index >= 0 {
                    writer.name(name)
                    writer.raw(WireEncoder.encode(batch.item(at: index)))
                }
                writer.endObject()
                writer.endLine()
                lines = writer.takeBytes()
            }
        }
        return lines
    }

    @Test(.enabled(if: SharedVectors.root != nil, absent), arguments: exports)
    func `every line of an export is a record`(folder: String) throws {
        var records = 0
        for file in try dataFiles(folder) {
            let batches = try decode(file.lines, shape: .export)
            let count = batches.reduce(0) { $0 + $1.records.count }
            #expect(count == file.lines.filter { $0 == 0x0A }.count, "\(file.name)")
            records += count
        }
        #expect(records > 0)
    }

    @Test(
        .enabled(if: SharedVectors.root != nil, absent),
        .enabled(if: ThirdParty.hasBoto3, noBoto3), arguments: exports)
    func `exports read as boto3 reads them`(folder: String) throws {
        for file in try dataFiles(folder) {
            let batches = try decode(file.lines, shape: .export)
            let count = batches.reduce(0) { $0 + $1.records.count }
            #expect(try ThirdParty.equalLines(file.lines, lines(of: batches)) == count)
        }
    }

    @Test(.enabled(if: ThirdParty.hasBoto3, noBoto3))
    func `random items read as boto3 reads them`() throws {
        var items = RandomItems(seed: 7)
        var lines: [UInt8] = []
        for _ in 0..<300 {
            lines += Array("{\"Item\":".utf8) + WireEncoder.encode(items.item())
            lines += Array("}\n".utf8)
        }
        let batches = try decode(lines, shape: .export)
        #expect(try ThirdParty.equalLines(lines, self.lines(of: batches)) == 300)
    }

    @Test(.enabled(if: SharedVectors.root != nil, absent))
    func `documents with line feeds read as the oracle reads them`() throws {
        let folder = try #require(SharedVectors.path(Self.documents))
        for name in ["all-types", "book"] {
            let url = URL(fileURLWithPath: "\(folder)/\(name)-dynamodb.json")
            let document = try JSONValue.parse([UInt8](try Data(contentsOf: url)).span.bytes)
            let wire = try #require(document["Item"]).bytes
            let item = try Item(wire: wire.span.bytes)
            #expect(try item == Oracle.item(wire))
            let again = WireEncoder.encode(item)
            #expect(try Item(wire: again.span.bytes) == item)
        }
    }

    @Test(
        .enabled(if: SharedVectors.root != nil, absent),
        .enabled(if: ThirdParty.hasBoto3, noBoto3))
    func `lines of another tool read as boto3 reads them`() throws {
        let folder = try #require(SharedVectors.path(Self.documents))
        for name in ["users", "products"] {
            let url = URL(fileURLWithPath: "\(folder)/\(name)-dynamodb.jsonl")
            let lines = [UInt8](try Data(contentsOf: url))
            let batches = try decode(lines, shape: .export)
            let count = batches.reduce(0) { $0 + $1.records.count }
            #expect(try ThirdParty.equalLines(lines, self.lines(of: batches)) == count)
        }
    }

    @Test(.enabled(if: SharedVectors.root != nil, absent))
    func `images of stream events are items`() throws {
        let root = try #require(SharedVectors.path("dynamodb-stream-events"))
        var images = 0
        for name in [
            "powertools-python/dynamoStreamEvent.json", "aws-lambda-go/dynamodb-event.json",
            "aws-lambda-rust-runtime/example-dynamodb-event.json",
        ] {
            let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(root)/\(name)")))
            let event = try JSONValue.parse(bytes.span.bytes)
            for record in event["Records"]?.array ?? [] {
                for part in ["Keys", "NewImage", "OldImage"] {
                    guard let wire = record["dynamodb"]?[part]?.bytes else { continue }
                    // Two of the samples have empty sets, which DynamoDB has not.
                    let item = try? Item(wire: wire.span.bytes)
                    #expect(item == (try? Oracle.item(wire)), "\(name)")
                    images += item == nil ? 0 : 1
                }
            }
        }
        #expect(images > 10)
    }
}
