import DDBBase
import DDBDeltaLog
import DDBStorage
import DDBTestKit
import Testing

@Suite struct CheckpointTests {
    /// A log that has every kind of action, with null and empty and odd values.
    private func everything(_ store: any BlobStore) async throws -> SampleLog {
        var log = try await SampleLog(store, properties: ["k\u{E9}": "v=\u{1F600}", "empty": ""])
        var odd = SampleLog.file("a b%\u{E9}/x=1.parquet")
        odd.partitionValues = ["day": "2026-01-01", "none": nil, "empty": ""]
        odd.tags = ["ddbkit.rest": "{}", "null": nil]
        odd.baseRowId = 7
        odd.clusteringProvider = "who"
        try await log.commit([
            .add(odd), .add(SampleLog.file("b")), .add(SampleLog.file("gone")),
            .add(AddFile(path: "bare", byteCount: 0, modificationTime: 0)),
            .transaction(SetTransaction(appId: "x", version: 3, lastUpdated: 9)),
            .transaction(SetTransaction(appId: "y", version: 4)),
            .domainMetadata(DomainMetadata(domain: "ddbkit.shard.1", configuration: "{}")),
            .domainMetadata(DomainMetadata(domain: "ddbkit.shard.2", configuration: "")),
        ])
        try await log.mask("b", RowSet([1, 2, 9000]))
        try await log.mask("b", RowSet(0..<5000), inline: 0)
        let gone = try #require(log.snapshot.files.first { $0.path == "gone" })
        try await log.commit([
            .remove(gone.removal(at: 2000)),
            .domainMetadata(
                DomainMetadata(domain: "ddbkit.shard.2", configuration: "", isRemoved: true)),
        ])
        return log
    }

    @Test func `a checkpoint says what the commits say`() async throws {
        let store = MemoryBlobStore()
        let log = try await everything(store)
        let written = try await log.checkpoint()
        #expect(written.version == 4 && written.fileCount == 3 && written.actionCount == 11)
        #expect(written.path == "_delta_log/00000000000000000004.checkpoint.parquet")
        #expect(try await log.table.snapshot().facts == log.snapshot.facts)
        for version in 0...4 {
            try await store.delete("t/" + LogPath.commit(Int64(version)))
            #expect(try await log.table.snapshot().facts == log.snapshot.facts)
        }
        try await store.delete("t/_delta_log/_last_checkpoint")
        #expect(try await log.table.snapshot().facts == log.snapshot.facts)
        #expect(try await log.table.exists())
        let masked = try #require(log.snapshot.files.first { $0.path == "b" })
        #expect(
            try await log.table.deletedRows(of: masked) == RowSet(0..<5000).union(RowSet([9000])))
    }

    @Test func `commits after a checkpoint are laid upon it`() async throws {
        let store = MemoryBlobStore(pageEntryCountMax: 2)
        var log = try await everything(store)
        try await log.checkpoint()
        try await log.add("late")
        try await log.mask("b", RowSet([7777]), inline: 0)
        #expect(try await log.table.snapshot().facts == log.snapshot.facts)
        try await log.checkpoint()
        try await log.add("later")
        for version in 0...5 { try await store.delete("t/" + LogPath.commit(Int64(version))) }
        let read = try await log.table.snapshot()
        #expect(read.facts == log.snapshot.facts)
        #expect(read.files.map(\.path).contains("later"))
    }

    @Test func `old tombstones stay out of a checkpoint`() async throws {
        let log = try await everything(MemoryBlobStore())
        #expect(log.snapshot.tombstones(from: 2000).count == 3)
        let written = try await log.table.writeCheckpoint(
            of: log.snapshot, keepingTombstonesFrom: 2001)
        #expect(written.actionCount == 8)
        #expect(try await log.table.snapshot().tombstones.isEmpty)
        var snapshot = log.snapshot
        snapshot.forgetTombstones(before: 2001)
        #expect(snapshot.tombstones.isEmpty)
    }

    @Test func `a table of many files has many row groups`() async throws {
        let store = MemoryBlobStore()
        var log = try await SampleLog(store)
        let names = (0..<40_000).map { "part-\($0).parquet" }
        try await log.commit(names.map { .add(SampleLog.file($0)) })
        try await log.commit([.remove(SampleLog.file("part-7.parquet").removal(at: 5))])
        let written = try await log.checkpoint()
        #expect(written.actionCount == 40_002)
        try await store.delete("t/" + LogPath.commit(1))
        let read = try await log.table.snapshot()
        #expect(read.files == log.snapshot.files.map { $0.unchanged })
        #expect(read.tombstones.count == 1)
    }

    @Test func `a broken or stale hint is passed over`() async throws {
        let store = MemoryBlobStore()
        var log = try await everything(store)
        try await log.checkpoint()
        try await log.add("late")
        for hint in [
            "", "{", "[]", "{\"version\":\"4\"}", "{\"version\":-1}", "{\"version\":99}",
            "{\"version\":2}", "{\"version\":9223372036854775807}", "\u{0}\u{1}", "{\"version\":5}",
        ] {
            _ = try await store.put(
                "t/_delta_log/_last_checkpoint", Array(hint.utf8), condition: .always)
            #expect(try await log.table.snapshot().facts == log.snapshot.facts, "\(hint)")
            #expect(try await log.table.snapshot(at: 2).version == 2)
        }
    }

    @Test func `a hint never goes back`() async throws {
        let store = MemoryBlobStore()
        var log = try await everything(store)
        let old = log.snapshot
        try await log.add("late")
        try await log.checkpoint()
        try await log.table.writeCheckpoint(of: old, keepingTombstonesFrom: 0)
        let hint = try await store.read("t/_delta_log/_last_checkpoint")
        #expect(String(decoding: hint, as: UTF8.self).hasPrefix("{\"version\":5,"))
    }

    @Test func `a damaged checkpoint is made up for, or told`() async throws {
        let store = MemoryBlobStore()
        var log = try await everything(store)
        try await log.checkpoint()
        try await log.add("late")
        let written = try await log.checkpoint()
        let whole = try await store.read("t/" + written.path)
        let lengths = [0, 3, 11, whole.count / 2, whole.count - 1]
        for length in lengths {
            _ = try await store.put(
                "t/" + written.path, Array(whole.prefix(length)), condition: .always)
            #expect(try await log.table.snapshot().facts == log.snapshot.facts)
        }
        for version in 0...5 { try await store.delete("t/" + LogPath.commit(Int64(version))) }
        await expectDelta(.corrupt) { try await log.table.snapshot() }
        #expect(try await log.table.snapshot(at: 4).version == 4)
    }

    @Test func `no flipped bit of a checkpoint does harm`() async throws {
        let store = MemoryBlobStore()
        let log = try await everything(store)
        let written = try await log.checkpoint()
        let path = "t/" + written.path
        for version in 0...4 { try await store.delete("t/" + LogPath.commit(Int64(version))) }
        let whole = try await store.read(path)
        let random = SeededRandom(seed: 11)
        for _ in 0..<400 {
            var bytes = whole
            let bit = Int(random.next() % UInt64(bytes.count * 8))
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            _ = try await store.put(path, bytes, condition: .always)
            do {
                _ = try await log.table.snapshot()
            } catch is DeltaError {
            }
        }
    }

    @Test func `a version that is no longer kept is said to be so`() async throws {
        let store = MemoryBlobStore()
        var log = try await everything(store)
        try await log.checkpoint()
        try await log.add("late")
        for version in 0...3 { try await store.delete("t/" + LogPath.commit(Int64(version))) }
        #expect(try await log.table.snapshot(at: 4).version == 4)
        await expectDelta(.versionAbsent) { try await log.table.snapshot(at: 3) }
        await expectDelta(.versionAbsent) { try await log.table.snapshot(at: 6) }
        try await store.delete("t/" + LogPath.checkpoint(4))
        await expectDelta(.gap) { try await log.table.snapshot() }
    }

    @Test func `limits hold`() async throws {
        let store = MemoryBlobStore()
        let log = try await everything(store)
        let written = try await log.checkpoint()
        var settings = DeltaLogSettings()
        settings.checkpointByteCountMax = written.byteCount - 1
        let small = DeltaTable(store: store, path: "t", settings: settings)
        await expectDelta(.tooLarge) { try await small.snapshot() }
        settings = DeltaLogSettings()
        settings.checkpointActionCountMax = written.actionCount - 1
        let few = DeltaTable(store: store, path: "t", settings: settings)
        await expectDelta(.tooLarge) { try await few.snapshot() }
    }
}

extension AddFile {
    fileprivate var unchanged: AddFile {
        var file = self
        file.dataChange = false
        return file
    }
}
