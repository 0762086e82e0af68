/// Points to a file of changed rows (`cdc`); read and passed over, never written here.
public struct ChangeDataFile: Sendable, Hashable {
    /// The path, as in ``AddFile/path``.
    public var path: String
    /// The values of the partition columns.
    public var partitionValues: [String: String?]
    /// The size of the file.
    public var byteCount: Int64

    /// Creates an action.
    public init(path: String, partitionValues: [String: String?], byteCount: Int64) {
        self.path = path
        self.partitionValues = partitionValues
        self.byteCount = byteCount
    }
}
