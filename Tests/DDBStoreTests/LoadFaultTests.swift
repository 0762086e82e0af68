import DDBAttributes
import DDBBase
import DDBSchema
import DDBStorage
import DDBStore
import DDBTestKit
import DDBTestSupport
import Testing

/// What is left of a load when the store fails or the machine dies: the old table or the new one.
@Suite struct LoadFaultTests {
    /// Items whose attribute `x` changes its type at the end, so that a commit rewrites parts.
    static let lines =
        (0..<10).map { "{\"pk\":{\"S\":\"\($0)\"},\"x\":{\"N\":\"\($0)\"}}" }
        + ["{\"pk\":{\"S\":\"last\"},\"x\":{\"S\":\"text\"},\"new\":{\"BOOL\":true}}"]
    static let oldLines = (0..<5).map { "{\"pk\":{\"S\":\"old-\($0)\"},\"x\":{\"N\":\"1\"}}" }

    static var settings: PartSettings {
        var settings = PartSettings()
        settings.rowGroupRowsMax = 4
        settings.replayBytesMax = 0
        settings.partBytesTarget = 1
        return settings
    }

    /// Loads as the sink does: what fails is given up.
    @discardableResult
    static func load(
        _ lines: [String], into blobs: any BlobStore, seed: UInt64, replaces: Bool,
        gaveUp: Bool = true
    ) async throws -> LoadSummary {
        let store = TableStore(blobs, random: SeededRandom(seed: seed), time: ManualTimeSource())
        var options = LoadOptions(
            plan: .automatic, keys: ["pk"], timestamp: Instant(microseconds: 1_767_225_600_000_000))
        options.parts = settings
        options.replacesTable = replaces
        let load = try await store.load("t", options: options)
        let lanes = [load.makeLane(), load.makeLane()]
        var staged: [StagedRows] = []
        do {
            for (index, batch) in try StoreFixture.batches(lines, batchBytes: 80).enumerated() {
                try await lanes[index % 2].append(batch)
            }
            for lane in lanes { staged.append(try await lane.finish()) }
            return try await load.commit(staged)
        } catch {
            if gaveUp {
                for lane in lanes { await lane.abandon() }
                try? await load.abandon()
            }
            throw error
        }
    }

    static func keys(in blobs: any BlobStore) async throws -> Set<String>? {
        let store = TableStore(blobs, time: ManualTimeSource())
        guard try await store.tableNames() == ["t"] else { return nil }
        let table = try await store.table("t")
        let verification = try await table.verify()
        #expect(verification.faults == [])
        let items = try await StoreFixture(blobs: blobs).items(of: table)
        #expect(items.count == verification.rowCount)
        return Set(items.map { "\($0["pk"].map { "\($0)" } ?? "")" })
    }

    static func keys(of lines: [String]) throws -> Set<String> {
        Set(try StoreFixture.items(lines).map { "\($0["pk"].map { "\($0)" } ?? "")" })
    }

    /// Expects the old table or the new one, then, where told, loads once more without faults.
    static func check(
        _ disk: any BlobStore, hasOld: Bool, succeeded: Bool, again: Bool, _ note: String
    ) async throws {
        let old = hasOld ? try keys(of: oldLines) : nil
        let new = try keys(of: lines)
        let found = try await keys(in: disk)
        if succeeded {
            #expect(found == new, "\(note)")
        } else {
            #expect(
                found == old || found == new, "\(note): \(found.map { "\($0.count)" } ?? "none")")
        }
        guard again else { return }
        try await load(lines, into: disk, seed: 99, replaces: true)
        #expect(try await keys(in: disk) == new, "\(note), again")
    }

    @Test(arguments: [
        (BlobFault.refused(.failed), false), (.refused(.full), true), (.replyLost, false),
        (.replyLost, true),
    ])
    func `a table is old or new, whichever call fails`(
        fault: BlobFault, hasOld: Bool
    ) async throws {
        for number in 1...2000 {
            let disk = MemoryBlobStore()
            if hasOld { try await Self.load(Self.oldLines, into: disk, seed: 1, replaces: false) }
            let faulty = FaultyBlobStore(disk, failing: number, with: fault)
            var failure: (any Error)?
            do {
                try await Self.load(Self.lines, into: faulty, seed: 2, replaces: hasOld)
            } catch {
                failure = error
                #expect(
                    "\(error)".contains("Injected") || error is StoreError,
                    "\(type(of: error)) \(error)")
            }
            try await Self.check(
                disk, hasOld: hasOld, succeeded: failure == nil, again: number % 5 == 0,
                "\(fault), call \(number)")
            if faulty.callCount < number { return }
        }
        Issue.record("the loop did not end")
    }

    @Test(arguments: CrashFate.allCases, [false, true])
    func `a table is old or new, whenever the machine dies`(fate: CrashFate, hasOld: Bool)
        async throws
    {
        for number in 1...2000 {
            let disk = MemoryBlobStore()
            if hasOld { try await Self.load(Self.oldLines, into: disk, seed: 1, replaces: false) }
            let store = CrashBlobStore(disk, crashingAt: number, fate: fate)
            var failed = false
            do {
                try await Self.load(
                    Self.lines, into: store, seed: 2, replaces: hasOld, gaveUp: false)
            } catch { failed = true }
            let isTornCommit =
                if fate == .torn {
                    try await Self.hasTornCommit(disk, version: hasOld ? 1 : 0)
                } else { false }
            if !isTornCommit {
                try await Self.check(
                    disk, hasOld: hasOld, succeeded: !failed, again: number % 3 == 0,
                    "\(fate), write \(number)")
            }
            if !store.hasCrashed { return }
        }
        Issue.record("the loop did not end")
    }

    /// Whether half a commit file lies in the log: our stores never leave one, so that reading it
    /// is an error and no table.
    static func hasTornCommit(_ disk: any BlobStore, version: Int) async throws -> Bool {
        let path = "t/_delta_log/0000000000000000000\(version).json"
        guard try await disk.attributes(path) != nil else { return false }
        let bytes = try await disk.read(path)
        return bytes.last != UInt8(ascii: "\n")
    }

    @Test func `a load that is given up leaves nothing`() async throws {
        for number in 1...500 {
            let disk = MemoryBlobStore()
            // Deleting and looking must work for the rest to be cleaned up.
            let faulty = FaultyBlobStore(disk, failing: number, with: .refused(.failed)) {
                $0.isWrite && $0.operation != .delete
            }
            do {
                try await Self.load(Self.lines, into: faulty, seed: 2, replaces: false)
                return
            } catch {
                let left = try await disk.listAll(prefix: "t/").map(\.path)
                #expect(left == [], "call \(number)")
            }
        }
        Issue.record("the loop did not end")
    }

    @Test func `a finished load leaves the table's files alone`() async throws {
        let disk = MemoryBlobStore()
        let summary = try await Self.load(Self.lines, into: disk, seed: 2, replaces: false)
        #expect(summary.rewrittenRowCount > 0)
        let left = try await disk.listAll(prefix: "t/part-").map(\.path)
        let table = try await TableStore(disk).table("t")
        #expect(Set(left) == Set(table.parts.map { "t/" + $0.name }))
    }

    @Test func `orphans are reclaimed by the next writer, and only under the lock`() async throws {
        let scratch = try ScratchFolder()
        let disk = LocalBlobStore(root: scratch.path, pool: ThreadPool(threadCount: 1))
        let crash = CrashBlobStore(disk, crashingAt: 14, fate: .dropped)
        do {
            try await Self.load(Self.lines, into: crash, seed: 2, replaces: false, gaveUp: false)
            Issue.record("no crash")
        } catch {}
        #expect(try await disk.listAll(prefix: "t/part-").count > 0)
        try await Self.load(Self.lines, into: disk, seed: 3, replaces: true)
        let table = try await TableStore(disk).table("t")
        #expect(
            Set(try await disk.listAll(prefix: "t/part-").map(\.path))
                == Set(table.parts.map { "t/" + $0.name }))
        // The parts of the version before last stay for readers that are at it.
        try await Self.load(Self.oldLines, into: disk, seed: 4, replaces: true)
        let older = try await TableStore(disk).table("t", version: 0)
        #expect(try await older.verify().faults == [])
    }

    @Test func `two loads of one table exclude each other`() async throws {
        let scratch = try ScratchFolder()
        let disk = LocalBlobStore(root: scratch.path, pool: ThreadPool(threadCount: 1))
        let store = TableStore(disk)
        let options = LoadOptions(plan: .automatic, timestamp: Instant(microseconds: 0))
        var first: TableLoad? = try await store.load("t", options: options)
        await #expect(throws: StorageError.self) { try await store.load("t", options: options) }
        _ = try await first?.commit([])
        first = nil
        await #expect { try await store.load("t", options: options) } throws: {
            ($0 as? StoreError)?.code == .tableExists && "\($0)".contains("--replace")
        }
    }

    @Test func `without a lock the second of two loads is refused, and the first is whole`()
        async throws
    {
        let disk = MemoryBlobStore()
        let store = TableStore(disk, random: SeededRandom(seed: 7))
        let options = LoadOptions(
            plan: .automatic, keys: ["pk"], timestamp: Instant(microseconds: 0))
        let first = try await store.load("t", options: options)
        let lane = first.makeLane()
        for batch in try StoreFixture.batches(Self.lines) { try await lane.append(batch) }
        let staged = try await lane.finish()
        let second = try await store.load("t", options: options)
        let other = second.makeLane()
        for batch in try StoreFixture.batches(Self.oldLines) { try await other.append(batch) }
        let otherStaged = try await other.finish()
        _ = try await first.commit([staged])
        await #expect { try await second.commit([otherStaged]) } throws: {
            ($0 as? StoreError)?.code == .conflict
        }
        try await second.abandon()
        #expect(try await Self.keys(in: disk) == Self.keys(of: Self.lines))
    }
}
