/// What one commit of a table means for its key index.
///
/// ```swift
/// var changes = KeyChanges(point: IndexPoint(version: 8, stamp: stamp))
/// let part = changes.part("part-1.parquet", rowCount: hashes.count)
/// changes.put(hashes, part: part, firstRow: 0)
/// changes.remove(deleted)
/// try index.apply(changes)
/// ```
/// New parts count first, then relocations, parts that are gone, and last the keys in their order,
/// so that of several changes of a key the last one stays.
public struct KeyChanges: Sendable {
    /// The version that the table has with the changes.
    public let point: IndexPoint
    private(set) var parts: [IndexedPart] = []
    private var places: [String: UInt32] = [:]
    /// Entries whose parts are places in `parts`.
    private(set) var entries: [KeyEntry] = []
    private(set) var removedParts: [String] = []
    private(set) var relocations: [Relocation] = []

    /// Creates changes that change nothing but the version.
    public init(point: IndexPoint) {
        self.point = point
    }

    /// Names a part, new or known, and returns what stands for it in these changes.
    public mutating func part(_ name: String, rowCount: Int) -> UInt32 {
        if let place = places[name] { return place }
        let place = UInt32(parts.count)
        places[name] = place
        parts.append(IndexedPart(name: name, rowCount: rowCount))
        return place
    }

    /// The key's row is this one from now on.
    public mutating func put(_ hash: KeyHash, part: UInt32, row: Int) {
        precondition(part < parts.count, "a part is named before its rows")
        precondition((0..<parts[Int(part)].rowCount).contains(row), "a row lies in its part")
        entries.append(KeyEntry(hash, RowLocation(part: part, row: UInt32(row))))
    }

    /// The keys' rows are these from now on, one behind the other.
    public mutating func put(_ hashes: [KeyHash], part: UInt32, firstRow: Int) {
        precondition(part < parts.count, "a part is named before its rows")
        precondition(
            firstRow >= 0 && firstRow + hashes.count <= parts[Int(part)].rowCount,
            "rows lie in their part")
        entries.reserveCapacity(entries.count + hashes.count)
        var row = UInt32(firstRow)
        for hash in hashes {
            entries.append(KeyEntry(hash, RowLocation(part: part, row: row)))
            row &+= 1
        }
    }

    /// The key has no row from now on.
    public mutating func remove(_ hash: KeyHash) {
        entries.append(KeyEntry(hash, .absent))
    }

    /// The part is no longer in the table; keys that still have their row there have none.
    public mutating func removePart(_ name: String) { removedParts.append(name) }

    /// The rows of the relocation's sources lie in its targets from now on; the sources need not be
    /// named as removed.
    public mutating func relocate(_ relocation: Relocation) { relocations.append(relocation) }
}
