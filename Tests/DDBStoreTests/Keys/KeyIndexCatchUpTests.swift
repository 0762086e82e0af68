import DDBBase
import DDBStore
import DDBTestKit
import Testing

/// An index that is brought forward to a version that it has not seen.
@Suite struct KeyIndexCatchUpTests {
    /// Brings an index to a model's version; every row of the model's parts that is not its key's
    /// row counts as masked.
    static func catchUp(
        _ index: KeyIndex, to model: IndexModel, keys: [IndexModel.Row: Int]
    ) throws {
        let parts = model.parts.map { IndexedPart(name: $0.key, rowCount: $0.value) }
        var catchUp = KeyIndexCatchUp(of: index, to: model.point, parts: parts)
        for part in catchUp.knownParts {
            for row in 0..<part.rowCount {
                let place = IndexModel.Row(part: part.name, row: row)
                guard let key = keys[place], model.rows[key] != place else { continue }
                try catchUp.addMasked([model.hash(key)], rows: [row], of: part.name)
            }
        }
        for part in catchUp.newParts {
            let rows = model.rows.filter { $0.value.part == part.name }
            catchUp.addVisible(
                rows.map { model.hash($0.key) }, rows: rows.map(\.value.row), of: part)
        }
        try catchUp.finish()
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `an older index is brought to the table's version`(seed: UInt64) throws {
        let (current, older) = (MemoryIndexFolder(), MemoryIndexFolder())
        let limits = KeyIndexCrashTests.limits
        var model = IndexModel(seed: seed, keySpace: 500)
        // One that sees every commit, to plan compactions with, and one that is behind.
        let follower = try model.emptyIndex(in: current, limits: limits)
        let behind = try model.emptyIndex(in: older, limits: limits)
        var keys: [IndexModel.Row: Int] = [:]
        for round in 1...12 {
            for _ in 0...model.random.number(below: 6) {
                switch model.random.number(below: 6) {
                case 0: try follower.apply(try model.compact(3, index: follower))
                case 1: try follower.apply(model.drop())
                default: try follower.apply(model.commit(50))
                }
                for (key, row) in model.rows { keys[row] = key }
            }
            try Self.catchUp(behind, to: model, keys: keys)
            #expect(try model.isEqual(to: behind), "seed \(seed), round \(round)")
            #expect(behind.state(against: model.point, parts: Set(model.parts.keys)) == .current)
            try behind.settle()
        }
    }

    @Test func `a row that is visible again is found again`() throws {
        let folder = MemoryIndexFolder()
        let model = IndexModel(seed: 1, keySpace: 1)
        let index = try model.emptyIndex(in: folder, limits: KeyIndexLimits())
        var first = KeyChanges(point: IndexPoint(version: 1, stamp: 0))
        first.put(model.hash(1), part: first.part("a", rowCount: 1), row: 0)
        try index.apply(first)
        var second = KeyChanges(point: IndexPoint(version: 2, stamp: 0))
        second.put(model.hash(1), part: second.part("b", rowCount: 1), row: 0)
        try index.apply(second)
        // The table is restored to version 1: `b` is gone, and the row in `a` visible again.
        let part = IndexedPart(name: "a", rowCount: 1)
        var catchUp = KeyIndexCatchUp(
            of: index, to: IndexPoint(version: 3, stamp: 0), parts: [part])
        catchUp.addVisible([model.hash(1)], rows: [0], of: part)
        try catchUp.finish()
        let found = try index.lookup([model.hash(1)])
        #expect(index.part(try #require(found.first).part)?.name == "a")
        #expect(index.partNames == ["a"])
    }
}
