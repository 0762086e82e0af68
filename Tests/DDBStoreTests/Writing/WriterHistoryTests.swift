import DDBAttributes
import DDBBase
import DDBStore
import DDBTestKit
import Testing

/// Tables that keep every change.
@Suite struct WriterHistoryTests {
    @Test func `every change is a row in its order, with what is known of it`() async throws {
        let fixture = WriterFixture()
        var options = WriterFixture.options
        options.mode = .history
        var writer = try await fixture.writer(options)
        var expected: [String] = []
        for commit in 0..<3 {
            var builder = ItemBatchBuilder()
            for index in 0..<4 {
                var record = ItemRecord(origin: .stream)
                let key = "\"pk\":{\"S\":\"k\(index % 2)\"}"
                let sequence = "\(commit * 10 + index + 1)"
                record.order = builder.order(epoch: 1, sequence: sequence) ?? ItemOrder()
                record.partition = try builder.partition("shard")
                record.eventTime = Instant(microseconds: 1_700_000_000_123_456 + Int64(index))
                if index == 3 {
                    record.operation = .delete
                    record.keys = try builder.image(wire: Array("{\(key)}".utf8).span.bytes)
                } else {
                    let wire = "{\(key),\"n\":{\"N\":\"\(index).5\"}}"
                    record.newImage = try builder.image(wire: Array(wire.utf8).span.bytes)
                }
                builder.append(record)
                expected.append("k\(index % 2) \(record.operation) \(sequence) \(index)")
            }
            let lane = writer.makeLane()
            #expect(try await lane.append(builder.finish()) == [])
            let staged = try #require(try await lane.seal())
            let summary = try await writer.commit([staged], [])
            #expect(summary.putCount == 4)
            if commit == 1 {
                try await writer.close()
                writer = try await fixture.writer(options)
            }
        }
        let table = try await fixture.store.table("t")
        #expect(try await Self.changes(of: table) == expected)
        #expect(try await table.verify().faults == [])
        #expect(
            writer.positions == [
                SavedPosition(
                    partition: "shard", order: SequencePoint(epoch: 1, sequence: "24"))
            ])
        try await writer.close()
    }

    private static func changes(of table: StoredTable) async throws -> [String] {
        var changes: [String] = []
        for part in table.parts {
            var rows = try await table.items(of: part)
            while let batch = try rows.nextBatch() {
                for record in batch.records {
                    let root = record.operation == .put ? record.newImage : record.keys
                    guard case .string(let key) = batch.item(at: root)["pk"] else { continue }
                    let bytes = batch.bytes.extracting(record.order.sequenceRange)
                    var digits = ""
                    for index in 0..<bytes.byteCount {
                        let byte = unsafe bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self)
                        digits.append(Character(UnicodeScalar(byte)))
                    }
                    let sequence = String(digits.drop { $0 == "0" })
                    let offset = (record.eventTime?.microseconds ?? 0) - 1_700_000_000_123_456
                    changes.append("\(key) \(record.operation) \(sequence) \(offset)")
                }
            }
        }
        return changes
    }

    @Test func `changes that a history has already are dropped`() async throws {
        let fixture = WriterFixture()
        var options = WriterFixture.options
        options.mode = .history
        let writer = try await fixture.writer(options)
        for round in 0..<2 {
            let lane = writer.makeLane()
            let changes = (0...round).map { index in
                WriterOrderTests.Ordered(
                    key: "a", value: index, partition: "s", sequence: "\(index + 1)")
            }
            _ = try await lane.append(WriterOrderTests.batch(changes))
            let staged = try #require(try await lane.seal())
            let summary = try await writer.commit([staged], [])
            #expect(summary.putCount == 1)
            #expect(summary.droppedCount == round)
        }
        #expect(try await Self.changes(of: fixture.store.table("t")).count == 2)
        try await writer.close()
    }
}
