import DDBAttributes
import DDBBase
import DDBSchema
import DDBStorage
import DDBStore
import DDBTestKit
import Testing

/// Each kind of damage is found, and told without values.
@Suite struct VerificationTests {
    static let secret = "secret-value"

    static func table(in disk: any BlobStore) async throws -> StoredTable {
        let lines = (0..<200).map {
            "{\"pk\":{\"S\":\"\(secret)-\($0)\"},\"n\":{\"N\":\"\($0).25\"},\"i\":{\"N\":\"\($0 * 7919)\"},"
                + "\"l\":{\"L\":[{\"S\":\"\(secret)\"},{\"NULL\":true}]},\"z\":{\"NULL\":true}}"
        }
        return try await StoreFixture(blobs: disk).load(lines)
    }

    /// Expects faults, none of which tells a value.
    static func expectFaults(_ table: StoredTable, _ note: String) async throws {
        do {
            let faults = try await table.verify().faults
            #expect(!faults.isEmpty, "\(note)")
            #expect(!faults.contains { $0.contains(secret) }, "\(note)")
        } catch {
            Issue.record("\(note): \(error)")
        }
    }

    @Test func `every flipped byte of a part is found`() async throws {
        let disk = MemoryBlobStore()
        let table = try await Self.table(in: disk)
        let path = "t/" + table.parts[0].name
        let bytes = try await disk.read(path)
        #expect(try await table.verify().faults == [])
        for place in stride(from: 0, to: bytes.count, by: 3) {
            var damaged = bytes
            damaged[place] ^= 1 << UInt8(place / 3 % 8)
            _ = try await disk.put(path, damaged, condition: .always)
            try await Self.expectFaults(table, "byte \(place)")
        }
    }

    /// Without the checksum of the whole file nothing may crash, hang, or be taken for a fault of
    /// the store.
    @Test func `reading a damaged part gives an error or rows, never a crash`() async throws {
        let disk = MemoryBlobStore()
        let table = try await Self.table(in: disk)
        let path = "t/" + table.parts[0].name
        let bytes = try await disk.read(path)
        for place in stride(from: 1, to: bytes.count, by: 2) {
            var damaged = bytes
            damaged[place] ^= 1 << UInt8(place % 8)
            _ = try await disk.put(path, damaged, condition: .always)
            do {
                var items = try await table.items(of: table.parts[0])
                while let batch = try items.nextBatch() { _ = batch.records.count }
            } catch {
                #expect(!"\(error)".contains(Self.secret))
            }
        }
    }

    @Test func `a part that is short, long or missing is found`() async throws {
        let disk = MemoryBlobStore()
        let table = try await Self.table(in: disk)
        let path = "t/" + table.parts[0].name
        let bytes = try await disk.read(path)
        for count in [0, 1, 8, bytes.count / 2, bytes.count - 1] {
            _ = try await disk.put(path, Array(bytes.prefix(count)), condition: .always)
            try await Self.expectFaults(table, "\(count) bytes")
        }
        _ = try await disk.put(path, bytes + [0], condition: .always)
        try await Self.expectFaults(table, "one more")
        try await disk.delete(path)
        try await Self.expectFaults(table, "missing")
    }

    @Test(arguments: [
        ("\\\"numRecords\\\":200", "\\\"numRecords\\\":201"),
        ("\\\"nullCount\\\":{\\\"pk\\\":0", "\\\"nullCount\\\":{\\\"pk\\\":1"),
        (
            "\\\"minValues\\\":{\\\"pk\\\":\\\"secret-value-0\\\"",
            "\\\"minValues\\\":{\\\"pk\\\":\\\"secret-value-1\\\""
        ),
        ("\\\"i\\\":1575881", "\\\"i\\\":1575880"), ("\\\"n\\\":199.25", "\\\"n\\\":199.24"),
        ("\\\"n\\\":0.25", "\\\"n\\\":0.26"), ("\\\"n\\\":0.25", "\\\"n\\\":\\\"x\\\""),
        ("\\\"_timestamp\\\":\\\"2026", "\\\"_timestamp\\\":\\\"2027"),
    ])
    func `a log that says other than the rows is found`(old: String, new: String) async throws {
        let disk = MemoryBlobStore()
        _ = try await Self.table(in: disk)
        let path = "t/_delta_log/00000000000000000000.json"
        let text = String(decoding: try await disk.read(path), as: UTF8.self)
        let parts = text.split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
        try #require(parts.count == 2, "\(text)")
        _ = try await disk.put(path, Array("\(parts[0])\(new)\(parts[1])".utf8), condition: .always)
        let table = try await TableStore(disk).table("t")
        try await Self.expectFaults(table, new)
        #expect(try await table.verify().faults.count == 1)
    }

    @Test func `bounds hold for long texts, extreme numbers and random items`() async throws {
        for seed in 0..<4 {
            var lines = ItemLines(seed: UInt64(900 + seed)).lines(150)
            for (index, text) in [
                String(repeating: "\u{10FFFF}", count: 50), String(repeating: "z", count: 200),
                String(repeating: "é", count: 33),
                "\u{7F}" + String(repeating: "\u{7F}", count: 40),
                String(repeating: "😀", count: 16) + "😀", "",
            ].enumerated() {
                lines.append("{\"pk\":{\"S\":\"t\(index)\"},\"long\":{\"S\":\"\(text)\"}}")
                let table = try await StoreFixture().load(
                    [lines[lines.count - 1]] + lines.prefix(3))
                #expect(try await table.verify().faults == [])
            }
            let table = try await StoreFixture().load(lines)
            #expect(try await table.verify().faults == [])
        }
    }

    @Test func `describe counts what stands in the rest`() async throws {
        let lines = [
            "{\"pk\":{\"S\":\"1\"},\"a\":{\"NULL\":true},\"j\":{\"N\":\"1\"}}",
            "{\"pk\":{\"S\":\"2\"},\"a\":{\"NULL\":true},\"j\":{\"SS\":[\"x\"]}}",
            "{\"pk\":{\"S\":\"3\"},\"a\":{\"S\":\"x\"},\"m\":{\"M\":{\"x\":{\"NULL\":true}}}}",
            "{\"pk\":{\"S\":\"4\"},\"m\":{\"M\":{\"x\":{\"N\":\"1\"}}},\"e\":{\"L\":[]}}",
        ]
        let fixture = StoreFixture()
        let table = try await fixture.load(lines)
        let description = try table.describe()
        #expect(
            description.rest.counts == [
                "a": ["null": 2], "j": ["hidden": 1], "m": ["null": 1], "e": ["noColumn": 1],
            ])
        #expect(description.rowCount == 4)
        #expect(description.partCount == 1)
        let bytes = try await fixture.blobs.read("t/" + table.parts[0].name)
        #expect(description.byteCount == bytes.count)
    }
}
