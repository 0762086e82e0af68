/// One key of the index as it lies in memory and in files: 24 bytes, little-endian.
struct KeyEntry {
    var high: UInt64
    var low: UInt64
    /// The part's number, or one of the two numbers below that no part has.
    var part: UInt32
    var row: UInt32

    /// The key has been removed.
    static let removedPart = RowLocation.absentPart
    /// A slot of a ``PendingTable`` that holds nothing.
    static let emptyPart = UInt32.max - 1
    /// The greatest number that a part may have.
    static let partMax = UInt32.max - 16

    static let empty = KeyEntry(high: 0, low: 0, part: emptyPart, row: 0)

    @inline(__always)
    init(high: UInt64, low: UInt64, part: UInt32, row: UInt32) {
        self.high = high
        self.low = low
        self.part = part
        self.row = row
    }

    @inline(__always)
    init(_ hash: KeyHash, _ location: RowLocation) {
        self.init(high: hash.high, low: hash.low, part: location.part, row: location.row)
    }

    @inline(__always) var hash: KeyHash { KeyHash(high: high, low: low) }
    @inline(__always) var location: RowLocation { RowLocation(part: part, row: row) }
    @inline(__always) var isEmpty: Bool { part == Self.emptyPart }
    @inline(__always) var isRemoval: Bool { part == Self.removedPart }

    /// Whether the entry comes before a hash.
    @inline(__always)
    func precedes(_ hash: KeyHash) -> Bool {
        high < hash.high || (high == hash.high && low < hash.low)
    }

    @inline(__always)
    func isOf(_ hash: KeyHash) -> Bool { high == hash.high && low == hash.low }
}
