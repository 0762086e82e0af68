import DDBAttributes
import DDBBase
import DDBDeltaLog
import DDBStorage
import DDBStore
import DDBTestKit
import DDBTestSupport
import Synchronization
import Testing

/// What happens to a writer between two of its steps.
@Suite struct WriterRaceTests {
    private static func puts(_ keys: Range<Int>, _ value: Int) -> [TestChange] {
        keys.map { .put("key-\($0)", "\"v\":{\"N\":\"\(value)\"}") }
    }

    private static var options: WriterOptions {
        var options = WriterFixture.options
        options.maintenance = .off
        return options
    }

    @Test func `an index that fails while parts are merged finds their rows afterwards`()
        async throws
    {
        let blobs = GatedBlobStore(MemoryBlobStore())
        let fixture = WriterFixture(blobs)
        var model = ChangeModel()
        let writer = try await fixture.writer(Self.options)
        for round in 0..<3 {
            let changes = Self.puts(round * 5..<round * 5 + 8, round)
            try await WriterFixture.commit([changes], to: writer)
            try model.apply(changes)
        }
        blobs.beforeFinish { writer.dropIndex() }
        _ = try #require(try await writer.compactOnce(.purge))
        #expect(blobs.wasPassed)
        let changes = Self.puts(0..<18, 9)
        let summary = try await WriterFixture.commit([changes], to: writer)
        #expect(summary.maskedCount == 18)
        try model.apply(changes)
        try await fixture.expect(model)
        try await writer.close()
    }

    @Test func `lanes that were filled before others made the table mask its rows`()
        async throws
    {
        let blobs = MemoryBlobStore()
        let first = try await WriterFixture(blobs, seed: 1).writer(Self.options)
        let second = try await WriterFixture(blobs, seed: 2).writer(Self.options)
        let lane = second.makeLane()
        _ = try await lane.append(TestChange.batch(Self.puts(0..<6, 2)))
        let staged = try #require(try await lane.seal())
        var model = ChangeModel()
        try await WriterFixture.commit([Self.puts(0..<9, 1)], to: first)
        try model.apply(Self.puts(0..<9, 1))
        _ = try await second.commit([staged], [])
        try model.apply(Self.puts(0..<6, 2))
        try await WriterFixture(blobs).expect(model)
        try await WriterFixture.commit([Self.puts(3..<12, 3)], to: second)
        try model.apply(Self.puts(3..<12, 3))
        try await WriterFixture(blobs).expect(model)
        try await first.close()
        try await second.close()
    }

    @Test func `rows that others doubled are masked though a writer ended before it did`()
        async throws
    {
        let scratch = try ScratchFolder()
        let blobs = LocalBlobStore(root: scratch.path, pool: ThreadPool(threadCount: 2))
        let fixture = WriterFixture(blobs)
        let writer = try await fixture.writer(Self.options)
        try await WriterFixture.commit([Self.puts(0..<4, 1)], to: writer)
        try await writer.close()
        let log = DeltaTable(store: blobs, path: "t")
        let snapshot = try await log.snapshot()
        var file = try #require(snapshot.files.first)
        let bytes = try await blobs.read("t/" + file.path, range: nil)
        file.path = "others.parquet"
        _ = try await blobs.put("t/" + file.path, bytes, condition: .ifAbsent)
        let commit = try TableCommit(
            [.add(file)], info: CommitInfo(timestamp: 0, operation: "WRITE", engine: "test"),
            random: SeededRandom(seed: 3))
        _ = try await log.commit(commit, onto: snapshot)
        // Finds them, and commits nothing.
        try await fixture.writer(Self.options).close()
        let again = try await fixture.writer(Self.options)
        let summary = try await WriterFixture.commit([[.put("other")]], to: again)
        #expect(summary.maskedCount == 4)
        #expect(try await fixture.items().count == 5)
        try await again.close()
    }

    @Test func `a commit whose task is cancelled on the way is made, and keeps its files`()
        async throws
    {
        let blobs = GatedBlobStore(MemoryBlobStore())
        let fixture = WriterFixture(blobs)
        let writer = try await fixture.writer(Self.options)
        try await WriterFixture.commit([Self.puts(0..<4, 1)], to: writer)
        let lane = writer.makeLane()
        _ = try await lane.append(TestChange.batch(Self.puts(0..<2, 2)))
        let staged = try #require(try await lane.seal())
        let running = Mutex<Task<CommitSummary, any Error>?>(nil)
        let (begun, begin) = AsyncStream<Void>.makeStream()
        blobs.duringCommit { running.withLock { $0 }?.cancel() }
        // Awaited below; the store cancels it.
        let task = Task {
            for await _ in begun { break }
            return try await writer.commit([staged], [])
        }
        running.withLock { $0 = task }
        begin.yield()
        #expect(try await task.value.version == 1)
        var model = ChangeModel()
        try model.apply(Self.puts(0..<4, 1) + Self.puts(0..<2, 2))
        try await fixture.expect(model)
        try await writer.close()
    }
}
