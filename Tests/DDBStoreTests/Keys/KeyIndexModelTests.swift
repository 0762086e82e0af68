import DDBBase
import DDBStore
import DDBTestKit
import DDBTestSupport
import Foundation
import Testing

/// An index against a dictionary.
@Suite struct KeyIndexModelTests {
    static let isSoak = ProcessInfo.processInfo.environment["DDBKIT_SOAK"] != nil

    static var smallLimits: KeyIndexLimits {
        var limits = KeyIndexLimits()
        limits.pendingEntriesMin = 300
        limits.entriesPerChange = 8
        limits.relocationsMax = 3
        limits.rebuildBytesMax = 1
        return limits
    }

    static func opened(
        _ folder: any IndexFolder, limits: KeyIndexLimits = smallLimits, seed: UInt64 = 11
    ) throws -> KeyIndex {
        switch try KeyIndex.open(
            in: folder, tableID: "t", limits: limits, random: SeededRandom(seed: seed))
        {
        case .opened(let index): return index
        case .unusable(let reason): throw Unusable(reason: reason)
        }
    }

    struct Unusable: Error { let reason: String }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `random commits leave an index that is equal to the table`(seed: UInt64) throws {
        let scratch = try ScratchFolder()
        let folder = LocalIndexFolder(path: scratch.path + "/keys")
        var model = IndexModel(seed: seed, keySpace: 4000)
        var index = try model.emptyIndex(in: folder, limits: Self.smallLimits)
        let commits = Self.isSoak ? 20_000 : 400
        for number in 1...commits {
            switch model.random.number(below: 12) {
            case 0: try index.apply(try model.compact(4, index: index))
            case 1 where number % 3 == 0: try index.apply(model.drop())
            default: try index.apply(model.commit(model.random.number(below: 150)))
            }
            if model.random.number(below: 3) == 0 { try index.settle() }
            if model.random.number(below: 40) == 0 {
                index = try Self.opened(folder, seed: UInt64(number))
            }
            if number % (commits / 40) == 0 {
                #expect(try model.isEqual(to: index), "seed \(seed), commit \(number)")
            }
        }
        #expect(try model.isEqual(to: index))
        let files = try scratch.names().filter { $0.hasPrefix("keys/") }
        #expect(files.count < 20, "\(files)")
    }

    @Test func `a large index is equal to the table`() throws {
        let scratch = try ScratchFolder()
        let folder = LocalIndexFolder(path: scratch.path)
        var model = IndexModel(seed: 4, keySpace: Self.isSoak ? 3_000_000 : 120_000)
        let limits = KeyIndexLimits()
        let index = try model.emptyIndex(in: folder, limits: limits)
        for number in 0..<(Self.isSoak ? 1000 : 40) {
            try index.apply(model.commit(10_000))
            if number % 7 == 3 { try index.apply(try model.compact(5, index: index)) }
            if index.needsSettlement { try index.settle() }
        }
        #expect(try model.isEqual(to: index))
        try index.flush()
        #expect(try model.isEqual(to: Self.opened(folder, limits: limits)))
    }

    @Test func `an index grows from nothing`() throws {
        let folder = MemoryIndexFolder()
        let model = IndexModel(seed: 5, keySpace: 1)
        let index = try model.emptyIndex(in: folder, limits: KeyIndexLimits())
        let count = Self.isSoak ? 1_000_000 : 100_000
        var next = 0
        while next < count {
            var changes = KeyChanges(
                point: IndexPoint(version: Int64(next + 1), stamp: 0))
            let part = changes.part("p\(next)", rowCount: 1000)
            changes.put((next..<next + 1000).map(model.hash), part: part, firstRow: 0)
            try index.apply(changes)
            next += 1000
        }
        let found = try index.lookup((0..<count + 1000).map(model.hash))
        let wrong = found.indices.filter { key in
            key < count
                ? found[key].row != key % 1000 || Int(found[key].part) != key / 1000
                : !found[key].isAbsent
        }
        #expect(wrong == [])
        #expect(try index.keyCount() == count)
        let size = index.size
        #expect(size.mappedBytes <= count * 25 + 8192)
    }

    /// Hashes that no key has, since they are keyed; the index is right about them all the same.
    static let crowds: [(name: String, hash: @Sendable (Int) -> KeyHash)] = [
        ("low bits alone differ", { KeyHash(high: 0x0123_4567_89AB_CDEF, low: UInt64($0)) }),
        ("all high", { KeyHash(high: .max, low: .max - UInt64($0)) }),
        ("all low", { KeyHash(high: 0, low: UInt64($0)) }),
        ("high bits in steps", { KeyHash(high: UInt64($0 / 50), low: IndexModel.mix(UInt64($0))) }),
        ("top bits the same", { KeyHash(high: IndexModel.mix(UInt64($0)) >> 40, low: 1) }),
        ("64 low bits the same", { KeyHash(high: IndexModel.mix(UInt64($0)), low: 9) }),
        ("two crowds", { KeyHash(high: $0 % 2 == 0 ? 1 : .max - 1, low: UInt64($0)) }),
    ]

    @Test(arguments: crowds.indices)
    func `crowded hashes are told apart`(crowd: Int) throws {
        let folder = MemoryIndexFolder()
        var model = IndexModel(seed: 6, keySpace: 1500)
        model.hash = Self.crowds[crowd].hash
        var index = try model.emptyIndex(in: folder, limits: Self.smallLimits)
        for number in 1...40 {
            if number % 6 == 0 { try index.apply(try model.compact(3, index: index)) }
            try index.apply(model.commit(100))
            if number % 10 == 0 {
                index = try Self.opened(folder)
                #expect(try model.isEqual(to: index), "\(Self.crowds[crowd].name), \(number)")
            }
        }
    }

    @Test func `a rebuilt index is equal to the one that was kept`() throws {
        let folder = MemoryIndexFolder()
        var model = IndexModel(seed: 8, keySpace: 9000)
        let kept = try model.emptyIndex(in: folder, limits: Self.smallLimits)
        for _ in 0..<100 { try kept.apply(model.commit(200)) }
        var builder = KeyIndexBuilder(
            in: folder, tableID: "t", limits: Self.smallLimits, random: SeededRandom(seed: 9))
        var numbers: [String: UInt32] = [:]
        for (name, rowCount) in model.parts.sorted(by: { $0.key < $1.key }) {
            numbers[name] = try builder.part(name, rowCount: rowCount)
        }
        for (key, row) in model.rows {
            try builder.append(
                model.hash(key), part: try #require(numbers[row.part]), row: row.row)
        }
        let (rebuilt, duplicates) = try builder.finish(at: model.point)
        #expect(duplicates == [])
        #expect(try model.isEqual(to: rebuilt))
        #expect(try folder.names().count == 2)
        #expect(try model.isEqual(to: Self.opened(folder)))
    }
}
