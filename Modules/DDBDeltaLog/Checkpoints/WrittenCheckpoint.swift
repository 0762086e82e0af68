/// A checkpoint that was written.
public struct WrittenCheckpoint: Sendable, Hashable {
    /// The version of the table that it holds.
    public let version: Int64
    /// Its path in the table's folder.
    public let path: String
    /// How many actions it has.
    public let actionCount: Int
    /// How many data files the table has.
    public let fileCount: Int
    /// Its size.
    public let byteCount: Int
}
