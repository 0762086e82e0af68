import DDBAttributes
import DDBBase
import DDBSchema
import DDBStorage
import DDBStore
import DDBTestKit
import DDBTestSupport
import Testing

/// Loads that die after a checkpoint and go on from it.
@Suite struct ResumedLoadTests {
    /// Items whose attributes and types change on the way, so that parts of an earlier run are
    /// written anew by a later one.
    static let lines = (0..<24).map { index in
        let type = index < 16 ? "N" : "S"
        let more = index % 5 == 0 ? ",\"m\":{\"M\":{\"a\":{\"L\":[{\"N\":\"\(index)\"}]}}}" : ""
        return """
            {"pk":{"S":"\(index)"},"x":{"\(type)":"\(index)"}\(more),"s":{"NS":["\(index)"]}}
            """
    }

    static func options(_ change: (inout LoadOptions) -> Void = { _ in }) -> LoadOptions {
        var options = LoadOptions(
            plan: .automatic, keys: ["pk"], timestamp: Instant(microseconds: 1_767_225_600_000_000))
        options.parts = LoadFaultTests.settings
        options.properties = ["ddbkit.exportArn": "e"]
        change(&options)
        return options
    }

    /// Loads the lines from where the last run stopped, with a checkpoint after every few.
    @discardableResult
    static func run(
        into blobs: any BlobStore, seed: UInt64, options: LoadOptions = options(),
        gaveUp: Bool = false, stopAfter: Int = .max
    ) async throws -> LoadSummary? {
        let store = TableStore(blobs, random: SeededRandom(seed: seed), time: ManualTimeSource())
        let load = try await store.load("t", options: options)
        let lane = load.makeLane()
        do {
            var next = load.positions.first?.position.flatMap { Int($0) } ?? 0
            while next < lines.count {
                if next >= stopAfter { return nil }
                let end = min(next + 6, lines.count)
                for batch in try StoreFixture.batches(Array(lines[next..<end]), batchBytes: 80) {
                    try await lane.append(batch)
                }
                next = end
                let position = SavedPosition(
                    partition: "file", position: "\(next)", isFinished: next == lines.count)
                try await load.checkpoint([lane.finish()], [position])
            }
            return try await load.commit()
        } catch {
            if gaveUp {
                await lane.abandon()
                try? await load.abandon()
            }
            throw error
        }
    }

    static func expectWhole(_ disk: any BlobStore, _ note: String) async throws {
        #expect(
            try await LoadFaultTests.keys(in: disk) == LoadFaultTests.keys(of: lines), "\(note)")
        let table = try await TableStore(disk, time: ManualTimeSource()).table("t")
        let items = try await StoreFixture(blobs: disk).items(of: table)
        #expect(Set(items) == Set(try StoreFixture.items(lines)), "\(note)")
        #expect(table.rowCount == lines.count, "\(note)")
    }

    @Test func `a load goes on from its last checkpoint`() async throws {
        let disk = MemoryBlobStore()
        #expect(try await Self.run(into: disk, seed: 1, stopAfter: 12) == nil)
        #expect(try await TableStore(disk).tableNames() == [])
        #expect(try await Self.run(into: disk, seed: 2, stopAfter: 18) == nil)
        let summary = try #require(try await Self.run(into: disk, seed: 3))
        #expect(summary.resumedRowCount == 18 && summary.rowCount == 24)
        #expect(summary.rewrittenRowCount > 0)
        try await Self.expectWhole(disk, "resumed")
        #expect(try await disk.listAll(prefix: "t/_ddbkit/generations/").isEmpty)
    }

    @Test func `a resumed load makes the table that an unbroken one makes`() async throws {
        let (broken, whole) = (MemoryBlobStore(), MemoryBlobStore())
        try await Self.run(into: broken, seed: 1, stopAfter: 12)
        try await Self.run(into: broken, seed: 2)
        try await Self.run(into: whole, seed: 3)
        let first = try await TableStore(broken).table("t").describe()
        let second = try await TableStore(whole).table("t").describe()
        #expect(first.columns.map(\.name) == second.columns.map(\.name))
        #expect(first.columns.map(\.type) == second.columns.map(\.type))
        #expect(first.rest == second.rest)
    }

    @Test func `the options of an unfinished load are asked for again`() async throws {
        let disk = MemoryBlobStore()
        try await Self.run(into: disk, seed: 1, stopAfter: 12)
        let changes: [(String, (inout LoadOptions) -> Void)] = [
            ("property ddbkit.exportArn", { $0.properties = ["ddbkit.exportArn": "f"] }),
            ("columns", { $0.plan = .record }), ("keys", { $0.keys = nil }),
            ("source", { $0.source = "other" }),
        ]
        for (name, change) in changes {
            await #expect {
                try await Self.run(into: disk, seed: 2, options: Self.options(change))
            } throws: {
                ($0 as? StoreError)?.code == .unfinishedLoad && "\($0)".contains("(\(name))")
                    && "\($0)".contains("--restart")
            }
        }
        // Nothing of it was lost by asking.
        let summary = try #require(try await Self.run(into: disk, seed: 3))
        #expect(summary.resumedRowCount == 12)
    }

    @Test func `a load that is given up begins anew and leaves nothing`() async throws {
        let scratch = try ScratchFolder()
        let disk = LocalBlobStore(root: scratch.path, pool: ThreadPool(threadCount: 1))
        try await Self.run(into: disk, seed: 1, stopAfter: 12)
        let summary = try await Self.run(
            into: disk, seed: 2, options: Self.options { $0.restarts = true })
        #expect(summary?.resumedRowCount == 0)
        try await Self.expectWhole(disk, "restarted")
        try await Self.expectNoOrphans(disk)
        #expect(try await disk.folders(in: "t/_ddbkit/generations") == [])
    }

    static func expectNoOrphans(_ disk: any BlobStore) async throws {
        let table = try await TableStore(disk, time: ManualTimeSource()).table("t")
        let left = try await disk.listAll(prefix: "t/part-").map(\.path)
        #expect(Set(left) == Set(table.parts.map { "t/" + $0.name }))
    }

    @Test func `a replacement that dies leaves the old table, and goes on`() async throws {
        let disk = MemoryBlobStore()
        try await LoadFaultTests.load(LoadFaultTests.oldLines, into: disk, seed: 1, replaces: false)
        let options = Self.options { $0.replacesTable = true }
        try await Self.run(into: disk, seed: 2, options: options, stopAfter: 12)
        #expect(
            try await LoadFaultTests.keys(in: disk)
                == LoadFaultTests.keys(of: LoadFaultTests.oldLines))
        try await Self.run(into: disk, seed: 3, options: options)
        try await Self.expectWhole(disk, "replaced")
    }

    @Test func `another table's copy is not replaced`() async throws {
        let disk = MemoryBlobStore()
        let first = Self.options { $0.properties = [TableProperty.tableArn: "arn:a"] }
        try await Self.run(into: disk, seed: 1, options: first)
        let other = Self.options {
            $0.properties = [TableProperty.tableArn: "arn:b"]
            $0.replacesTable = true
        }
        await #expect { try await Self.run(into: disk, seed: 2, options: other) } throws: {
            ($0 as? StoreError)?.code == .otherTable && "\($0)".contains("--as NAME")
        }
    }

    @Test(arguments: CrashFate.allCases, [false, true])
    func `whenever the machine dies, the next load finishes and doubles nothing`(
        fate: CrashFate, hasOld: Bool
    ) async throws {
        let options = Self.options { $0.replacesTable = hasOld }
        var resumed: Set<Int> = []
        for number in 1...2000 {
            let disk = MemoryBlobStore()
            if hasOld {
                try await LoadFaultTests.load(
                    LoadFaultTests.oldLines, into: disk, seed: 1, replaces: false)
            }
            let store = CrashBlobStore(disk, crashingAt: number, fate: fate)
            do { try await Self.run(into: store, seed: 2, options: options) } catch {}
            if !store.hasCrashed {
                try await Self.expectWhole(disk, "no crash")
                #expect(resumed.isSuperset(of: [6, 12, 18, 24]))
                return
            }
            if fate == .torn, try await Self.hasTornLog(disk) { continue }
            let note = "\(fate), write \(number)"
            let found = try await LoadFaultTests.keys(in: disk)
            let isNew = try found == LoadFaultTests.keys(of: Self.lines)
            let old = hasOld ? try LoadFaultTests.keys(of: LoadFaultTests.oldLines) : nil
            #expect(isNew || found == old, "\(note)")
            if isNew, !hasOld {
                await #expect(throws: StoreError.self) {
                    try await Self.run(into: disk, seed: 3, options: options)
                }
                continue
            }
            let summary = try #require(try await Self.run(into: disk, seed: 3, options: options))
            resumed.insert(summary.resumedRowCount)
            try await Self.expectWhole(disk, note)
        }
        Issue.record("the loop did not end")
    }

    /// Whether half a commit lies in a log: our stores never leave one.
    static func hasTornLog(_ disk: any BlobStore) async throws -> Bool {
        for entry in try await disk.listAll(prefix: "t/")
        where entry.path.hasSuffix(".json") {
            if try await disk.read(entry.path).last != UInt8(ascii: "\n") { return true }
        }
        return false
    }

    @Test(arguments: [BlobFault.refused(.failed), .replyLost], [false, true])
    func `whichever call fails, the next load finishes and doubles nothing`(
        fault: BlobFault, gaveUp: Bool
    ) async throws {
        for number in 1...2000 {
            let disk = MemoryBlobStore()
            let faulty = FaultyBlobStore(disk, failing: number, with: fault)
            var isDone = false
            do {
                try await Self.run(into: faulty, seed: 2, gaveUp: gaveUp)
                isDone = true
            } catch {}
            let found = try await LoadFaultTests.keys(in: disk)
            let isWhole = try found == LoadFaultTests.keys(of: Self.lines)
            #expect(isWhole || found == nil && !isDone, "\(fault), call \(number)")
            if !isWhole { try await Self.run(into: disk, seed: 3) }
            try await Self.expectWhole(disk, "\(fault), call \(number)")
            if faulty.callCount < number { return }
        }
        Issue.record("the loop did not end")
    }

    @Test func `what a dead load has laid down is no orphan, and the rest is`() async throws {
        let scratch = try ScratchFolder()
        let count = try await Self.writeCount()
        for number in Array(stride(from: 1, to: count - 8, by: 7)) + (count - 8...count) {
            let folder = "\(number)"
            let disk = LocalBlobStore(
                root: scratch.path + "/" + folder, pool: ThreadPool(threadCount: 1))
            let crash = CrashBlobStore(disk, crashingAt: number, fate: .kept)
            do { try await Self.run(into: crash, seed: 2) } catch {}
            let options = Self.options { $0.replacesTable = true }
            try await Self.run(into: disk, seed: 3, options: options)
            try await Self.expectWhole(disk, "write \(number)")
            let isFresh = try await TableStore(disk).table("t").version == 0
            if isFresh { try await Self.expectNoOrphans(disk) }
            #expect(try await disk.folders(in: "t/_ddbkit/generations") == [], "\(number)")
        }
    }

    static func writeCount() async throws -> Int {
        let crash = CrashBlobStore(MemoryBlobStore(), crashingAt: 0, fate: .kept)
        try await run(into: crash, seed: 2)
        return crash.writeCount
    }
}
