/// Tells the keys of writes apart: a keyed hash of 128 bits of table and key.
///
/// Equal keys must give equal hashes, as the table sees equality: the numbers 1, 1.0 and 1E0 are
/// one key. Different keys with one hash only wait for each other; none is lost by it, see
/// ``DeliveryCoordinator/submit(_:at:into:isSameKey:)``. The hash is keyed so that nobody can
/// make such keys on purpose. It is used for a table in memory as it is: its bits must be mixed.
public struct WriteKey: Sendable, Hashable {
    /// One half.
    public var high: UInt64
    /// The other half.
    public var low: UInt64

    /// Creates a key from the halves of its hash.
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }
}
