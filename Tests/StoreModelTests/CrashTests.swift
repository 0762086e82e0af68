import DDBAttributes
import DDBBase
import DDBStorage
import DDBStore
import DDBTestKit
import DDBTestSupport
import StoreModel
import Synchronization
import Testing

/// What is left of commits when the store fails or the machine dies at any call.
@Suite struct CrashTests {
    static let works: [Result<CommitWork, any Error>] = [
        Result { try CommitWork(seed: 31, commitCount: 4) },
        Result { try CommitWork(seed: 32, commitCount: 5, hasUpkeep: true) },
    ]

    /// Which calls fail, up to the first that is never made: all of them in the full runs, and a
    /// part of them in the others.
    static func numbers(_ work: CommitWork) -> StrideThrough<Int> {
        let step = PeerReaders.isSoak ? 1 : work.hasUpkeep ? 7 : 2
        return stride(from: step, through: 20_000, by: step)
    }

    static func folder(_ scratch: ScratchFolder) -> LocalBlobStore {
        LocalBlobStore(root: scratch.path, pool: ThreadPool(threadCount: 1))
    }

    /// Expects the table as it was after a commit that was acknowledged or, whole, the one after
    /// it; then goes on.
    static func check(
        _ disk: LocalBlobStore, _ work: CommitWork, acknowledged: Int, _ note: String
    ) async throws {
        let found = try await found(in: disk, work, note)
        #expect(found == acknowledged || found == acknowledged + 1, "\(note): commit \(found)")
        let writer = try await CommitWork.store(disk, seed: 77).writer("t", options: work.options)
        #expect(CommitWork.last(of: writer) == found, "\(note)")
        for number in found + 1...found + 2 where number < work.models.count {
            try await work.commit(work.stage(number, in: writer), number, in: writer)
        }
        try await writer.close()
        let later = try await Self.found(in: disk, work, note + ", later")
        #expect(later == min(found + 2, work.models.count - 1), "\(note)")
        try await checkOrphans(disk, work, note)
    }

    /// The commit that a table is equal to, item by item; its files are proven.
    static func found(
        in disk: LocalBlobStore, _ work: CommitWork, _ note: String
    ) async throws -> Int {
        let store = TableStore(disk)
        guard try await store.tableNames() == ["t"] else { return 0 }
        let table = try await store.table("t")
        let verification = try await table.verify()
        #expect(verification.faults == [], "\(note)")
        var items: [Item] = []
        for part in table.parts {
            var rows = try await table.items(of: part)
            while let batch = try rows.nextBatch() {
                for record in batch.records { items.append(batch.item(at: record.newImage)) }
            }
        }
        let fences = Set(items.compactMap { $0["fence"] })
        guard fences.count == 1, case .number(let fence)? = fences.first,
            let number = fence.int64.map(Int.init)
        else {
            Issue.record("\(note): no one version is there: \(fences)")
            return -1
        }
        let differences = try work.models[number].differences(from: items)
        #expect(differences == [], "\(note)")
        return number
    }

    /// Expects all parts that the table names and, once it was vacuumed, no others.
    static func checkOrphans(
        _ disk: LocalBlobStore, _ work: CommitWork, _ note: String
    ) async throws {
        if work.hasUpkeep {
            // In an hour: what was taken out in this very millisecond is still kept, and more where
            // the machine's clock is set back.
            let later = SystemTimeSource().now.advanced(byMicroseconds: 3_600_000_000)
            _ = try await TableStore(disk, time: ManualTimeSource(start: later)).vacuum("t")
        }
        let table = try await TableStore(disk).table("t")
        let live = Set(table.parts.map { "t/" + $0.name })
        let parts = try await disk.listAll(prefix: "t/part-").map(\.path)
        #expect(live.subtracting(parts) == [], "\(note)")
        if work.hasUpkeep { #expect(live == Set(parts), "\(note)") }
    }

    @Test(arguments: CrashFate.allCases, works.indices)
    func `a table is at an acknowledged commit or the next, whenever the machine dies`(
        fate: CrashFate, index: Int
    ) async throws {
        let work = try Self.works[index].get()
        var tornCommits = 0
        for number in Self.numbers(work) {
            let scratch = try ScratchFolder("crash")
            let disk = Self.folder(scratch)
            let crash = CrashBlobStore(disk, crashingAt: number, fate: fate)
            let acknowledged = Mutex(0)
            var failure: (any Error)?
            do {
                try await work.run(over: FolderUnderFaults(folder: disk, calls: crash)) { commit in
                    acknowledged.withLock { $0 = commit }
                }
            } catch { failure = error }
            let last = acknowledged.withLock { $0 }
            let note = "\(fate), write \(number), after commit \(last)"
            #expect(crash.hasCrashed || failure == nil, "\(note)")
            // Only what is tidied up at the end may fail without a word.
            #expect(failure != nil || last == work.commitCount, "\(note)")
            if fate == .torn, try await Self.hasTornCommit(disk) {
                tornCommits += 1
            } else {
                try await Self.check(disk, work, acknowledged: last, note)
            }
            if !crash.hasCrashed {
                #expect(last == work.commitCount)
                // Every commit's own file was torn once, and those of compactions too.
                let tornMin = PeerReaders.isSoak && fate == .torn ? work.commitCount : 0
                #expect(tornCommits >= tornMin)
                print("crash: \(fate), \(work.hasUpkeep ? "with upkeep, " : "")\(number) writes")
                return
            }
        }
        Issue.record("the loop did not end")
    }

    /// Whether half a commit file lies in the log: our stores never leave one, so that reading it
    /// is an error and no table.
    static func hasTornCommit(_ disk: LocalBlobStore) async throws -> Bool {
        for entry in try await disk.listAll(prefix: "t/_delta_log/")
        where entry.path.hasSuffix(".json") {
            if try await disk.read(entry.path).last != UInt8(ascii: "\n") { return true }
        }
        return false
    }

    @Test(arguments: [BlobFault.refused(.failed), .refused(.full), .replyLost], works.indices)
    func `work goes on after whichever call fails, and ends right`(
        fault: BlobFault, index: Int
    ) async throws {
        let work = try Self.works[index].get()
        for number in Self.numbers(work) {
            let scratch = try ScratchFolder("fault")
            let disk = Self.folder(scratch)
            let faulty = FaultyBlobStore(disk, failing: number, with: fault)
            let note = "\(fault), call \(number)"
            let blobs = FolderUnderFaults(folder: disk, calls: faulty)
            let failures = try await Self.persist(work, over: blobs, note)
            #expect(try await Self.found(in: disk, work, note) == work.commitCount)
            try await Self.checkOrphans(disk, work, note)
            if faulty.callCount < number {
                #expect(failures == 0)
                print("fault: \(fault), \(work.hasUpkeep ? "with upkeep, " : "")\(number) calls")
                return
            }
        }
        Issue.record("the loop did not end")
    }

    /// Does what a table can go on without.
    ///
    /// - Returns: 1 where it failed.
    static func hasFailed(_ work: () async throws -> Void) async -> Int {
        do {
            try await work()
            return 0
        } catch {
            return 1
        }
    }

    /// Makes all commits whatever fails: the same again where nothing was committed, and with
    /// another writer where nobody knows.
    ///
    /// - Returns: How often something failed.
    static func persist(
        _ work: CommitWork, over blobs: any BlobStore, _ note: String
    ) async throws -> Int {
        var failures = 0
        for _ in 0..<10 {
            do {
                let store = CommitWork.store(blobs, seed: UInt64(7 + failures))
                let writer = try await store.writer("t", options: work.options)
                while CommitWork.last(of: writer) < work.commitCount {
                    let next = CommitWork.last(of: writer) + 1
                    do {
                        try await work.commit(work.stage(next, in: writer), next, in: writer)
                        #expect(CommitWork.last(of: writer) == next, "\(note)")
                        failures += await hasFailed {
                            try await work.upkeep(next, writer, blobs)
                        }
                    } catch let error as StoreError where error.code == .outcomeUnknown {
                        failures += 1
                        break
                    } catch {
                        failures += 1
                        #expect(CommitWork.last(of: writer) == next - 1, "\(note)")
                    }
                }
                let isComplete = CommitWork.last(of: writer) == work.commitCount
                try await writer.close()
                failures += await hasFailed { try await work.vacuum(blobs) }
                if isComplete { return failures }
            } catch {
                failures += 1
            }
        }
        Issue.record("\(note): it did not come to an end")
        return failures
    }
}
