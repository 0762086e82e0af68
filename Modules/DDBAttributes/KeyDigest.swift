/// Stands for a key of a table: 128 bits that a ``KeyDigester`` made of its canonical bytes.
///
/// Equal keys have equal digests. Different keys have different ones for all practical purposes, as
/// long as whoever chooses the keys does not know the digester's seed.
public struct KeyDigest: Sendable, Hashable {
    /// The first 64 bits.
    public let high: UInt64
    /// The other 64 bits.
    public let low: UInt64

    /// Creates a digest.
    @inlinable
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Feeds one of the halves, which is as good as both.
    @inlinable
    public func hash(into hasher: inout Hasher) {
        hasher.combine(low)
    }
}
