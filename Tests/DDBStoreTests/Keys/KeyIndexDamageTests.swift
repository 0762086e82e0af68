import DDBBase
import DDBStore
import DDBTestKit
import Testing

/// Damaged files of an index: damage is found, or does no harm.
@Suite struct KeyIndexDamageTests {
    /// An index of all the kinds of files, and the table at each version.
    static func make() throws -> (files: [String: [UInt8]], models: [Int64: IndexModel]) {
        let folder = MemoryIndexFolder()
        var models: [Int64: IndexModel] = [:]
        var limits = KeyIndexCrashTests.limits
        limits.pendingEntriesMin = 200
        var model = IndexModel(seed: 21, keySpace: 300)
        let index = try model.emptyIndex(in: folder, limits: limits)
        models[0] = model
        for _ in 0..<8 {
            try index.apply(model.commit(60))
            models[model.version] = model
        }
        try index.settle()
        for number in 0..<3 {
            try index.apply(number == 1 ? model.compact(2, index: index) : model.commit(20))
            models[model.version] = model
        }
        let files = folder.snapshot
        for kind in ["manifest", "base-", "journal-", "moved-"] {
            #expect(files.keys.contains { $0.hasPrefix(kind) }, "\(kind)")
        }
        return (files, models)
    }

    enum Outcome { case equal, older, unusable, failed }

    /// Opens an index of some files and holds it against the table.
    ///
    /// What it answers must be right at the version that it names; a lookup may fail instead.
    static func outcome(
        _ files: [String: [UInt8]], _ models: [Int64: IndexModel], _ note: String
    ) throws -> Outcome {
        let folder = MemoryIndexFolder()
        for (name, bytes) in files { folder.put(name, bytes) }
        let opening = try KeyIndex.open(
            in: folder, tableID: "t", limits: KeyIndexCrashTests.limits,
            random: SeededRandom(seed: 5))
        guard case .opened(let index) = opening else { return .unusable }
        let model = try #require(models[index.point.version], "\(note)")
        #expect(index.point == model.point, "\(note)")
        do {
            #expect(try model.isEqual(to: index), "\(note)")
        } catch let error as StoreError {
            #expect(error.code == .keyIndex, "\(note)")
            return .failed
        }
        return index.point.version == models.keys.max() ? .equal : .older
    }

    @Test func `an index without damage is equal to its table`() throws {
        let (files, models) = try Self.make()
        #expect(try Self.outcome(files, models, "whole") == .equal)
    }

    @Test func `no flipped bit makes a wrong answer`() throws {
        let (files, models) = try Self.make()
        var outcomes: [Outcome: Int] = [:]
        var bit = 0
        for (name, bytes) in files.sorted(by: { $0.key < $1.key }) {
            let step = KeyIndexModelTests.isSoak ? 1 : bytes.count > 4096 ? 13 : 2
            for offset in stride(from: 0, to: bytes.count, by: step) {
                var damaged = files
                damaged[name]?[offset] ^= 1 << UInt8(bit % 8)
                bit += 1
                let outcome = try Self.outcome(damaged, models, "\(name), byte \(offset)")
                outcomes[outcome, default: 0] += 1
                #expect(outcome != .equal, "\(name), byte \(offset): the damage was not found")
            }
        }
        #expect(Set(outcomes.keys) == [.older, .unusable, .failed])
    }

    @Test func `no cut makes a wrong answer`() throws {
        let (files, models) = try Self.make()
        for (name, bytes) in files.sorted(by: { $0.key < $1.key }) {
            let step = KeyIndexModelTests.isSoak ? 1 : bytes.count > 4096 ? 97 : 5
            for count in stride(from: 0, to: bytes.count, by: step) {
                var damaged = files
                damaged[name] = Array(bytes.prefix(count))
                let outcome = try Self.outcome(damaged, models, "\(name), \(count) bytes")
                #expect(outcome == .older || outcome == .unusable, "\(name), \(count) bytes")
            }
            var without = files
            without[name] = nil
            #expect(try Self.outcome(without, models, "without \(name)") != .equal)
        }
    }

    @Test func `files of another index are not taken for its own`() throws {
        let (files, models) = try Self.make()
        let folder = MemoryIndexFolder()
        for (name, bytes) in files { folder.put(name, bytes) }
        var model = try #require(models[11])
        // An index of the same table that was made anew, so that its journal has other records.
        let builder = KeyIndexBuilder(
            in: folder, tableID: "t", limits: KeyIndexCrashTests.limits,
            random: SeededRandom(seed: 6))
        let index = try builder.finish(at: IndexPoint(version: 0, stamp: 0)).index
        for _ in 0..<12 { try index.apply(model.commit(5)) }
        for (name, bytes) in folder.snapshot {
            guard let own = files.keys.first(where: { $0.prefix(5) == name.prefix(5) }) else {
                continue
            }
            var mixed = files
            mixed[own] = bytes
            if own == "manifest" { continue }
            #expect(try Self.outcome(mixed, models, "\(own) of another") != .equal)
        }
    }

    @Test func `an index says how it stands to a table`() throws {
        let folder = MemoryIndexFolder()
        var model = IndexModel(seed: 9, keySpace: 100)
        let index = try model.emptyIndex(in: folder, limits: KeyIndexLimits())
        try index.apply(model.commit(10))
        let parts = Set(model.parts.keys)
        let point = model.point
        #expect(index.state(against: point, parts: parts) == .current)
        let next = IndexPoint(version: 2, stamp: 5)
        #expect(index.state(against: next, parts: parts) == .behind(point))
        let others: [(IndexPoint, Set<String>)] = [
            (IndexPoint(version: 0, stamp: 0), parts), (IndexPoint(version: 1, stamp: 1), parts),
            (point, parts.union(["another"])), (point, []),
        ]
        for (point, parts) in others {
            guard case .unusable = index.state(against: point, parts: parts) else {
                Issue.record("\(point) \(parts)")
                continue
            }
        }
    }

    @Test func `an index is of one table`() throws {
        let folder = MemoryIndexFolder()
        _ = try IndexModel(seed: 1, keySpace: 1).emptyIndex(in: folder, limits: KeyIndexLimits())
        guard case .unusable = try KeyIndex.open(in: folder, tableID: "another") else {
            Issue.record("an index of another table was opened")
            return
        }
    }

    @Test func `changes that do not fit are refused and do no harm`() throws {
        let folder = MemoryIndexFolder()
        var model = IndexModel(seed: 2, keySpace: 100)
        let index = try model.emptyIndex(in: folder, limits: KeyIndexLimits())
        try index.apply(model.commit(20))
        var unknown = KeyChanges(point: IndexPoint(version: 2, stamp: 0))
        unknown.removePart("nobody")
        var resized = KeyChanges(point: IndexPoint(version: 2, stamp: 0))
        _ = resized.part("part-1", rowCount: 10_000)
        let old = KeyChanges(point: IndexPoint(version: 1, stamp: 0))
        for changes in [unknown, resized, old] {
            #expect(throws: StoreError.self) { try index.apply(changes) }
        }
        #expect(try model.isEqual(to: index))
        try index.apply(model.commit(20))
        #expect(try model.isEqual(to: index))
    }

    @Test func `relocations that do not fit are refused and do no harm`() throws {
        let folder = MemoryIndexFolder()
        var model = IndexModel(seed: 2, keySpace: 100)
        let index = try model.emptyIndex(in: folder, limits: KeyIndexLimits())
        try index.apply(model.commit(20))
        try index.apply(model.commit(20))
        let sources = [
            IndexedPart(name: "nobody", rowCount: 5), IndexedPart(name: "part-1", rowCount: 5000),
        ]
        for source in sources {
            let builder = try index.makeRelocation(of: [source])
            var changes = KeyChanges(point: IndexPoint(version: 3, stamp: 0))
            changes.relocate(
                try builder.finish(targets: [IndexedPart(name: "new", rowCount: 1)]))
            #expect(throws: StoreError.self) { try index.apply(changes) }
        }
        // A target that is known, and a file that somebody has deleted.
        let known = IndexedPart(name: "part-1", rowCount: try #require(model.parts["part-1"]))
        let builder = try index.makeRelocation(of: [known])
        var changes = KeyChanges(point: IndexPoint(version: 3, stamp: 0))
        changes.relocate(
            try builder.finish(
                targets: [
                    IndexedPart(name: "part-2", rowCount: try #require(model.parts["part-2"]))
                ]))
        #expect(throws: StoreError.self) { try index.apply(changes) }
        var copy = model
        let lost = try copy.compact(1, index: index)
        for name in try folder.names() where name.hasPrefix("moved-") { try folder.remove(name) }
        #expect(throws: StoreError.self) { try index.apply(lost) }
        #expect(try model.isEqual(to: index))
        try index.apply(try model.compact(2, index: index))
        #expect(try model.isEqual(to: index))
        #expect(try model.isEqual(to: KeyIndexModelTests.opened(folder)))
    }

    @Test func `a part that is replaced may be named as removed too`() throws {
        let folder = MemoryIndexFolder()
        var model = IndexModel(seed: 2, keySpace: 100)
        let index = try model.emptyIndex(in: folder, limits: KeyIndexLimits())
        try index.apply(model.commit(50))
        var changes = try model.compact(1, index: index)
        changes.removePart("part-1")
        try index.apply(changes)
        #expect(try model.isEqual(to: index))
    }

    @Test func `a relocation has a limit`() throws {
        var limits = KeyIndexLimits()
        limits.relocationRowsMax = 10
        let index = try IndexModel(seed: 1, keySpace: 1).emptyIndex(
            in: MemoryIndexFolder(), limits: limits)
        do {
            _ = try index.makeRelocation(of: [IndexedPart(name: "a", rowCount: 11)])
            Issue.record("a relocation over its limit")
        } catch let error as StoreError {
            #expect(error.code == .tooLarge)
        }
    }

    @Test func `a proof finds what differs`() throws {
        let folder = MemoryIndexFolder()
        var model = IndexModel(seed: 3, keySpace: 100)
        let index = try model.emptyIndex(in: folder, limits: KeyIndexLimits())
        for _ in 0..<5 { try index.apply(model.commit(40)) }
        func faults(_ rows: [(Int, IndexModel.Row)]) throws -> [String] {
            var proof = KeyIndexProof(of: index)
            for (key, row) in rows {
                try proof.add([model.hash(key)], rows: [row.row], of: row.part)
            }
            return try proof.finish()
        }
        let rows = model.rows.map { ($0.key, $0.value) }
        #expect(try faults(rows) == [])
        #expect(try faults(Array(rows.dropLast())).count == 1)
        #expect(try faults(rows + [rows[0]]).count == 1)
        let wrong = IndexModel.Row(part: rows[0].1.part, row: rows[0].1.row + 1)
        #expect(try faults([(rows[0].0, wrong)] + rows.dropFirst()).count == 1)
        #expect(try faults(rows + [(1000, rows[0].1)]).count == 2)
    }

    @Test func `rows of one key are named when an index is made`() throws {
        let folder = MemoryIndexFolder()
        var builder = KeyIndexBuilder(in: folder, tableID: "t", random: SeededRandom(seed: 1))
        let part = try builder.part("a", rowCount: 10)
        let later = try builder.part("b", rowCount: 10)
        let hash = builder.hasher.hash([1])
        try builder.append(hash, part: later, row: 3)
        try builder.append(hash, part: part, row: 7)
        try builder.append(hash, part: part, row: 2)
        try builder.append(builder.hasher.hash([2]), part: part, row: 4)
        let (index, duplicates) = try builder.finish(at: IndexPoint(version: 0, stamp: 0))
        #expect(
            duplicates == [RowLocation(part: part, row: 2), RowLocation(part: part, row: 7)])
        #expect(try index.lookup([hash]) == [RowLocation(part: later, row: 3)])
        #expect(try index.keyCount() == 2)
    }

    @Test func `locations are dealt out to their parts`() {
        let locations = [
            RowLocation(part: 2, row: 5), .absent, RowLocation(part: 1, row: 9),
            RowLocation(part: 2, row: 1), RowLocation(part: 2, row: 5),
        ]
        let groups = RowLocation.byPart(locations)
        #expect(groups.map(\.part) == [1, 2])
        #expect(groups.map(\.rows) == [[9], [1, 5]])
    }
}
