import DDBAttributes
import DDBBase
import DDBDeltaLog
import DDBSchema
import DDBStorage
import DDBStore
import DDBTestKit
import Synchronization
import Testing

/// Compaction beside the commits of a writer.
@Suite struct CompactorTests {
    static var options: WriterOptions {
        var options = WriterFixture.options
        options.maintenance = .off
        options.compaction.tierPartCount = 3
        options.compaction.tierBytesMin = 4 << 10
        options.compaction.maskedBytesMin = 200
        options.compaction.partBytesTarget = 60 << 10
        return options
    }

    /// Expects the index of the writer to lead to every visible row, and to no other.
    static func expectIndex(_ writer: TableWriter, _ note: String) async throws {
        #expect(try await writer.indexFaults() == [], "\(note)")
    }

    @Test func `a table that does not know its keys says how to name them, and takes them`()
        async throws
    {
        let fixture = StoreFixture()
        let columns = PartKeysTests.declared(.string, keys: [])
        let lines = (0..<9).map { "{\"pk\":{\"S\":\"k\(8 - $0)\"}}" }
        let table = try await fixture.load(
            lines, plan: .declared(columns), keys: nil, lanes: 3, batchBytes: 60)
        #expect(table.columns.keys.isEmpty && table.parts.count > 1)
        let error = await #expect(throws: StoreError.self) {
            try await fixture.store.compact("t", goal: .purge)
        }
        #expect(error?.code == .invalidColumns)
        #expect(error?.message.contains("`ddbkit store compact t --key ") == true)
        var steps = 0
        try await fixture.store.compact("t", goal: .purge, keys: ["pk"]) { _ in steps += 1 }
        #expect(steps > 0)
        #expect(try await fixture.store.table("t").columns.keys == ["pk"])
        #expect(try await fixture.items(of: fixture.store.table("t")).count == 9)
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `a table that is compacted between commits holds what a dictionary does`(
        seed: UInt64
    ) async throws {
        let fixture = WriterFixture(seed: seed)
        let changes = RandomChanges(seed: seed, keyCount: 150)
        var model = ChangeModel()
        var writer = try await fixture.writer(Self.options)
        var steps = 0
        var dropped = 0
        for commit in 0..<60 {
            let batch = changes.next(changes.number(below: 40))
            try await WriterFixture.commit([batch], to: writer)
            try model.apply(batch)
            if changes.number(below: 3) == 0 {
                let goal: CompactionGoal = changes.number(below: 4) == 0 ? .purge : .balance
                while let summary = try await writer.compactOnce(goal) {
                    steps += 1
                    dropped += summary.droppedRowCount
                }
                try await Self.expectIndex(writer, "seed \(seed), \(commit)")
                try await fixture.expect(model, "seed \(seed), \(commit)")
            }
            if changes.number(below: 10) == 0 {
                try await writer.close()
                writer = try await fixture.writer(Self.options)
            }
        }
        #expect(steps > 5 && dropped > 100)
        try await fixture.expect(model, "seed \(seed)")
        try await writer.close()
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
    func `rows that are masked while parts are merged are masked in what comes of them`(
        seed: UInt64
    ) async throws {
        let blobs = GatedBlobStore(MemoryBlobStore())
        let fixture = WriterFixture(blobs, seed: seed)
        let changes = RandomChanges(seed: seed, keyCount: 60)
        var model = ChangeModel()
        let writer = try await fixture.writer(Self.options)
        for _ in 0..<6 {
            let batch = changes.next(40)
            try await WriterFixture.commit([batch], to: writer)
            try model.apply(batch)
        }
        let meanwhile = (0..<4).map { _ in changes.next(15) }
        for batch in meanwhile { try model.apply(batch) }
        blobs.beforeFinish {
            for batch in meanwhile { try await WriterFixture.commit([batch], to: writer) }
        }
        let summary = try #require(try await writer.compactOnce(.purge))
        #expect(summary.readPartCount > 1)
        #expect(blobs.wasPassed)
        try await fixture.expect(model, "seed \(seed)")
        try await Self.expectIndex(writer, "seed \(seed)")
        while try await writer.compactOnce(.purge) != nil {}
        try await fixture.expect(model, "seed \(seed), purged")
        try await Self.expectIndex(writer, "seed \(seed), purged")
        let batch = changes.next(60)
        try await WriterFixture.commit([batch], to: writer)
        try model.apply(batch)
        try await fixture.expect(model, "seed \(seed), after it")
        try await writer.close()
    }

    @Test func `parts all of whose rows were masked meanwhile are replaced all the same`()
        async throws
    {
        let blobs = GatedBlobStore(MemoryBlobStore())
        let fixture = WriterFixture(blobs)
        var model = ChangeModel()
        let writer = try await fixture.writer(Self.options)
        for part in 0..<4 {
            let batch = (0..<10).map { TestChange.put("k\(part)-\($0)", "\"n\":{\"N\":\"1\"}") }
            try await WriterFixture.commit([batch], to: writer)
            try model.apply(batch)
        }
        let deletes = (0..<4).flatMap { part in
            (0..<10).map { TestChange.delete("k\(part)-\($0)") }
        }
        try model.apply(deletes)
        blobs.beforeFinish { try await WriterFixture.commit([deletes], to: writer) }
        _ = try await writer.compactOnce(.purge)
        try await fixture.expect(model)
        while try await writer.compactOnce() != nil {}
        #expect(try await fixture.store.table("t").parts == [])
        try await Self.expectIndex(writer, "empty")
        try await writer.close()
    }

    @Test func `a purge leaves sorted parts without masks, and then nothing to do`() async throws {
        let fixture = WriterFixture()
        let changes = RandomChanges(seed: 8, keyCount: 100)
        let writer = try await fixture.writer(Self.options)
        for _ in 0..<10 { try await WriterFixture.commit([changes.next(50)], to: writer) }
        while try await writer.compactOnce(.purge) != nil {}
        #expect(try await writer.compactOnce(.purge) == nil)
        let table = try await fixture.store.table("t")
        #expect(table.parts.count == 1)
        let files = try await TableMergeTests.files(fixture.blobs)
        #expect(files.allSatisfy { $0.deletionVector == nil && $0.tags["ddbkit.sorted"] == "true" })
        try await writer.close()
    }

    @Test func `a history is compacted in the order of its rows`() async throws {
        let fixture = WriterFixture()
        var options = Self.options
        options.mode = .history
        let writer = try await fixture.writer(options)
        var expected: [String] = []
        for commit in 0..<12 {
            let batch = (0..<5).map { TestChange.put("k\($0)", "\"n\":{\"N\":\"\(commit)\"}") }
            try await WriterFixture.commit([batch], to: writer)
            for change in batch { expected.append("\(change.key) \(commit)") }
        }
        var steps = 0
        while try await writer.compactOnce(.purge) != nil { steps += 1 }
        #expect(steps > 0)
        let table = try await fixture.store.table("t")
        #expect(table.parts.count == 1)
        var found: [String] = []
        for part in table.parts {
            var rows = try await table.items(of: part)
            while let batch = try rows.nextBatch() {
                for record in batch.records {
                    let item = batch.item(at: record.newImage)
                    guard case .string(let key)? = item["pk"], case .number(let number)? = item["n"]
                    else { continue }
                    found.append("\(key) \(number)")
                }
            }
        }
        #expect(found == expected)
        try await writer.close()
    }

    @Test(arguments: [BlobFault.refused(.failed), .refused(.full), .replyLost])
    func `whichever call of a compaction fails, nothing is lost and nothing stays behind`(
        fault: BlobFault
    ) async throws {
        for number in 1...400 {
            let disk = MemoryBlobStore()
            let changes = RandomChanges(seed: 5, keyCount: 40)
            var model = ChangeModel()
            let before = WriterFixture(disk)
            let first = try await before.writer(Self.options)
            for _ in 0..<3 {
                let batch = changes.next(20)
                try await WriterFixture.commit([batch], to: first)
                try model.apply(batch)
            }
            try await first.close()
            let isArmed = Atomic(false)
            let faulty = FaultyBlobStore(disk, failing: number, with: fault) { _ in
                isArmed.load(ordering: .relaxed)
            }
            let fixture = WriterFixture(faulty, seed: 2)
            let writer = try await fixture.writer(Self.options)
            isArmed.store(true, ordering: .relaxed)
            var failure: (any Error)?
            do {
                _ = try await writer.compactOnce(.purge)
            } catch { failure = error }
            isArmed.store(false, ordering: .relaxed)
            let hasFailed = faulty.callCount >= number
            try await WriterFixture(disk).expect(model, "\(fault), call \(number)")
            if let failure {
                #expect(
                    "\(failure)".contains("Injected") || failure is StoreError,
                    "\(fault), call \(number): \(failure)")
            }
            // Whoever was not told that it is closed goes on.
            if (try? writer.table()) != nil {
                do {
                    while try await writer.compactOnce(.purge) != nil {}
                    try await Self.expectIndex(writer, "\(fault), call \(number)")
                } catch let error as StoreError where error.code == .outcomeUnknown {}
            }
            _ = try? await writer.close()
            try await WriterFixture(disk).expect(model, "\(fault), call \(number), again")
            let next = try await WriterFixture(disk, seed: 3).writer(Self.options)
            let names = Set(try await disk.listAll(prefix: "t/part-").map(\.path))
            let live = Set(try next.table().parts.map { "t/" + $0.name })
            #expect(live.isSubset(of: names))
            try await next.close()
            if !hasFailed { return }
        }
        Issue.record("the loop did not end")
    }

    @Test func `a step that is cancelled leaves nothing behind`() async throws {
        let blobs = GatedBlobStore(MemoryBlobStore())
        let fixture = WriterFixture(blobs)
        let changes = RandomChanges(seed: 6, keyCount: 100)
        let writer = try await fixture.writer(Self.options)
        for _ in 0..<6 { try await WriterFixture.commit([changes.next(30)], to: writer) }
        let names = Set(try await blobs.listAll(prefix: "t/part-").map(\.path))
        let running = Mutex<Task<CompactionSummary?, any Error>?>(nil)
        let (begun, begin) = AsyncStream<Void>.makeStream()
        blobs.beforeFinish { running.withLock { $0 }?.cancel() }
        // Awaited below; the store cancels it when its part is about to be finished.
        let step = Task {
            for await _ in begun { break }
            return try await writer.compactOnce(.purge)
        }
        running.withLock { $0 = step }
        begin.yield()
        await #expect(throws: CancellationError.self) { try await step.value }
        #expect(blobs.wasPassed)
        #expect(Set(try await blobs.listAll(prefix: "t/part-").map(\.path)) == names)
        try await writer.close()
    }
}
