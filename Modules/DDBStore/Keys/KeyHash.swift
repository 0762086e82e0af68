/// The 128 bits that stand for a key in the key index.
public struct KeyHash: Sendable, Hashable, Comparable {
    /// The bits by which entries are ordered first.
    public var high: UInt64
    /// The other bits.
    public var low: UInt64

    /// Creates a hash of its bits.
    @inlinable
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Orders hashes as numbers of 128 bits.
    @inlinable
    public static func < (left: KeyHash, right: KeyHash) -> Bool {
        left.high < right.high || (left.high == right.high && left.low < right.low)
    }
}
