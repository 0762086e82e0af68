import DDBBase
import DDBStore
import DDBTestKit

/// A table's keys as a dictionary, and random commits that change it and an index alike.
struct IndexModel {
    struct Row: Hashable {
        var part: String
        var row: Int
    }

    let random: SeededRandom
    /// What the keys are made of: few, so that they meet again.
    var keySpace: Int
    /// Makes the hash of a key.
    var hash: @Sendable (Int) -> KeyHash = { key in
        // SplitMix64 of the number, twice: as even as the index's own hash.
        KeyHash(high: IndexModel.mix(UInt64(key)), low: IndexModel.mix(UInt64(key) &+ 0x1234_5678))
    }
    private(set) var rows: [Int: Row] = [:]
    private(set) var parts: [String: Int] = [:]
    private(set) var version: Int64 = 0

    init(seed: UInt64, keySpace: Int) {
        random = SeededRandom(seed: seed)
        self.keySpace = keySpace
    }

    static func mix(_ number: UInt64) -> UInt64 {
        var word = number &* 0x9E37_79B9_7F4A_7C15 &+ 0x9E37_79B9_7F4A_7C15
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }

    static func stamp(_ version: Int64) -> UInt64 { mix(UInt64(version)) }

    var point: IndexPoint { IndexPoint(version: version, stamp: Self.stamp(version)) }

    /// An index with nothing in it, at version 0.
    func emptyIndex(in folder: any IndexFolder, limits: KeyIndexLimits) throws -> KeyIndex {
        let builder = KeyIndexBuilder(
            in: folder, tableID: "t", limits: limits, random: SeededRandom(seed: 7))
        return try builder.finish(at: point).index
    }

    /// The next version: a fresh part with some keys, some of them new, and some keys deleted.
    mutating func commit(_ count: Int) -> KeyChanges {
        version += 1
        var changes = KeyChanges(point: point)
        let name = "part-\(version)"
        let puts = count - random.number(below: count / 4 + 1)
        let part = changes.part(name, rowCount: max(puts, 1))
        parts[name] = max(puts, 1)
        for row in 0..<puts {
            let key = random.number(below: keySpace)
            changes.put(hash(key), part: part, row: row)
            rows[key] = Row(part: name, row: row)
        }
        for _ in puts..<count {
            let key = random.number(below: keySpace)
            changes.remove(hash(key))
            rows[key] = nil
        }
        return changes
    }

    /// The next version: some parts replaced by one or two that hold what was visible of them.
    mutating func compact(_ count: Int, index: KeyIndex) throws -> KeyChanges {
        version += 1
        var changes = KeyChanges(point: point)
        let chosen = parts.keys.sorted().shuffled(by: random).prefix(count)
        let sources = chosen.map { IndexedPart(name: $0, rowCount: parts[$0] ?? 0) }
        let places = Dictionary(uniqueKeysWithValues: chosen.enumerated().map { ($1, $0) })
        let moved = rows.filter { places[$0.value.part] != nil }.sorted { $0.key < $1.key }
        let split = random.number(below: 2) == 0 ? moved.count : moved.count / 2
        let targets = [
            IndexedPart(name: "compact-\(version)-0", rowCount: max(split, 1)),
            IndexedPart(name: "compact-\(version)-1", rowCount: max(moved.count - split, 1)),
        ]
        var builder = try index.makeRelocation(of: sources)
        for (place, (key, row)) in moved.enumerated() {
            let target = place < split ? 0 : 1
            let newRow = place < split ? place : place - split
            builder.move(
                source: places[row.part] ?? 0, row: row.row, target: target, to: newRow)
            rows[key] = Row(part: targets[target].name, row: newRow)
        }
        changes.relocate(try builder.finish(targets: targets))
        for source in sources { parts[source.name] = nil }
        for target in targets { parts[target.name] = target.rowCount }
        return changes
    }

    /// The next version: a part is gone, with all its rows.
    mutating func drop() -> KeyChanges {
        version += 1
        var changes = KeyChanges(point: point)
        if let name = parts.keys.sorted().shuffled(by: random).first {
            changes.removePart(name)
            parts[name] = nil
            rows = rows.filter { $0.value.part != name }
        }
        return changes
    }

    /// What an index finds for some keys.
    func found(_ keys: [Int], in index: KeyIndex) throws -> [Row?] {
        try index.lookup(keys.map(hash)).map { location in
            guard !location.isAbsent else { return nil }
            return Row(part: index.part(location.part)?.name ?? "?", row: Int(location.row))
        }
    }

    /// Whether an index finds each key of the whole space where it is, and nothing else.
    func isEqual(to index: KeyIndex) throws -> Bool {
        let keys = Array(0..<keySpace)
        return try found(keys, in: index) == keys.map { rows[$0] } && index.keyCount() == rows.count
            && index.partNames == Set(parts.keys) && index.point == point
    }
}

extension [String] {
    func shuffled(by random: SeededRandom) -> [String] {
        var result = self
        for index in result.indices.reversed() where index > 0 {
            result.swapAt(index, random.number(below: index + 1))
        }
        return result
    }
}
