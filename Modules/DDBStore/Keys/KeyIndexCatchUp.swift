/// Brings an index forward that is equal to an older version of its table.
///
/// ```swift
/// var catchUp = KeyIndexCatchUp(of: index, to: point, parts: parts)
/// // rows of catchUp.knownParts that were masked since: catchUp.addMasked(...)
/// // all visible rows of catchUp.newParts: catchUp.addVisible(...)
/// try catchUp.finish()
/// ```
/// The owner has compared the stamp of the older version's commit before, and both snapshots of the
/// table: a row of a known part that was masked then and is visible now, as after a restore, is
/// added as visible. It holds 24 bytes a row that is added; a table that is mostly new is indexed
/// sooner by ``KeyIndexBuilder``.
public struct KeyIndexCatchUp {
    /// The parts that the index does not know.
    public let newParts: [IndexedPart]
    /// The parts that both have.
    public let knownParts: [IndexedPart]

    private let index: KeyIndex
    /// The version that the index is brought to.
    var point: IndexPoint
    private let goneParts: [String]
    private var removals: [KeyHash] = []
    private var visible: [(part: IndexedPart, hashes: [KeyHash], rows: [Int])] = []

    /// Compares the parts of an index with those of the table.
    ///
    /// - Parameters:
    ///   - point: The version that the index is brought to.
    ///   - parts: The parts that the table has at that version.
    public init(of index: KeyIndex, to point: IndexPoint, parts: [IndexedPart]) {
        let names = index.partNames
        self.index = index
        self.point = point
        newParts = parts.filter { !names.contains($0.name) }
        knownParts = parts.filter { names.contains($0.name) }
        goneParts = names.subtracting(parts.map(\.name)).sorted()
    }

    /// Adds rows of a known part that are masked; rows that were masked before do no harm.
    ///
    /// - Throws: ``StoreError/Code/keyIndex`` where the index is damaged.
    public mutating func addMasked(
        _ hashes: [KeyHash], rows: [Int], of part: String
    ) throws(StoreError) {
        precondition(hashes.count == rows.count, "every row has a key")
        guard let number = index.partNumber(part) else { return }
        let found = try index.lookup(hashes)
        for (place, location) in found.enumerated()
        where location.part == number && Int(location.row) == rows[place] {
            removals.append(hashes[place])
        }
    }

    /// Adds rows that are visible: all of a new part, and of a known one those that were masked.
    public mutating func addVisible(_ hashes: [KeyHash], rows: [Int], of part: IndexedPart) {
        precondition(hashes.count == rows.count, "every row has a key")
        visible.append((part, hashes, rows))
    }

    /// Applies what was added.
    ///
    /// - Throws: ``StoreError/Code/keyIndex``.
    public consuming func finish() throws {
        var changes = KeyChanges(point: point)
        // A key that was masked in one part and is visible in another stays.
        for hash in removals { changes.remove(hash) }
        for part in newParts { _ = changes.part(part.name, rowCount: part.rowCount) }
        for (part, hashes, rows) in visible {
            let place = changes.part(part.name, rowCount: part.rowCount)
            for (hash, row) in zip(hashes, rows) { changes.put(hash, part: place, row: row) }
        }
        for name in goneParts { changes.removePart(name) }
        try index.apply(changes)
    }
}
