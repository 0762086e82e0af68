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

    private static func stage(
        _ changes: [WriterOrderTests.Ordered], in writer: TableWriter
    ) async throws -> StagedChanges {
        let lane = writer.makeLane()
        #expect(try await lane.append(WriterOrderTests.batch(changes)) == [])
        return try #require(try await lane.seal())
    }

    private static func changes(
        of partition: String, _ sequences: ClosedRange<Int>
    ) -> [WriterOrderTests.Ordered] {
        sequences.map {
            WriterOrderTests.Ordered(
                key: "a", value: $0, partition: partition, sequence: "\($0)")
        }
    }

    @Test(arguments: [false, true])
    func `what another writer has appended meanwhile is not appended twice`(
        tableExists: Bool
    ) async throws {
        let fixture = WriterFixture()
        var options = WriterFixture.options
        options.mode = .history
        options.maintenance = .off
        let first = try await fixture.writer(options)
        if tableExists { try await WriterFixture.commit([[.put("z")]], to: first) }
        let second = try await WriterFixture(fixture.blobs, seed: 2).writer(options)
        let ahead = tableExists ? 1 : 0

        // Both take the same shard; the second wakes up when the first has come to 3.
        let doubled = try await Self.stage(Self.changes(of: "s", 1...4), in: second)
        let later = try await Self.stage(Self.changes(of: "s", 4...5), in: second)
        let other = try await Self.stage(Self.changes(of: "r", 1...2), in: second)
        let ours = try await Self.stage(Self.changes(of: "s", 1...3), in: first)
        _ = try await first.commit([ours], [SavedPosition(partition: "file", position: "10")])
        for _ in 0..<2 {
            let refused = await #expect(throws: StoreError.self) {
                try await second.commit([doubled], [])
            }
            #expect(refused?.code == .conflict)
            #expect(refused?.message.contains("'s'") == true)
        }
        await second.discard([doubled])
        let table = try await fixture.store.table("t")
        #expect(try await Self.changes(of: table).count == 3 + ahead)
        // What lies behind is no double, nor what others do not touch.
        #expect(try await second.commit([later], []).putCount == 2)
        #expect(try await second.commit([other], []).putCount == 2)
        // A position that the first has moved since the second began is not moved back.
        let file = try await Self.stage([.init(key: "b", value: 1)], in: second)
        let moved = await #expect(throws: StoreError.self) {
            try await second.commit([file], [SavedPosition(partition: "file", position: "5")])
        }
        #expect(moved?.code == .conflict)
        await second.discard([file])
        // What is appended now knows how far the table is.
        let again = try await Self.stage(Self.changes(of: "s", 3...6), in: second)
        let summary = try await second.commit([again], [])
        #expect(summary.putCount == 1)
        #expect(summary.droppedCount == 3)
        #expect(try await Self.changes(of: fixture.store.table("t")).count == 8 + ahead)
        try await first.close()
        try await second.close()
    }
}
