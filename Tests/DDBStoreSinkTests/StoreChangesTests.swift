import DDBAttributes
import DDBBase
import DDBConfiguration
import DDBPipeline
import DDBStorage
import DDBStore
import DDBStoreSink
import DDBTestSupport
import Foundation
import Testing

/// Changes into a table: positions, duplicates, order and cadence.
@Suite struct StoreChangesTests {
    private let context = ComponentContext(environment: ProcessEnvironment([:]))
    private let scratch: ScratchFolder

    init() throws { scratch = try ScratchFolder() }

    private func open(_ more: [String: String] = [:]) async throws -> any TransactionalSink {
        var entries = ["path": scratch.path, "table": "t", "key": "pk", "mode": "changes"]
        entries.merge(more) { $1 }
        let node = ConfigurationNode(
            .map(entries.map { ConfigurationEntry($0.key, ConfigurationNode(text: $0.value)) }))
        let options = try Options(node, fields: StoreSink.spec.fields)
        let session = try await StoreSink(options: options, context: context).open()
        guard case .transactional(let sink) = session else { throw CancellationError() }
        return sink
    }

    private func batch(_ lines: [String]) throws -> Batch {
        var decoder = LineDecoder(
            shape: .change, origin: .file, limits: DecodeLimits(batchBytes: 1 << 20))
        let bytes = Array(lines.joined(separator: "\n").utf8)
        _ = decoder.append(bytes.span.bytes)
        return Batch(items: try #require(try decoder.nextBatch(isLast: true)), progress: [])
    }

    private func put(_ key: String, _ partition: String, _ sequence: Int) -> String {
        #"{"operation":"put","partition":"\#(partition)","sequence":"\#(sequence)","#
            + #""newImage":{"pk":{"S":"\#(key)"},"n":{"N":"\#(sequence)"}}}"#
    }

    /// Stages lines in a lane of their own and commits them with a file's position.
    @discardableResult
    private func commit(
        _ lines: [String], _ file: String, _ position: Int, in sink: some TransactionalSink
    ) async throws -> [RecordReject] {
        let lane = try await sink.openLane()
        let rejects = try await lane.stage(try batch(lines))
        let staged = try await lane.seal()
        try await sink.commit(
            staged.map { [$0] } ?? [],
            [PartitionProgress(try Partition(file), try Position("\(position)"))])
        await lane.close()
        return rejects
    }

    private func table() async throws -> StoredTable {
        try await TableStore(LocalBlobStore(root: scratch.path, pool: context.pool)).table("t")
    }

    private func items(of table: StoredTable) async throws -> [String] {
        var items: [String] = []
        for part in table.parts {
            var rows = try await table.items(of: part)
            while let batch = try rows.nextBatch() {
                for record in batch.records {
                    var text: [UInt8] = []
                    batch.appendPlainJSON(at: record.newImage, to: &text)
                    items.append(String(decoding: text, as: UTF8.self))
                }
            }
        }
        return items.sorted()
    }

    @Test func `positions of files and of partitions are kept apart`() async throws {
        let sink = try await open()
        #expect(try await sink.restore().isEmpty)
        try await commit([put("a", "shard", 7), put("b", "shard", 9)], "file", 2, in: sink)
        try await sink.finish()
        let again = try await open()
        let expected = PositionMap([
            PartitionProgress(try Partition("file"), try Position("2"))
        ])
        #expect(try await again.restore() == expected)
        await again.abort()
        let positions = try await table().positions()
        #expect(
            positions == [
                SavedPosition(partition: "file", position: "2"),
                SavedPosition(
                    partition: "shard", order: SequencePoint(epoch: 0, sequence: "9")),
            ])
    }

    @Test func `changes that the table has are dropped, whatever file they come in`() async throws {
        let sink = try await open()
        _ = try await sink.restore()
        try await commit([put("a", "s", 1), put("a", "s", 2)], "first", 2, in: sink)
        try await sink.finish()
        let again = try await open()
        _ = try await again.restore()
        try await commit(
            [put("a", "s", 1), put("a", "s", 2), put("b", "s", 3)], "second", 3, in: again)
        try await again.finish()
        #expect(
            try await items(of: table()) == [#"{"pk":"a","n":2}"#, #"{"pk":"b","n":3}"#])
    }

    @Test func `a run without its table begins with the newest snapshot that is whole`()
        async throws
    {
        let snapshots = try ScratchFolder()
        let options = ["snapshots_trigger_threshold": "1", "snapshots": snapshots.path]
        for number in 1...2 {
            let sink = try await open(options)
            _ = try await sink.restore()
            try await commit([put("a", "s", number)], "file", number, in: sink)
            try await sink.finish()
        }
        #expect(try snapshots.names().sorted() == ["t-0.tar", "t-1.tar"])
        try snapshots.write("t-1.tar", [1, 2, 3])
        try FileManager.default.removeItem(atPath: scratch.path + "/t")
        let again = try await open(options)
        let expected = PositionMap([
            PartitionProgress(try Partition("file"), try Position("1"))
        ])
        #expect(try await again.restore() == expected)
        #expect(try await items(of: table()) == [#"{"pk":"a","n":1}"#])
        await again.abort()
        // Where none is whole it is told, and no empty table is made.
        try snapshots.write("t-0.tar", [1, 2, 3])
        try FileManager.default.removeItem(atPath: scratch.path + "/t")
        await #expect {
            _ = try await open(options)
        } throws: {
            "\($0)".contains("'t-0.tar'") && "\($0)".contains("'t-1.tar'")
        }
    }

    @Test func `one partition through two lanes is refused`() async throws {
        let sink = try await open()
        _ = try await sink.restore()
        try await refuse(sink)
        await sink.abort()
    }

    private func refuse(_ sink: some TransactionalSink) async throws {
        let first = try await sink.openLane()
        let second = try await sink.openLane()
        _ = try await first.stage(try batch([put("a", "s", 1)]))
        _ = try await second.stage(try batch([put("b", "other", 1)]))
        let error = await #expect(throws: PipelineError.self) {
            _ = try await second.stage(try batch([put("c", "s", 2)]))
        }
        #expect(error?.message.contains("'settings.lanes: 1'") == true)
        await first.close()
        await second.close()
    }

    @Test func `records without a key or an image are rejected, those around them kept`()
        async throws
    {
        let sink = try await open()
        _ = try await sink.restore()
        let rejects = try await commit(
            [
                put("a", "s", 1), #"{"operation":"put","newImage":{"other":{"S":"x"}}}"#,
                #"{"operation":"delete","keys":{"pk":{"L":[]}}}"#, put("b", "s", 2),
            ], "file", 4, in: sink)
        #expect(rejects.map(\.recordIndex) == [1, 2])
        try await sink.finish()
        #expect(try await items(of: table()).count == 2)
    }

    @Test func `commits that mask more than they add come less often, within bounds`()
        async throws
    {
        let sink = try await open(["commit-interval": "4s", "commit-rows": "100"])
        _ = try await sink.restore()
        // Vectors of a few rows stand in the log itself and cost nothing.
        let keys = (0..<6000).map { "k\($0)" }
        try await commit(keys.map { put($0, "s", 1) }, "file", 64, in: sink)
        var seen: [CommitPolicy] = [sink.commitPolicy]
        for index in 0..<6 {
            let deletes = stride(from: index, to: keys.count, by: 8).map {
                #"{"operation":"delete","keys":{"pk":{"S":"\#(keys[$0])"}}}"#
            }
            try await commit(deletes, "file", 65 + index, in: sink)
            seen.append(sink.commitPolicy)
        }
        try await commit([put("new", "p", 2)], "file", 100, in: sink)
        seen.append(sink.commitPolicy)
        await sink.abort()
        let expected = [
            (4, 100), (8, 200), (10, 400), (10, 800), (10, 1000), (10, 1000), (10, 1000),
        ]
        let policies = (expected + [(10, 500)]).map { seconds, rows in
            CommitPolicy.periodic(
                CommitCadence(interval: .seconds(seconds), rowCountMax: rows))
        }
        #expect(seen == policies)
    }

    @Test(arguments: [
        ["mode": "changes", "replace": "true"], ["mode": "history", "old-record": "true"],
        ["mode": "load", "old-record": "true"], ["mode": "upsert"], ["commit-rows": "0"],
        ["commit-rows": "2000001"],
    ])
    func `options that contradict the mode are refused`(options: [String: String]) async throws {
        await #expect(throws: ConfigurationError.self) { try await open(options) }
    }
}
