import DDBBase
import DDBStore
import DDBTestKit
import Testing

/// An index whose process or machine dies: it is found at some version of the table and equal to
/// it, or not usable; never wrong.
@Suite struct KeyIndexCrashTests {
    static var limits: KeyIndexLimits {
        var limits = KeyIndexLimits()
        limits.pendingEntriesMin = 100
        limits.entriesPerChange = 4
        limits.relocationsMax = 2
        limits.rebuildBytesMax = 1
        return limits
    }

    /// What the table was like at each version.
    struct History {
        var models: [Int64: IndexModel] = [:]
        /// The version that ``KeyIndex/flush()`` made durable last.
        var flushed: Int64 = -1
    }

    /// Makes an index and changes it until the folder dies.
    static func run(_ folder: MemoryIndexFolder, seed: UInt64, history: inout History) throws {
        var model = IndexModel(seed: seed, keySpace: 400)
        history.models[0] = model
        var index = try model.emptyIndex(in: folder, limits: limits)
        history.flushed = 0
        for number in 1...24 {
            let changes: KeyChanges
            switch number % 8 {
            case 3, 6: changes = try model.compact(2, index: index)
            case 7: changes = model.drop()
            default: changes = model.commit(40)
            }
            history.models[model.version] = model
            try index.apply(changes)
            if number % 5 == 0 { try index.settle() }
            if number % 9 == 0 {
                try index.flush()
                history.flushed = model.version
            }
            if number % 10 == 0 {
                index = try KeyIndexModelTests.opened(folder, limits: limits, seed: UInt64(number))
            }
        }
    }

    /// Opens what was left and holds it against the history.
    ///
    /// - Returns: The version that was found; nil where the index cannot be used.
    static func check(
        _ folder: MemoryIndexFolder, _ history: History, _ note: String
    ) throws -> Int64? {
        let opening = try KeyIndex.open(
            in: folder, tableID: "t", limits: limits, random: SeededRandom(seed: 77))
        guard case .opened(let index) = opening else { return nil }
        var model = try #require(history.models[index.point.version], "\(note)")
        #expect(try model.isEqual(to: index), "\(note), version \(model.version)")
        let found = model.version
        // It must take changes from there on.
        for _ in 0..<8 {
            try index.apply(model.commit(40))
            try index.settle()
        }
        try index.apply(model.compact(2, index: index))
        #expect(try model.isEqual(to: index), "\(note), later")
        let again = try KeyIndexModelTests.opened(folder, limits: limits, seed: 78)
        #expect(try model.isEqual(to: again), "\(note), again")
        return found
    }

    @Test(arguments: MemoryIndexFolder.Fate.allCases)
    func `an index is equal to some version, whichever call the machine dies at`(
        fate: MemoryIndexFolder.Fate
    ) throws {
        let seeds: ClosedRange<UInt64> = KeyIndexModelTests.isSoak ? 1...30 : 1...2
        var foundCount = 0
        for seed in seeds {
            for calls in 0...5000 {
                let folder = MemoryIndexFolder(callsMax: calls)
                var history = History()
                var failure: (any Error)?
                do {
                    try Self.run(folder, seed: seed, history: &history)
                } catch {
                    failure = error
                }
                let note = "seed \(seed), \(fate), call \(calls)"
                if folder.hasDied {
                    #expect(failure != nil, "\(note): a failure was swallowed")
                } else if let failure {
                    throw failure
                }
                let left = folder.afterDeath(
                    fate, random: SeededRandom(seed: seed &+ UInt64(calls)))
                let last = history.models.keys.max() ?? 0
                let version = try Self.check(left, history, note)
                if version != nil { foundCount += 1 }
                if history.flushed >= 0 {
                    // Once it was there it is never lost but by damage of what was durable.
                    #expect(version != nil, "\(note), at \(last)")
                }
                if !folder.hasDied { break }
                #expect(calls < 5000, "the loop did not end")
            }
        }
        #expect(foundCount > 100)
    }

    @Test func `what was applied before the process was killed is there`() throws {
        let whole = MemoryIndexFolder()
        var history = History()
        try Self.run(whole, seed: 1, history: &history)
        for calls in stride(from: 10, to: whole.callCount, by: 3) {
            let folder = MemoryIndexFolder(callsMax: calls)
            var history = History()
            #expect(throws: (any Error).self) {
                try Self.run(folder, seed: 1, history: &history)
            }
            guard history.flushed >= 0, let last = history.models.keys.max() else { continue }
            let left = folder.afterDeath(.killed, random: SeededRandom(seed: 1))
            let index = try KeyIndexModelTests.opened(left, limits: Self.limits)
            #expect(index.point.version >= last - 1, "call \(calls)")
        }
    }

    @Test func `what was flushed survives a power failure`() throws {
        let folder = MemoryIndexFolder()
        var model = IndexModel(seed: 3, keySpace: 400)
        let index = try model.emptyIndex(in: folder, limits: Self.limits)
        for _ in 0..<30 {
            for _ in 0..<4 { try index.apply(model.commit(30)) }
            try index.apply(try model.compact(2, index: index))
            try index.flush()
            for fate in [MemoryIndexFolder.Fate.dropped, .torn] {
                let left = folder.afterDeath(fate, random: model.random)
                let found = try KeyIndexModelTests.opened(left, limits: Self.limits)
                #expect(try model.isEqual(to: found), "\(fate), \(model.version)")
            }
        }
    }

    @Test func `a failed index refuses everything and opens again`() throws {
        let folder = MemoryIndexFolder()
        var model = IndexModel(seed: 4, keySpace: 400)
        let empty = try model.emptyIndex(in: folder, limits: Self.limits)
        try empty.apply(model.commit(40))
        let before = model
        let dying = MemoryIndexFolder(callsMax: 1)
        for (name, bytes) in folder.snapshot { dying.put(name, bytes) }
        let index = try KeyIndexModelTests.opened(dying, limits: Self.limits)
        #expect(throws: StoreError.self) {
            try index.apply(model.commit(40))
        }
        #expect(throws: StoreError.self) { try index.lookup([model.hash(1)]) }
        #expect(throws: StoreError.self) { try index.apply(model.commit(1)) }
        #expect(throws: StoreError.self) { try index.flush() }
        let left = dying.afterDeath(.killed, random: SeededRandom(seed: 1))
        let again = try KeyIndexModelTests.opened(left, limits: Self.limits)
        #expect(try before.isEqual(to: again))
    }
}
