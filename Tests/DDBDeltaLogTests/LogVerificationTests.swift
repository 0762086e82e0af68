import DDBBase
import DDBDeltaLog
import DDBStorage
import DDBTestKit
import DDBTestSupport
import Testing

/// What is wrong with a log is found, and made anew where that loses nothing.
@Suite struct LogVerificationTests {
    private static let hint = "t/_delta_log/_last_checkpoint"

    /// Ten versions with checkpoints of 3 and 8.
    private static func log() async throws -> (SampleLog, MemoryBlobStore) {
        let store = MemoryBlobStore()
        var log = try await SampleLog(store)
        for version in 1...9 {
            try await log.add("f\(version)")
            if version == 5 { try await log.mask("f5", RowSet([1, 2, 3])) }
            if version == 3 || version == 7 { try await log.checkpoint() }
        }
        return (log, store)
    }

    private static func path(_ version: Int64, _ suffix: String) -> String {
        let digits = String(version)
        return "t/_delta_log/" + String(repeating: "0", count: 20 - digits.count) + digits + suffix
    }

    @Test func `a sound log has no faults`() async throws {
        let (log, store) = try await Self.log()
        let sound = try await log.table.verifyLog()
        #expect(sound.faults == [] && sound.notes == [])
        #expect(sound.newest == 10 && sound.oldest == 0)
        #expect(sound.commitCount == 11 && sound.checkpointCount == 2)
        try await store.delete(Self.hint)
        let hintless = try await log.table.verifyLog()
        #expect(hintless.faults == [] && hintless.notes.count == 1)
        for version in 0...3 as ClosedRange<Int64> {
            try await store.delete(Self.path(version, ".json"))
        }
        let short = try await log.table.verifyLog()
        #expect(short.faults == [] && short.oldest == 3 && short.commitCount == 7)
    }

    @Test(arguments: [4, 9] as [Int64])
    func `a commit that is missing is found`(version: Int64) async throws {
        let (log, store) = try await Self.log()
        try await store.delete(Self.path(version, ".json"))
        let found = try await log.table.verifyLog()
        if version == 4 {
            // The checkpoint of 8 needs nothing before it.
            #expect(found.faults == [] && found.oldest == 8)
            #expect(found.notes.contains { $0.contains("7 commits before version 8") })
        } else {
            #expect(
                found.faults.contains { $0.contains("Commit \(version) of the log is missing") })
        }
    }

    @Test func `a commit that is damaged is found`() async throws {
        let (log, store) = try await Self.log()
        for damage in ["", "{", "{\"add\":{}}"] {
            let path = Self.path(6, ".json")
            _ = try await store.put(path, Array(damage.utf8), condition: .always)
            let found = try await log.table.verifyLog()
            if damage.isEmpty {
                // No file came with it, and the checkpoint after it knows one.
                #expect(found.faults.contains { $0.contains("version 8 says other") })
            } else {
                #expect(found.faults.contains { $0.contains("Commit 6 cannot be read") })
            }
        }
    }

    @Test func `every flipped byte of a checkpoint is found or changes nothing`() async throws {
        let (log, store) = try await Self.log()
        let path = Self.path(8, ".checkpoint.parquet")
        let bytes = try await store.read(path)
        var found = 0
        for place in stride(from: 0, to: bytes.count, by: 7) {
            var damaged = bytes
            damaged[place] ^= 1 << UInt8(place % 8)
            _ = try await store.put(path, damaged, condition: .always)
            let result = try await log.table.verifyLog()
            if result.damagedCheckpoints == [8] { found += 1 }
            #expect(result.faults.isEmpty == result.damagedCheckpoints.isEmpty, "byte \(place)")
        }
        #expect(found > bytes.count / 7 / 3)
    }

    private static let damages:
        [(name: String, damage: @Sendable (MemoryBlobStore) async throws -> Void)] = [
            ("a checkpoint cut short", { try await cut(8, $0) }),
            ("an older one cut short", { try await cut(3, $0) }),
            (
                "both",
                {
                    try await cut(3, $0); try await cut(8, $0)
                }
            ),
            (
                "one of another version under its name",
                {
                    let other = try await $0.read(path(3, ".checkpoint.parquet"))
                    _ = try await $0.put(path(8, ".checkpoint.parquet"), other, condition: .always)
                }
            ),
            (
                "a hint that is no JSON",
                {
                    _ = try await $0.put(hint, Array("{".utf8), condition: .always)
                }
            ),
            (
                "a hint that leads nowhere",
                {
                    _ = try await $0.put(
                        hint, Array("{\"version\":9,\"size\":3}".utf8), condition: .always)
                }
            ),
            (
                "a checkpoint that is gone",
                {
                    try await $0.delete(path(8, ".checkpoint.parquet"))
                }
            ),
        ]

    private static func cut(_ version: Int64, _ store: MemoryBlobStore) async throws {
        let path = path(version, ".checkpoint.parquet")
        let bytes = try await store.read(path)
        _ = try await store.put(path, Array(bytes.dropLast(100)), condition: .always)
    }

    @Test(arguments: damages.map(\.name))
    func `damage is found and repaired`(name: String) async throws {
        let damage = try #require(Self.damages.first { $0.name == name }?.damage)
        let (log, store) = try await Self.log()
        let facts = log.snapshot.facts
        try await damage(store)
        let found = try await log.table.verifyLog()
        #expect(!found.faults.isEmpty)
        let done = try await log.table.repairLog(found, keepingTombstonesFrom: 0)
        #expect(!done.isEmpty)
        let after = try await log.table.verifyLog()
        #expect(after.faults == [] && after.notes == [], "\(done)")
        #expect(try await log.table.snapshot().facts == facts)
        #expect(try await log.table.repairLog(after, keepingTombstonesFrom: 0) == [])
    }

    @Test(arguments: damages.map(\.name))
    func `a repair that dies can be done again`(name: String) async throws {
        let damage = try #require(Self.damages.first { $0.name == name }?.damage)
        for fate in CrashFate.allCases {
            for number in 1...100 {
                let (log, store) = try await Self.log()
                try await damage(store)
                let machine = CrashBlobStore(store, crashingAt: number, fate: fate)
                let dying = DeltaTable(store: machine, path: "t")
                do {
                    let found = try await dying.verifyLog()
                    _ = try await dying.repairLog(found, keepingTombstonesFrom: 0)
                } catch {
                    #expect(machine.hasCrashed, "\(error)")
                }
                let left = try await log.table.verifyLog()
                _ = try await log.table.repairLog(left, keepingTombstonesFrom: 0)
                #expect(try await log.table.verifyLog().faults == [], "\(fate) \(number)")
                #expect(try await log.table.snapshot().facts == log.snapshot.facts)
                if !machine.hasCrashed { break }
            }
        }
    }

    @Test func `a log without a whole start cannot be repaired, and is left alone`() async throws {
        let (log, store) = try await Self.log()
        for version in 0...8 as ClosedRange<Int64> {
            try await store.delete(Self.path(version, ".json"))
        }
        try await store.delete(Self.path(3, ".checkpoint.parquet"))
        try await Self.cut(8, store)
        let found = try await log.table.verifyLog()
        #expect(found.faults.contains { $0.contains("Nothing is left") })
        let paths = store.paths
        await expectDelta(.corrupt) {
            try await log.table.repairLog(found, keepingTombstonesFrom: 0)
        }
        #expect(store.paths == paths)
    }

    @Test(
        .enabled(if: SharedVectors.root != nil, "../shared/vectors is absent"),
        arguments: GoldenTable.all.map(\.name))
    func `logs of other software are sound`(name: String) async throws {
        let root = try #require(SharedVectors.path("delta-golden"))
        let store = LocalBlobStore(root: root, pool: ThreadPool(threadCount: 1))
        let found = try await DeltaTable(store: store, path: name).verifyLog()
        // The one whose hint is damaged on purpose.
        let isHintless = name.hasPrefix("corrupted-last-checkpoint")
        #expect(found.faults == (isHintless ? ["_last_checkpoint cannot be read."] : []))
    }
}
