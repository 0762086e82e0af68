import DDBAttributes
import DDBStore
import DDBTestKit
import Testing

/// Which change of a key counts, and what is dropped.
@Suite struct WriterOrderTests {
    /// A change with a place in the order of a partition.
    struct Ordered {
        var key: String
        var value: Int?
        var partition: String?
        var epoch: UInt32 = 0
        var sequence: String?
    }

    static func batch(_ changes: [Ordered]) throws -> ItemBatch {
        var builder = ItemBatchBuilder()
        for change in changes {
            var record = ItemRecord(origin: .stream)
            let key = "\"pk\":{\"S\":\"\(change.key)\"}"
            if let value = change.value {
                let wire = "{\(key),\"v\":{\"N\":\"\(value)\"}}"
                record.newImage = try builder.image(wire: Array(wire.utf8).span.bytes)
            } else {
                record.operation = .delete
                record.keys = try builder.image(wire: Array("{\(key)}".utf8).span.bytes)
            }
            if let partition = change.partition {
                record.partition = try builder.partition(partition)
            }
            record.order.epoch = change.epoch
            if let sequence = change.sequence {
                let order = builder.order(epoch: change.epoch, sequence: sequence)
                record.order = try #require(order)
            }
            builder.append(record)
        }
        return builder.finish()
    }

    /// The values by key after batches, each in a lane of its own, in one commit.
    static func values(
        _ fixture: WriterFixture, _ writer: TableWriter, _ batches: [[Ordered]]
    ) async throws -> (summary: CommitSummary, values: [String: Int]) {
        var staged: [StagedChanges] = []
        for changes in batches {
            let lane = writer.makeLane()
            #expect(try await lane.append(batch(changes)) == [])
            if let sealed = try await lane.seal() { staged.append(sealed) }
        }
        return try await values(fixture, writer, staged)
    }

    /// The values by key after a commit.
    static func values(
        _ fixture: WriterFixture, _ writer: TableWriter, _ staged: [StagedChanges]
    ) async throws -> (summary: CommitSummary, values: [String: Int]) {
        let summary = try await writer.commit(staged, [])
        var values: [String: Int] = [:]
        for (key, item) in try await fixture.items() {
            if case .number(let number) = item["v"] { values[key] = Int("\(number)") }
        }
        return (summary, values)
    }

    @Test func `without sequences the later of two changes counts, in a batch and over lanes`()
        async throws
    {
        let fixture = WriterFixture()
        let writer = try await fixture.writer()
        let result = try await Self.values(
            fixture, writer,
            [
                [Ordered(key: "a", value: 1), Ordered(key: "a", value: 2)],
                [
                    Ordered(key: "a", value: 3), Ordered(key: "b", value: 1),
                    Ordered(key: "b"), Ordered(key: "c"), Ordered(key: "c", value: 9),
                ],
            ])
        #expect(result.values == ["a": 3, "c": 9])
        #expect(result.summary.putCount == 2)
        try await writer.close()
    }

    @Test func `a greater sequence counts whatever arrives later, as a number and not as text`()
        async throws
    {
        let fixture = WriterFixture()
        let writer = try await fixture.writer()
        let long = "123456789012345678901234567890123456789"
        let result = try await Self.values(
            fixture, writer,
            [
                [
                    Ordered(key: "a", value: 1, sequence: "10"),
                    Ordered(key: "a", value: 2, sequence: "9"),
                    Ordered(key: "b", value: 1, sequence: long + "1"),
                    Ordered(key: "c", value: 1, epoch: 2, sequence: "1"),
                    Ordered(key: "d", value: 1, sequence: "5"), Ordered(key: "d", value: 2),
                ],
                [
                    Ordered(key: "b", value: 2, sequence: long + "0"),
                    Ordered(key: "a", sequence: "8"),
                    Ordered(key: "c", value: 2, epoch: 1, sequence: "7"),
                ],
            ])
        #expect(result.values == ["a": 1, "b": 1, "c": 1, "d": 2])
        try await writer.close()
    }

    /// The later of two changes, the second of which arrived later, as documented.
    private static func last(_ changes: [Ordered]) -> Ordered? {
        changes.enumerated().max { left, right in
            let (one, two) = (left.element, right.element)
            if one.epoch != two.epoch { return one.epoch < two.epoch }
            switch (one.sequence.flatMap { Int($0) }, two.sequence.flatMap { Int($0) }) {
            case (nil, .some): return false
            case (.some, nil): return true
            case (let one?, let two?) where one != two: return one < two
            case (nil, nil), (.some, .some): return left.offset < right.offset
            }
        }?.element
    }

    @Test func `the last of three changes is the same however lanes share them`() async throws {
        let random = SeededRandom(seed: 41)
        let fixture = WriterFixture()
        let writer = try await fixture.writer()
        var triples: [[Ordered]] = []
        for index in 0..<600 {
            triples.append(
                (0..<3).map { place in
                    Ordered(
                        key: "k\(index)", value: place, epoch: UInt32(random.number(below: 2)),
                        sequence: random.number(below: 3) == 0
                            ? nil : "\(random.number(below: 4) + 8)")
                })
        }
        let expected = Dictionary(
            triples.compactMap { changes in
                Self.last(changes).flatMap { last in last.value.map { (last.key, $0) } }
            }, uniquingKeysWith: { $1 })
        // Which lane takes the first, the second and the third.
        for lanes in [
            [0, 0, 0], [0, 0, 1], [0, 1, 0], [0, 1, 1], [1, 0, 0], [0, 1, 2], [2, 1, 0],
        ] {
            let open = (0..<3).map { _ in writer.makeLane() }
            for place in 0..<3 {
                let batch = try Self.batch(triples.map { $0[place] })
                #expect(try await open[lanes[place]].append(batch) == [])
            }
            var staged: [StagedChanges] = []
            for lane in open { if let sealed = try await lane.seal() { staged.append(sealed) } }
            let result = try await Self.values(fixture, writer, staged)
            #expect(result.values == expected, "\(lanes)")
        }
        try await writer.close()
    }

    @Test func `what a partition has already is dropped and counted, also over a restart`()
        async throws
    {
        let fixture = WriterFixture()
        var writer = try await fixture.writer()
        let first = [
            Ordered(key: "a", value: 1, partition: "s1", epoch: 1, sequence: "100"),
            Ordered(key: "b", value: 1, partition: "s2", epoch: 1, sequence: "7"),
        ]
        _ = try await Self.values(fixture, writer, [first])
        #expect(
            writer.positions == [
                SavedPosition(partition: "s1", order: SequencePoint(epoch: 1, sequence: "100")),
                SavedPosition(partition: "s2", order: SequencePoint(epoch: 1, sequence: "7")),
            ])
        let again = [
            Ordered(key: "a", value: 2, partition: "s1", epoch: 1, sequence: "100"),
            Ordered(key: "a", value: 3, partition: "s1", epoch: 0, sequence: "500"),
            Ordered(key: "a", value: 4, partition: "s2", epoch: 1, sequence: "8"),
            Ordered(key: "c", value: 5, partition: "s3", epoch: 1, sequence: "1"),
        ]
        for _ in 0..<2 {
            let result = try await Self.values(fixture, writer, [again])
            #expect(result.values == ["a": 4, "b": 1, "c": 5])
            try await writer.close()
            writer = try await fixture.writer()
        }
        let result = try await Self.values(fixture, writer, [again])
        #expect(result.summary.droppedCount == 4)
        #expect(result.summary.version == 1)
        try await writer.close()
    }

    @Test func `what was committed since a lane took it is dropped by the commit`() async throws {
        let fixture = WriterFixture()
        let writer = try await fixture.writer()
        let change = Ordered(key: "a", value: 1, partition: "s", sequence: "5")
        let early = writer.makeLane()
        _ = try await early.append(Self.batch([change]))
        let staged = try #require(try await early.seal())
        let later = Ordered(key: "a", value: 2, partition: "s", sequence: "6")
        _ = try await Self.values(fixture, writer, [[later]])
        let summary = try await writer.commit([staged], [])
        #expect(summary.droppedCount == 1)
        #expect(summary.putCount == 0)
        #expect(try await fixture.items().count == 1)
        let result = try await Self.values(fixture, writer, [[]])
        #expect(result.values == ["a": 2])
        try await writer.close()
    }

    @Test func `records without keys or images are rejected by their index and without values`()
        async throws
    {
        let fixture = WriterFixture()
        let writer = try await fixture.writer()
        let lane = writer.makeLane()
        var builder = ItemBatchBuilder()
        for wire in [
            "{\"pk\":{\"S\":\"good\"}}", "{\"other\":{\"S\":\"secret\"}}",
            "{\"pk\":{\"BOOL\":true}}", "{\"pk\":{\"S\":\"\"}}", "{\"pk\":{\"S\":\"fine\"}}",
        ] {
            var record = ItemRecord(origin: .stream)
            record.newImage = try builder.image(wire: Array(wire.utf8).span.bytes)
            builder.append(record)
        }
        builder.append(ItemRecord(origin: .stream))
        var delete = ItemRecord(origin: .stream)
        delete.operation = .delete
        builder.append(delete)
        let rejects = try await lane.append(builder.finish())
        #expect(rejects.map(\.record) == [1, 2, 3, 5, 6])
        #expect(rejects.allSatisfy { !$0.reason.contains("secret") && !$0.reason.isEmpty })
        let staged = try #require(try await lane.seal())
        let summary = try await writer.commit([staged], [])
        #expect(summary.putCount == 2)
        #expect(Set(try await fixture.items().keys) == ["good", "fine"])
        try await writer.close()
    }

    @Test func `a delete of a key that is not there changes nothing`() async throws {
        let fixture = WriterFixture()
        let writer = try await fixture.writer()
        try await WriterFixture.commit([[.put("a")]], to: writer)
        let summary = try await WriterFixture.commit([[.delete("b")]], to: writer)
        #expect(summary.deletedCount == 0)
        #expect(summary.version == 0)
        #expect(try await fixture.items().count == 1)
        try await writer.close()
    }
}
