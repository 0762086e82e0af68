import DDBAttributes
import DDBBase
import DDBExport
import DDBJSON
import DDBTestSupport
import Foundation
import Testing

/// A real export, and look-alikes of every kind.
@Suite(.enabled(if: SharedVectors.root != nil, "../shared/vectors is absent"))
struct ExportVectorTests {
    private let pool = ThreadPool(threadCount: 1)
    private static let orders = "dynamodb-export/authored/bucket/exports/orders/AWSDynamoDB"

    private func open(_ path: String) async throws -> Export {
        let path = try #require(SharedVectors.path(path))
        return try await Export(at: ExportFinder.find(path, pool: pool))
    }

    @Test(arguments: [
        "", "/AWSDynamoDB", "/AWSDynamoDB/01715685260608-c488b4e1",
        "/AWSDynamoDB/01715685260608-c488b4e1/",
        "/AWSDynamoDB/01715685260608-c488b4e1/manifest-summary.json",
    ])
    func `a real export is found from any folder above it`(suffix: String) async throws {
        let export = try await open("dynamodb-export/scylla-migrator" + suffix)
        #expect(export.summary.table.name == "S3ExportTest")
        #expect(export.summary.table.region == "eu-central-1")
        #expect(export.summary.table.account == "164221962816")
        #expect(export.summary.exportId == "01715685260608-c488b4e1")
        #expect(export.summary.exportTime == Instant(iso8601: "2024-05-14T11:14:20.608Z"))
        #expect(export.summary.kind == .full && export.files.count == 1)
        #expect(export.warnings.count == 2 && export.byteCount > 0)
        #expect(try await readItems(export).map(\.line) == [1, 2, 3])
    }

    @Test func `the items of a full export are those that Python reads`() async throws {
        let export = try await open(Self.orders + "/01767225600000-0a1b2c3d")
        let path = try #require(
            SharedVectors.path("dynamodb-export/authored/expected-after-full.json"))
        #expect(export.warnings == [] && export.files.map(\.itemCount) == [2, 0, 2])
        let expected = try JSONValue.parse(String(contentsOfFile: path, encoding: .utf8))
        let items = try await readItems(export).map(\.item)
        let texts = items.map { String(decoding: $0.bytes, as: UTF8.self) }
        let theirs = (expected.array ?? []).map {
            String(decoding: sorted($0).bytes, as: UTF8.self)
        }
        #expect(texts.sorted() == theirs.sorted() && theirs.count == 4)
    }

    @Test func `of several exports one has to be named`() async throws {
        let path = try #require(SharedVectors.path("dynamodb-export/authored"))
        do {
            _ = try await ExportFinder.find(path, pool: pool)
            Issue.record("an export was chosen")
        } catch let error as ExportError {
            #expect(error.code == .ambiguous)
            #expect(error.message.contains("01767225600000-0a1b2c3d  (orders, full, 2026-01-01T00"))
            #expect(error.message.contains("01767225600000-3d4e5f60  (orders, full, Ion, "))
            #expect(!error.message.contains("incremental"))
        }
    }

    @Test(
        arguments: [
            ("01767226500000-1b2c3d4e", .dynamoDBJSON, "NEW_AND_OLD_IMAGES", 3),
            ("01767226500000-2c3d4e5f", .dynamoDBJSON, "NEW_IMAGE", 1),
            ("01767226500000-4e5f6071", .ion, "NEW_AND_OLD_IMAGES", 1),
            ("01767226500000-5f607182", .ion, "NEW_AND_OLD_IMAGES", 1),
        ] as [(String, ManifestSummary.Format, String, Int)])
    func `incremental exports are understood`(
        id: String, format: ManifestSummary.Format, view: String, fileCount: Int
    ) async throws {
        let export = try await open(Self.orders + "/" + id)
        #expect(export.summary.kind == .incremental && export.summary.format == format)
        #expect(export.summary.outputView == view && export.summary.exportTime == nil)
        #expect(export.summary.exportToTime == Instant(iso8601: "2026-01-01T00:15:00Z"))
        #expect(export.files.count == fileCount)
        #expect(export.files.allSatisfy { $0.path.hasPrefix("data/") && $0.byteCount > 0 })
        try export.require(.incremental)
        await expectExport(.otherKind) { try export.require(.full) }
    }

    @Test(arguments: [
        "01767226500000-1b2c3d4e", "01767226500000-2c3d4e5f", "01767226500000-4e5f6071",
        "01767226500000-5f607182",
    ])
    func `an incremental export has puts and deletes with their times`(id: String) async throws {
        let export = try await open(Self.orders + "/" + id)
        var changes: [String] = []
        for file in export.files {
            var reader = try await export.makeReader(of: file)
            while let batch = try reader.nextBatch() {
                for record in batch.records {
                    let image = record.newImage >= 0 ? record.newImage : record.keys
                    let item = batch.item(at: image)
                    guard case .string(let key) = item["pk"] else { continue }
                    let micros = try #require(record.eventTime).microseconds
                    changes.append("\(record.operation) \(key) \(micros)")
                }
            }
        }
        #expect(
            changes.sorted() == [
                "delete a 1767225700000010", "put b 1767225700000012", "put c 1767225700000001",
                "put d 1767225700000006",
            ])
    }

    private func texts(of export: Export) async throws -> [String] {
        try await readItems(export).map { String(decoding: $0.item.bytes, as: UTF8.self) }.sorted()
    }

    @Test func `the items of a full export in Ion are those of its twin in JSON`() async throws {
        let ion = try await open(Self.orders + "/01767225600000-3d4e5f60")
        #expect(ion.summary.kind == .full && ion.summary.format == .ion)
        let json = try await open(Self.orders + "/01767225600000-0a1b2c3d")
        let ours = try await texts(of: ion)
        #expect(try await texts(of: json) == ours && ours.count == 4)
    }
}
