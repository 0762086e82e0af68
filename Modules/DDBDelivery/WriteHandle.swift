/// Names a write: a number that the caller chooses, such as the place of the item's bytes.
///
/// It may be used again once its write is settled, and not before.
public struct WriteHandle: Sendable, Hashable, RawRepresentable {
    /// The caller's number.
    public var rawValue: UInt64

    /// Creates a handle from the caller's number.
    public init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// Creates a handle from the caller's number.
    public init(_ rawValue: UInt64) {
        self.rawValue = rawValue
    }
}
