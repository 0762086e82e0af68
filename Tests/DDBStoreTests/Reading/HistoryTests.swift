import DDBAttributes
import DDBBase
import DDBDeltaLog
import DDBStorage
import DDBStore
import DDBTestKit
import Testing

/// The rows of a table of changes come back as the changes.
@Suite struct HistoryTests {
    static let rows = [
        HistoryTable.Row(
            key: "a", number: 1, rest: nil, time: 10, event: "INSERT", old: nil, isDeleted: 0,
            sequence: "100"),
        HistoryTable.Row(
            key: "a", number: 2, rest: "{\"x\":{\"SS\":[\"q\"]}}", time: 20, event: "MODIFY",
            old: "{\"pk\":\"a\",\"n\":1,\"l\":[true,null]}", isDeleted: 0, sequence: "101"),
        HistoryTable.Row(
            key: "a", number: nil, rest: nil, time: 30, event: "REMOVE",
            old: "{\"pk\":\"a\",\"n\":2}", isDeleted: 1, sequence: "9223372036854775808000"),
        HistoryTable.Row(
            key: "b", number: 7, rest: nil, time: nil, event: "REMOVE", old: nil, isDeleted: 1,
            sequence: nil),
        HistoryTable.Row(
            key: "c", number: nil, rest: nil, time: 50, event: nil, old: nil, isDeleted: nil,
            sequence: nil),
    ]

    static func changes(_ table: StoredTable, from row: Int = 0) async throws -> [String] {
        var changes: [String] = []
        var items = try await table.items(of: table.parts[0], from: row)
        while let batch = try items.nextBatch() {
            for record in batch.records {
                func text(_ index: Int) -> String {
                    guard index >= 0 else { return "-" }
                    var json: [UInt8] = []
                    batch.appendItemWire(at: index, to: &json)
                    return String(decoding: json, as: UTF8.self)
                }
                let sequence = record.order.sequenceRange
                let digits =
                    sequence.isEmpty
                    ? "-"
                    : String(
                        decoding: Array(
                            sequence.map {
                                batch.bytes.unsafeLoad(fromByteOffset: $0, as: UInt8.self)
                            }), as: UTF8.self)
                changes.append(
                    "\(record.operation) \(record.effectiveEvent) \(digits) "
                        + "\(record.eventTime.map { "\($0.microseconds)" } ?? "-") "
                        + "\(text(record.keys)) \(text(record.newImage)) \(text(record.oldImage))")
            }
        }
        return changes
    }

    static let expected = [
        #"put insert 100 10 - {"pk":{"S":"a"},"n":{"N":"1"}} -"#,
        #"put modify 101 20 - {"pk":{"S":"a"},"n":{"N":"2"},"x":{"SS":["q"]}} "#
            + #"{"pk":{"S":"a"},"n":{"N":"1"},"l":{"L":[{"BOOL":true},{"NULL":true}]}}"#,
        #"delete remove 9223372036854775808000 30 {"pk":{"S":"a"}} - "#
            + #"{"pk":{"S":"a"},"n":{"N":"2"}}"#,
        // Without an old record the row's other columns are what is known of the item.
        #"delete remove - - {"pk":{"S":"b"}} - {"pk":{"S":"b"},"n":{"N":"7"}}"#,
        #"put insert - 50 - {"pk":{"S":"c"}} -"#,
    ]

    @Test func `puts have new images, deletes have keys, both have what was`() async throws {
        let blobs = MemoryBlobStore()
        try await HistoryTable.write(Self.rows, to: blobs)
        let table = try await TableStore(blobs).table("t")
        #expect(table.mode == .history)
        #expect(try await Self.changes(table) == Self.expected)
        for row in 0...5 {
            #expect(try await Self.changes(table, from: row) == Array(Self.expected[row...]))
        }
        #expect(try await table.verify().faults == [])
    }

    @Test func `masked changes are left out`() async throws {
        let blobs = MemoryBlobStore()
        try await HistoryTable.write(Self.rows, to: blobs)
        var log = try await MaskedLog(blobs)
        try await log.mask(["part-1.parquet": RowSet([0, 3])])
        let table = try await TableStore(blobs).table("t")
        #expect(try await Self.changes(table) == [1, 2, 4].map { Self.expected[$0] })
        #expect(try await Self.changes(table, from: 2) == [2, 4].map { Self.expected[$0] })
        #expect(table.rowCount == 3)
    }

    @Test func `where no keys are known a delete has what was`() async throws {
        let blobs = MemoryBlobStore()
        try await HistoryTable.write([Self.rows[2], Self.rows[3]], to: blobs, keys: "[]")
        let table = try await TableStore(blobs).table("t")
        #expect(
            try await Self.changes(table) == [
                #"delete remove 9223372036854775808000 30 - - {"pk":{"S":"a"},"n":{"N":"2"}}"#,
                #"delete remove - - - - {"pk":{"S":"b"},"n":{"N":"7"}}"#,
            ])
    }
}
