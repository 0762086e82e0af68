import DDBBase
import DDBDeltaLog
import DDBStorage
import DDBTestKit
import Synchronization
import Testing

@Suite struct RetentionTests {
    private let hour: Int64 = 3_600_000_000

    @Test(
        arguments: [
            ("interval 1 hour", 3600), ("interval 30 days", 2_592_000), ("7 days", 604_800),
            ("INTERVAL 1 WEEK 2 days", 777_600), ("interval 90 minutes", 5400),
            ("interval 0 seconds", 0),
        ] as [(String, Int64)])
    func `intervals are read`(text: String, seconds: Int64) throws {
        let metadata = TableMetadata(
            id: "t", schema: DeltaSchema([]), configuration: [TableRetention.logProperty: text])
        let retention = try TableRetention(of: metadata)
        #expect(retention.logMicroseconds == seconds * 1_000_000)
        #expect(retention.deletedFileMicroseconds == hour)
        let again = TableMetadata(
            id: "t", schema: DeltaSchema([]), configuration: retention.properties)
        #expect(try TableRetention(of: again, fallback: .protocolDefault) == retention)
    }

    @Test(
        arguments: [
            "", "interval", "1", "interval 1 month", "interval -1 day", "interval x days",
            "interval 9223372036854775807 weeks", "interval 1 day 2",
        ])
    func `what is no interval is refused`(text: String) {
        let metadata = TableMetadata(
            id: "t", schema: DeltaSchema([]),
            configuration: [TableRetention.deletedFileProperty: text])
        #expect(throws: DeltaError.self) { try TableRetention(of: metadata) }
    }

    @Test func `what a table does not say is the fallback's`() throws {
        let metadata = TableMetadata(id: "t", schema: DeltaSchema([]))
        #expect(try TableRetention(of: metadata) == .brief)
        #expect(
            try TableRetention(of: metadata, fallback: .protocolDefault).deletedFileMicroseconds
                == 7 * 24 * hour)
        #expect(TableRetention.brief.properties["delta.logRetentionDuration"] == "interval 1 hour")
    }

    /// A log with a commit a minute, from the epoch on, and checkpoints of some versions.
    private func log(
        commits: Int, checkpoints: Set<Int>
    ) async throws -> (SampleLog, MemoryBlobStore, ManualTimeSource) {
        let time = ManualTimeSource(start: Instant(microseconds: 0))
        let store = MemoryBlobStore(time: time)
        var log = try await SampleLog(store)
        if checkpoints.contains(0) { try await log.checkpoint() }
        for version in 1...commits {
            time.advance(by: .seconds(60))
            try await log.add("f\(version)")
            if checkpoints.contains(version) { try await log.checkpoint() }
        }
        return (log, store, time)
    }

    private func minute(_ count: Int64) -> Instant {
        Instant(microseconds: count * 60_000_000)
    }

    @Test(
        arguments: [
            // cutoff in minutes, pins, first version kept
            (20, [], 15), (15, [], 15), (14, [], 10), (9, [], 5), (4, [], nil), (-1, [], nil),
            (20, [12], 10), (20, [9, 12], 5), (20, [3], nil), (20, [40], 15),
        ] as [(Int64, [Int64], Int64?)])
    func `a plan keeps what was current at the cutoff and what is read`(
        cutoff: Int64, pins: [Int64], kept: Int64?
    ) async throws {
        let (log, store, _) = try await log(commits: 20, checkpoints: [5, 10, 15])
        let plan = try await log.table.planLogCleanup(before: minute(cutoff), keeping: pins)
        #expect(plan?.firstKeptVersion == kept)
        guard let plan, let kept else { return }
        #expect(try await log.table.cleanLog(plan, of: log.snapshot) == plan.paths.count)
        #expect(plan.paths.count == Int(kept) + (5..<Int(kept)).count { $0 % 5 == 0 })
        #expect(try await log.table.snapshot().facts == log.snapshot.facts)
        for version in kept...20 {
            #expect(try await log.table.snapshot(at: version).version == version)
        }
        await expectDelta(.versionAbsent) { try await log.table.snapshot(at: kept - 1) }
        #expect(!store.paths.contains("t/" + LogPath.commit(kept - 1)))
        #expect(try await log.table.planLogCleanup(before: minute(cutoff), keeping: pins) == nil)
    }

    @Test func `nothing goes while no checkpoint can take its place`() async throws {
        let (log, store, _) = try await log(commits: 8, checkpoints: [4])
        // A commit behind the checkpoint is missing, so the checkpoint leads nowhere.
        try await store.delete("t/" + LogPath.commit(6))
        #expect(try await log.table.planLogCleanup(before: minute(100)) == nil)
    }

    @Test func `what belongs to old versions goes too, and nothing else`() async throws {
        let (log, store, _) = try await log(commits: 6, checkpoints: [2, 5])
        let old = [
            "00000000000000000003.crc", "00000000000000000001.00000000000000000004.compacted.json",
            "00000000000000000003.checkpoint.0000000001.0000000002.parquet",
        ]
        let others = [
            "00000000000000000005.crc", "x.json", "00000000000000000001.txt", "_staged_commits/a",
            "00000000000000000005.00000000000000000006.compacted.json", "_sidecars/a.parquet",
        ]
        for name in old + others {
            _ = try await store.put("t/_delta_log/" + name, [1], condition: .always)
        }
        let plan = try #require(try await log.table.planLogCleanup(before: minute(100)))
        #expect(plan.firstKeptVersion == 5)
        try await log.table.cleanLog(plan, of: log.snapshot)
        for name in old { #expect(!store.paths.contains("t/_delta_log/" + name)) }
        for name in others { #expect(store.paths.contains("t/_delta_log/" + name)) }
        #expect(try await log.table.snapshot().facts == log.snapshot.facts)
    }

    @Test func `a checkpoint that cannot be read saves the log`() async throws {
        let (log, store, _) = try await log(commits: 6, checkpoints: [5])
        let path = "t/" + LogPath.checkpoint(5)
        let half = try await store.read(path).prefix(900)
        _ = try await store.put(path, Array(half), condition: .always)
        let plan = try #require(try await log.table.planLogCleanup(before: minute(100)))
        let before = store.paths
        await expectDelta(.corrupt) { try await log.table.cleanLog(plan, of: log.snapshot) }
        #expect(store.paths == before)
    }

    @Test func `a table may forbid it`() async throws {
        let store = MemoryBlobStore()
        var log = try await SampleLog(
            store, properties: [DeltaTable.logCleanupProperty: "false"])
        try await log.add("a")
        try await log.checkpoint()
        let plan = try #require(
            try await log.table.planLogCleanup(before: Instant(microseconds: .max)))
        #expect(try await log.table.cleanLog(plan, of: log.snapshot) == 0)
        #expect(store.paths.contains("t/" + LogPath.commit(0)))
    }

    @Test func `who slept longer than the log is kept is told`() async throws {
        var (log, store, _) = try await log(commits: 6, checkpoints: [5])
        var asleep = try await log.table.snapshot(at: 2)
        let stale = try TableCommit([.add(SampleLog.file("stale"))], info: SampleLog.info)
        let plan = try #require(try await log.table.planLogCleanup(before: minute(100)))
        try await log.table.cleanLog(plan, of: log.snapshot)
        await expectDelta(.overtaken) { try await log.table.update(&asleep) }
        await expectDelta(.overtaken) { try await log.table.commit(stale, onto: asleep) }
        #expect(!store.paths.contains("t/" + LogPath.commit(3)))
        // Whoever is at the last version goes on, even where only its checkpoint is left.
        try await store.delete("t/" + LogPath.commit(5))
        try await store.delete("t/" + LogPath.commit(6))
        log.snapshot = try await log.table.snapshot()
        #expect(log.snapshot.version == 5)
        #expect(try await log.table.update(&log.snapshot).isEmpty)
        try await log.add("next")
        #expect(try await log.table.snapshot().version == 6)
    }
}

@Suite struct TimeTravelTests {
    private func minute(_ count: Int64) -> Instant {
        Instant(microseconds: count * 60_000_000)
    }

    @Test func `a moment leads to the version that was current`() async throws {
        let time = ManualTimeSource(start: minute(10))
        let store = MemoryBlobStore(time: time)
        var log = try await SampleLog(store)
        for name in ["a", "b", "c"] {
            time.advance(by: .seconds(600))
            try await log.add(name)
        }
        for (minutes, version) in [(10, 0), (19, 0), (20, 1), (39, 2), (40, 3), (999, 3)] {
            let read = try await log.table.snapshot(asOf: minute(Int64(minutes)))
            #expect(read.version == version, "minute \(minutes)")
        }
        await expectDelta(.versionAbsent) { try await log.table.snapshot(asOf: minute(9)) }
        try await log.table.writeCheckpoint(
            of: log.table.snapshot(at: 2), keepingTombstonesFrom: 0)
        try await store.delete("t/" + LogPath.commit(0))
        try await store.delete("t/" + LogPath.commit(1))
        #expect(try await log.table.snapshot(asOf: minute(30)).version == 2)
        await expectDelta(.versionAbsent) { try await log.table.snapshot(asOf: minute(29)) }
    }

    @Test func `a clock that went back is passed over`() async throws {
        let time = SettableTime(minute(100))
        let store = MemoryBlobStore(time: time)
        var log = try await SampleLog(store)
        time.set(minute(1))
        try await log.add("a")
        time.set(minute(200))
        try await log.add("b")
        // Version 1 counts as at least as late as version 0.
        for (minutes, version) in [(100, 1), (199, 1), (200, 2)] {
            let read = try await log.table.snapshot(asOf: minute(Int64(minutes)))
            #expect(read.version == version, "minute \(minutes)")
        }
        await expectDelta(.versionAbsent) { try await log.table.snapshot(asOf: minute(99)) }
    }

    @Test func `times in commits count where a table promises them`() async throws {
        let store = MemoryBlobStore(time: ManualTimeSource(start: minute(5)))
        func put(_ version: Int64, _ actions: String) async throws {
            _ = try await store.put(
                "t/" + LogPath.commit(version), Array(actions.utf8), condition: .always)
        }
        let schema = #"{\"type\":\"struct\",\"fields\":[]}"#
        try await put(
            0,
            """
            {"protocol":{"minReaderVersion":1,"minWriterVersion":7,"writerFeatures":\
            ["inCommitTimestamp"]}}
            {"metaData":{"id":"t","format":{"provider":"parquet","options":{}},"schemaString":\
            "\(schema)","partitionColumns":[],"configuration":{}}}
            """)
        try await put(
            1,
            """
            {"commitInfo":{"inCommitTimestamp":6000000}}
            {"metaData":{"id":"t","format":{"provider":"parquet","options":{}},"schemaString":\
            "\(schema)","partitionColumns":[],"configuration":{\
            "delta.enableInCommitTimestamps":"true",\
            "delta.inCommitTimestampEnablementVersion":"1"}}}
            """)
        for version in 2...9 {
            try await put(
                Int64(version),
                "{\"commitInfo\":{\"inCommitTimestamp\":\(6_000_000 + 60_000 * version)}}")
        }
        let table = DeltaTable(store: store, path: "t")
        for (minutes, version) in [
            (5, 0), (99, 0), (100, 1), (101, 1), (102, 2), (108, 8), (500, 9),
        ] {
            let read = try await table.snapshot(asOf: minute(Int64(minutes)))
            #expect(read.version == version, "minute \(minutes)")
        }
        await expectDelta(.versionAbsent) { try await table.snapshot(asOf: minute(4)) }
        try await put(7, "{\"commitInfo\":{}}")
        await expectDelta(.corrupt) { try await table.snapshot(asOf: minute(107)) }
    }
}

/// A clock that can be set back.
private final class SettableTime: TimeSource {
    private let moment: Mutex<Instant>

    init(_ moment: Instant) {
        self.moment = Mutex(moment)
    }

    var now: Instant { moment.withLock { $0 } }
    var monotonicNanoseconds: UInt64 { 0 }

    func set(_ moment: Instant) {
        self.moment.withLock { $0 = moment }
    }

    func sleep(for duration: Duration) async throws {}
}
