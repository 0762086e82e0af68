/// The version of a table that an index is equal to.
public struct IndexPoint: Sendable, Hashable {
    /// The version of the table's log.
    public var version: Int64
    /// What tells the commit of that version from another one of the same number, such as a hash of
    /// its file: after a table was put back to an older state, numbers are used again.
    public var stamp: UInt64

    /// Creates a point.
    public init(version: Int64, stamp: UInt64) {
        self.version = version
        self.stamp = stamp
    }
}
