/// Takes a data file out of the table (`remove`).
public struct RemoveFile: Sendable, Hashable {
    /// The path, as in ``AddFile/path``.
    public var path: String
    /// When it was taken out, in milliseconds since the epoch.
    public var deletionTimestamp: Int64?
    /// Whether this changes what the table holds, or only how.
    public var dataChange: Bool
    /// The values of the partition columns, where the log tells them.
    public var partitionValues: [String: String?]?
    /// The size of the file, where the log tells it.
    public var byteCount: Int64?
    /// The deletion vector that the file had.
    public var deletionVector: DeletionVectorDescriptor?

    /// Creates an action.
    public init(
        path: String, deletionTimestamp: Int64?, dataChange: Bool = true,
        partitionValues: [String: String?]? = nil, byteCount: Int64? = nil,
        deletionVector: DeletionVectorDescriptor? = nil
    ) {
        self.path = path
        self.deletionTimestamp = deletionTimestamp
        self.dataChange = dataChange
        self.partitionValues = partitionValues
        self.byteCount = byteCount
        self.deletionVector = deletionVector
    }

    /// What tells the file from others: its path and the id of its deletion vector.
    public var identity: FileIdentity {
        FileIdentity(path: path, deletionVector: deletionVector)
    }
}
