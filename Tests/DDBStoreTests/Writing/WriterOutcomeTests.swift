import DDBAttributes
import DDBBase
import DDBDeltaLog
import DDBSchema
import DDBStorage
import DDBStore
import DDBTestKit
import Testing

/// Commits of which nobody knows whether they were made, and what else ends a writer.
@Suite struct WriterOutcomeTests {
    private static func isLogPut(_ call: BlobCall) -> Bool {
        call.isWrite && call.path.hasSuffix(".json") && call.path.contains("_delta_log/")
    }

    private static var options: WriterOptions {
        var options = WriterFixture.options
        options.maintenance = .off
        return options
    }

    @Test func `a lost reply is made up for by trying the same commit again`() async throws {
        let disk = MemoryBlobStore()
        let store = FaultyBlobStore(
            disk, failing: 2, with: .replyLost, counting: Self.isLogPut)
        let writer = try await WriterFixture(store).writer(Self.options)
        var model = ChangeModel()
        for round in 0..<3 {
            let changes: [TestChange] = [
                .put("a", "\"n\":{\"N\":\"\(round)\"}"), .put("b\(round)"),
            ]
            let summary = try await WriterFixture.commit([changes], to: writer)
            #expect(summary.version == Int64(round))
            try model.apply(changes)
        }
        try await WriterFixture(disk).expect(model)
        try await writer.close()
    }

    @Test func `after an unknown outcome a writer does nothing more and deletes nothing`()
        async throws
    {
        let disk = MemoryBlobStore()
        var options = Self.options
        options.limits.storeTriesMax = 1
        let store = FaultyBlobStore(
            disk, failing: 2, with: .refused(.unavailable), counting: Self.isLogPut)
        let writer = try await WriterFixture(store).writer(options)
        try await WriterFixture.commit([[.put("a"), .put("b")]], to: writer)
        let unknown = await #expect(throws: StoreError.self) {
            try await WriterFixture.commit([[.put("a", "\"n\":{\"N\":\"1\"}")]], to: writer)
        }
        #expect(unknown?.code == .outcomeUnknown)
        let paths = disk.paths
        let lane = writer.makeLane()
        let batch = try TestChange.batch([.put("c")])
        let refused = await #expect(throws: StoreError.self) { try await lane.append(batch) }
        #expect(refused?.code == .outcomeUnknown)
        await lane.abandon()
        try await writer.close()
        #expect(disk.paths == paths)
        let again = WriterFixture(disk, seed: 5)
        let other = try await again.writer(options)
        try await WriterFixture.commit([[.put("c")]], to: other)
        #expect(Set(try await again.items().keys) == ["a", "b", "c"])
        try await other.close()
    }

    @Test func `a commit that surely failed may be made once more`() async throws {
        let disk = MemoryBlobStore()
        let store = FaultyBlobStore(
            disk, failing: 2, with: .refused(.full), counting: Self.isLogPut)
        let fixture = WriterFixture(store)
        let writer = try await fixture.writer(Self.options)
        try await WriterFixture.commit(
            [[.put("a", "\"n\":{\"N\":\"1\"}"), .put("b")]], to: writer)
        let lane = writer.makeLane()
        // Numbers that widen the table, so that more than the sealed part is written.
        let changes: [TestChange] = [.put("a", "\"n\":{\"N\":\"1.5\"}"), .delete("b")]
        _ = try await lane.append(TestChange.batch(changes))
        let staged = try #require(try await lane.seal())
        let failure = await #expect(throws: StorageError.self) {
            try await writer.commit([staged], [])
        }
        #expect(failure?.code == .full)
        let summary = try await writer.commit([staged], [])
        #expect(summary.version == 1)
        var model = ChangeModel()
        try model.apply(changes)
        try await WriterFixture(disk).expect(model)
        try await writer.close()
        let parts = disk.paths.filter { $0.contains("/part-") }
        // The first part is kept for those who read the version before.
        #expect(parts.count <= 3)
    }

    @Test func `a lane of deletes alone ends at a bound and goes on when it was sealed`()
        async throws
    {
        let fixture = WriterFixture()
        var options = Self.options
        options.limits.laneChangesMax = 100
        let writer = try await fixture.writer(options)
        try await WriterFixture.commit([(0..<100).map { .put("k\($0)") }], to: writer)
        func deletes(_ keys: Range<Int>) throws -> ItemBatch {
            try TestChange.batch(keys.map { .delete("k\($0)") })
        }
        let lane = writer.makeLane()
        for start in [0, 40, 0, 80] {
            #expect(!lane.isFull)
            #expect(try await lane.append(deletes(start..<start + 40)) == [])
        }
        #expect(lane.isFull)
        let full = await #expect(throws: StoreError.self) {
            try await lane.append(deletes(0..<1))
        }
        #expect(full?.code == .tooLarge)
        #expect(full?.message.contains("seal it and commit") == true)
        let staged = try #require(try await lane.seal())
        #expect(try await writer.commit([staged], []).deletedCount == 100)
        #expect(!lane.isFull)
        _ = try await lane.append(TestChange.batch([.put("z")]))
        let rest = try #require(try await lane.seal())
        _ = try await writer.commit([rest], [])
        #expect(Set(try await fixture.items().keys) == ["z"])
        try await writer.close()
    }

    @Test func `a closed writer says so`() async throws {
        let writer = try await WriterFixture().writer(Self.options)
        try await WriterFixture.commit([[.put("a")]], to: writer)
        try await writer.close()
        let error = await #expect(throws: StoreError.self) { try await writer.commit([], []) }
        #expect(error?.code == .closed)
        try await writer.close()
    }

    @Test func `positions are kept with the rows, and forgotten when told`() async throws {
        let fixture = WriterFixture()
        let writer = try await fixture.writer(Self.options)
        let saved = [
            SavedPosition(partition: "file-1", position: "17"),
            SavedPosition(partition: "file-2", isFinished: true),
            SavedPosition(
                partition: "shard",
                position: "x", order: SequencePoint(epoch: 3, sequence: "0012")),
        ]
        _ = try await WriterFixture.commit([[.put("a")]], to: writer, saved)
        // The same once more is no commit.
        #expect(try await writer.commit([], saved).version == 0)
        _ = try await writer.commit([], [], forgetting: ["file-2", "unknown"])
        #expect(writer.positions == [saved[0], saved[2]])
        try await writer.close()
        let again = try await fixture.writer(Self.options)
        #expect(again.positions == [saved[0], saved[2]])
        #expect(try again.table().version == 1)
        try await again.close()
    }

    @Test func `a partition that moves in the commit that forgets it is forgotten`() async throws {
        let fixture = WriterFixture()
        let writer = try await fixture.writer(Self.options)
        let kept = SavedPosition(partition: "kept", position: "1")
        let first = [WriterOrderTests.Ordered(key: "a", value: 1, partition: "s", sequence: "1")]
        _ = try await WriterOrderTests.values(fixture, writer, [first])
        #expect(writer.positions.map(\.partition) == ["s"])
        let lane = writer.makeLane()
        let last = [
            WriterOrderTests.Ordered(key: "a", value: 2, partition: "s", sequence: "2"),
            WriterOrderTests.Ordered(key: "b", value: 2, partition: "new", sequence: "1"),
        ]
        _ = try await lane.append(WriterOrderTests.batch(last))
        let staged = try #require(try await lane.seal())
        let file = SavedPosition(partition: "file", position: "9", isFinished: true)
        _ = try await writer.commit([staged], [file, kept], forgetting: ["file", "new", "s"])
        #expect(writer.positions == [kept])
        #expect(try await fixture.items().count == 2)
        try await writer.close()
        let again = try await fixture.writer(Self.options)
        #expect(again.positions == [kept])
        try await again.close()
    }

    @Test(arguments: [false, true])
    func `a commit that is made and cannot be followed ends the writer and loses nothing`(
        isFirst: Bool
    ) async throws {
        let disk = MemoryBlobStore()
        // What follows the write of the log is to read it.
        let name = "t/_delta_log/00000000000000000000.json"
        let store = FaultyBlobStore(disk, failing: isFirst ? 1 : 0, with: .refused(.denied)) {
            $0.path == name && $0.operation == .read
        }
        let writer = try await WriterFixture(store).writer(Self.options)
        let unknown: StoreError?
        if isFirst {
            unknown = await #expect(throws: StoreError.self) {
                try await WriterFixture.commit([[.put("a")]], to: writer)
            }
        } else {
            try await WriterFixture.commit([[.put("a")]], to: writer)
            let log = DeltaTable(store: disk, path: "t")
            let commit = try #require(try await log.readCommit(0))
            let again = try TableCommit(
                commit.actions.filter { if case .commitInfo = $0 { false } else { true } },
                info: CommitInfo(timestamp: 0, operation: "WRITE", engine: "test"))
            // As if the writer had lost count.
            unknown = #expect(throws: StoreError.self) { try writer.advance(by: again, to: 7) }
        }
        #expect(unknown?.code == .outcomeUnknown)
        #expect(unknown?.message.contains("open the table again") == true)
        #expect(unknown?.cause != nil)
        let refused = await #expect(throws: StoreError.self) { try await writer.commit([], []) }
        #expect(refused?.code == .outcomeUnknown)
        try await writer.close()
        let fixture = WriterFixture(disk, seed: 5)
        let other = try await fixture.writer(Self.options)
        try await WriterFixture.commit([[.put("b")]], to: other)
        #expect(Set(try await fixture.items().keys) == ["a", "b"])
        try await other.close()
    }

    @Test func `options that do not fit the table are refused`() async throws {
        let fixture = WriterFixture()
        let writer = try await fixture.writer(Self.options)
        try await WriterFixture.commit([[.put("a")]], to: writer)
        try await writer.close()
        var other = Self.options
        other.keys = ["other"]
        let keys = await #expect(throws: StoreError.self) { try await fixture.writer(other) }
        #expect(keys?.code == .invalidColumns)
        var history = Self.options
        history.mode = .history
        let mode = await #expect(throws: StoreError.self) { try await fixture.writer(history) }
        #expect(mode?.code == .invalidColumns)
    }

    @Test func `readers that know no vectors are kept out by the protocol`() async throws {
        let disk = MemoryBlobStore()
        let writer = try await WriterFixture(disk).writer(Self.options)
        let log = DeltaTable(store: disk, path: "t")
        try await WriterFixture.commit([[.put("a"), .put("b")]], to: writer)
        #expect(try await log.snapshot().protocolVersion.minReaderVersion == 1)
        let position = SavedPosition(partition: "p", position: "1")
        try await WriterFixture.commit([[.put("a")]], to: writer, [position])
        let version = try await log.snapshot().protocolVersion
        #expect(version.readerFeatures == [.deletionVectors])
        #expect(
            version.writerFeatures == [.appendOnly, .deletionVectors, .domainMetadata, .invariants])
        let properties = try await log.snapshot().metadata.configuration
        #expect(properties["delta.enableDeletionVectors"] == "true")
        #expect(properties["delta.logRetentionDuration"] == "interval 1 hour")
        try await writer.close()
    }
}
