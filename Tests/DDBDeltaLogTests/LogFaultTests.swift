import DDBBase
import DDBDeltaLog
import DDBStorage
import DDBTestKit
import Testing

/// Commit with deletion vectors, checkpoint and clean-up, over stores that fail and die.
@Suite struct LogFaultTests {
    /// Brings a table from wherever it is to its end: a masked file, another file, two checkpoints,
    /// a clean log.
    private func finish(_ store: any BlobStore) async throws {
        var log = try await SampleLog(opening: store)
        if log.snapshot.version == 1 {
            try await log.mask(
                "a", RowSet([1, 2, 9000]), inline: 0, random: SeededRandom(seed: 1))
        }
        if log.snapshot.version == 2 {
            try await log.checkpoint()
            try await log.add("late")
        }
        try await log.checkpoint()
        if let plan = try await log.table.planLogCleanup(before: Instant(microseconds: .max)) {
            try await log.table.cleanLog(plan, of: log.snapshot)
        }
    }

    private func start() async throws -> MemoryBlobStore {
        let store = MemoryBlobStore()
        var log = try await SampleLog(store)
        try await log.add("a")
        return store
    }

    /// What the table is at versions 1, 2 and 3.
    private func states() async throws -> [TableFacts] {
        let store = try await start()
        var log = try await SampleLog(opening: store)
        var states = [log.snapshot.facts]
        try await log.mask("a", RowSet([1, 2, 9000]), inline: 0, random: SeededRandom(seed: 1))
        states.append(log.snapshot.facts)
        try await log.add("late")
        states.append(log.snapshot.facts)
        return states
    }

    /// Checks that what is on disk is one of the states, with all its vectors, and returns which.
    private func check(
        _ store: any BlobStore, _ states: [TableFacts], _ place: String
    ) async throws -> Int {
        let table = DeltaTable(store: store, path: "t")
        let snapshot = try await table.snapshot()
        for file in snapshot.files {
            let rows = try await table.deletedRows(of: file)
            #expect(rows.isEmpty || rows == RowSet([1, 2, 9000]), "\(place)")
        }
        let index = states.firstIndex(of: snapshot.facts)
        #expect(index != nil, "\(place)")
        return index ?? 0
    }

    private func checkEnd(
        _ store: MemoryBlobStore, _ states: [TableFacts], _ place: String
    ) async throws {
        #expect(try await check(store, states, place) == 2)
        let names = store.paths.filter { $0.hasPrefix("t/_delta_log/") }.map { $0.dropFirst(13) }
        #expect(
            names == [
                "00000000000000000003.checkpoint.parquet", "00000000000000000003.json",
                "_last_checkpoint",
            ], "\(place)")
    }

    @Test(arguments: [BlobFault.refused(.full), .refused(.tooManyOpen), .replyLost])
    func `whatever fails, the table is at a version and work goes on`(
        fault: BlobFault
    ) async throws {
        let states = try await states()
        var number = 1
        while true {
            let disk = try await start()
            let store = FaultyBlobStore(disk, failing: number, with: fault)
            let failed: Bool
            do {
                try await finish(store)
                failed = false
            } catch {
                failed = true
            }
            let place = "\(fault), call \(number): \(store.calls.last?.description ?? "")"
            let index = try await check(disk, states, place)
            if !failed { #expect(index == 2, "\(place)") }
            try await finish(disk)
            try await checkEnd(disk, states, place)
            if store.callCount < number { break }
            number += 1
        }
        #expect(number > 30)
    }

    @Test(arguments: CrashFate.allCases)
    func `wherever the machine dies, the table is at a version and work goes on`(
        fate: CrashFate
    ) async throws {
        let states = try await states()
        var number = 1
        while true {
            let disk = try await start()
            let store = CrashBlobStore(disk, crashingAt: number, fate: fate)
            let place = "\(fate), write \(number)"
            do {
                try await finish(store)
                #expect(!store.hasCrashed, "\(place)")
            } catch is StorageError {
                #expect(store.hasCrashed, "\(place)")
            }
            do {
                _ = try await check(disk, states, place)
            } catch let error as DeltaError where fate == .torn && error.code == .corrupt {
                // A store that tears cannot hold commits, and is told so; a local one never does.
                #expect(error.location?.contains(".json, line ") == true, "\(place)")
                number += 1
                continue
            }
            try await finish(disk)
            try await checkEnd(disk, states, place)
            if !store.hasCrashed { break }
            number += 1
        }
        #expect(number > 8)
    }

    @Test func `a commit that was found and not made durable is neither lost nor doubled`()
        async throws
    {
        let disk = try await start()
        let log = try await SampleLog(opening: disk)
        let commit = try TableCommit([.add(SampleLog.file("b"))], info: SampleLog.info)
        // The reply to the write is lost, and the second write that would make it durable fails.
        let lost = FaultyBlobStore(disk, failing: 1, with: .replyLost) { $0.operation == .put }
        let store = FaultyBlobStore(lost, failing: 2, with: .refused(.tooManyOpen)) {
            $0.operation == .put
        }
        let table = DeltaTable(store: store, path: "t")
        guard case .unconfirmed(2, _) = try await table.commit(commit, onto: log.snapshot) else {
            Issue.record("it was confirmed")
            return
        }
        #expect(try await table.snapshot().version == 2)
        guard case .committed(2) = try await table.commit(commit, onto: log.snapshot) else {
            Issue.record("it was not committed")
            return
        }
        #expect(try await table.snapshot().fileCount == 2)
        #expect(try await table.snapshot().version == 2)
    }
}
