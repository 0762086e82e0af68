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

    @Test(arguments: [StorageError.Code.failed, .tooManyOpen, .denied])
    func `a commit whose reading back fails is told as unconfirmed, and is there when tried again`(
        code: StorageError.Code
    ) async throws {
        let disk = try await start()
        let log = try await SampleLog(opening: disk)
        let commit = try TableCommit([.add(SampleLog.file("b"))], info: SampleLog.info)
        let name = "t/_delta_log/00000000000000000002.json"
        for number in 1...3 {
            let lost = FaultyBlobStore(disk, failing: 1, with: .replyLost) { $0.operation == .put }
            // The name is asked for, then again with its size, and read.
            let store = FaultyBlobStore(lost, failing: number, with: .refused(code)) {
                $0.path == name && !$0.isWrite
            }
            let table = DeltaTable(store: store, path: "t")
            guard
                case .unconfirmed(2, let cause) = try await table.commit(commit, onto: log.snapshot)
            else {
                Issue.record("call \(number) was not told")
                return
            }
            #expect((cause as? StorageError)?.code == code)
            #expect(try await DeltaTable(store: disk, path: "t").snapshot().version == 2)
            guard case .committed(2) = try await table.commit(commit, onto: log.snapshot) else {
                Issue.record("call \(number): it was not committed")
                return
            }
            try await disk.delete(name)
        }
    }

    @Test func `a commit that is cancelled when it was written is told as unconfirmed`()
        async throws
    {
        let disk = try await start()
        let log = try await SampleLog(opening: disk)
        let commit = try TableCommit([.add(SampleLog.file("b"))], info: SampleLog.info)
        let table = DeltaTable(store: CancellingBlobStore(disk), path: "t")
        // Cancels itself, by its store.
        let task = Task { try await table.commit(commit, onto: log.snapshot) }
        guard case .unconfirmed(2, let cause) = try await task.value else {
            Issue.record("it was not told")
            return
        }
        #expect(cause is CancellationError)
        guard case .committed(2) = try await log.table.commit(commit, onto: log.snapshot) else {
            Issue.record("it was not committed")
            return
        }
    }
}

/// A store of a task that is cancelled as soon as it has put a blob: like a client over a network,
/// it does nothing more then.
private struct CancellingBlobStore: BlobStore {
    private let base: any BlobStore

    init(_ base: any BlobStore) {
        self.base = base
    }

    func put(
        _ path: String, _ bytes: [UInt8], condition: PutCondition
    ) async throws -> PutOutcome {
        _ = try await base.put(path, bytes, condition: condition)
        withUnsafeCurrentTask { $0?.cancel() }
        throw CancellationError()
    }

    func read(_ path: String, range: Range<Int>?) async throws -> [UInt8] {
        try Task.checkCancellation()
        return try await base.read(path, range: range)
    }

    func openReader(_ path: String) async throws -> any BlobReader {
        try Task.checkCancellation()
        return try await base.openReader(path)
    }

    func attributes(_ path: String) async throws -> BlobAttributes? {
        try Task.checkCancellation()
        return try await base.attributes(path)
    }

    func makeWriter(_ path: String) async throws -> any BlobWriter {
        try await base.makeWriter(path)
    }

    func list(prefix: String, startingAfter: String?) async throws -> BlobPage {
        try Task.checkCancellation()
        return try await base.list(prefix: prefix, startingAfter: startingAfter)
    }

    func folders(in folder: String) async throws -> [String] {
        try await base.folders(in: folder)
    }

    func delete(_ path: String) async throws { try await base.delete(path) }
}
