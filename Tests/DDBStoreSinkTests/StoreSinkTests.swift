import DDBAttributes
import DDBBase
import DDBConfiguration
import DDBPipeline
import DDBStorage
import DDBStore
import DDBStoreSink
import DDBTestSupport
import Testing

/// What the conformance kit does not ask: options, deletes, and what is left of an aborted load.
@Suite struct StoreSinkTests {
    let context = ComponentContext(environment: ProcessEnvironment([:]))

    func sink(_ options: ConfigurationNode) async throws -> any TransactionalSink {
        let options = try Options(options, fields: StoreSink.spec.fields)
        let session = try await StoreSink(options: options, context: context).open()
        guard case .transactional(let sink) = session else { throw CancellationError() }
        return sink
    }

    func batch(_ lines: String, _ shape: LineShape) throws -> Batch {
        var decoder = LineDecoder(shape: shape)
        let bytes = Array(lines.utf8)
        _ = decoder.append(bytes.span.bytes)
        let items = try decoder.nextBatch(isLast: true)
        return Batch(items: try #require(items), progress: [])
    }

    @Test func `a delete is rejected, the items around it are kept`() async throws {
        let scratch = try ScratchFolder()
        let sink = try await sink(
            ["path": .init(text: scratch.path), "table": "t", "key": "pk"])
        let batch = try batch(
            """
            {"operation":"put","newImage":{"pk":{"S":"1"}}}
            {"operation":"delete","keys":{"pk":{"S":"2"}}}
            {"operation":"put","newImage":{"pk":{"S":"3"}}}

            """, .change)
        try await stage(batch, into: sink) { rejects in
            #expect(rejects.map(\.recordIndex) == [1])
            #expect(rejects.allSatisfy { !$0.reason.contains("2") })
        }
        let store = TableStore(LocalBlobStore(root: scratch.path, pool: context.pool))
        #expect(try await store.table("t").rowCount == 2)
    }

    /// Stages and commits a batch.
    func stage(
        _ batch: Batch, into sink: some StagingSink, _ check: ([RecordReject]) -> Void
    ) async throws {
        let lane = try await sink.openLane()
        check(try await lane.stage(batch))
        let staged = try await lane.seal()
        try await sink.commit(staged.map { [$0] } ?? [], [])
        try await sink.finish()
        await lane.close()
    }

    @Test func `an aborted load leaves no part behind`() async throws {
        let scratch = try ScratchFolder()
        let sink = try await sink(
            ["path": .init(text: scratch.path), "table": "t", "key": "pk"])
        try await abort(try batch("{\"pk\":{\"S\":\"1\"}}\n", .item), in: sink)
        let blobs = LocalBlobStore(root: scratch.path, pool: context.pool)
        #expect(try await blobs.listAll(prefix: "t/part-").isEmpty)
        #expect(try await TableStore(blobs).tableNames() == [])
    }

    func abort(_ batch: Batch, in sink: some StagingSink) async throws {
        let lane = try await sink.openLane()
        _ = try await lane.stage(batch)
        _ = try await lane.seal()
        _ = try await lane.stage(batch)
        await lane.close()
        await sink.abort()
    }

    @Test(arguments: [["pk", "pk"], [], ["a", "b", "c"]])
    func `keys that cannot be are refused`(keys: [String]) throws {
        let names = keys.map { ConfigurationNode(text: $0) }
        let options = try Options(
            ["path": "x", "table": "t", "key": .init(.list(names))],
            fields: StoreSink.spec.fields)
        #expect(throws: ConfigurationError.self) {
            try StoreSink(options: options, context: context)
        }
    }

    @Test func `two spellings of an accent are two keys`() throws {
        let options = try Options(
            ["path": "x", "table": "t", "key": ["\u{e9}", "e\u{301}"]],
            fields: StoreSink.spec.fields)
        _ = try StoreSink(options: options, context: context)
    }
}
