/// Puts a data file into the table (`add`).
public struct AddFile: Sendable, Hashable {
    /// The path relative to the table's folder, or an absolute URI; decoded, as the file system has
    /// it.
    public var path: String
    /// The values of the partition columns as text; nil is null.
    public var partitionValues: [String: String?]
    /// The size of the file.
    public var byteCount: Int64
    /// When the file was made, in milliseconds since the epoch.
    public var modificationTime: Int64
    /// Whether the file changes what the table holds, or only how.
    public var dataChange: Bool
    /// The statistics as JSON text; see ``FileStatistics``.
    public var statistics: String?
    /// Notes of whoever wrote the file.
    public var tags: [String: String?]
    /// The rows of the file that are deleted.
    public var deletionVector: DeletionVectorDescriptor?
    /// The first row id, where the table tracks rows.
    public var baseRowId: Int64?
    /// The version in which the rows came, where the table tracks rows.
    public var defaultRowCommitVersion: Int64?
    /// Who clusters the file.
    public var clusteringProvider: String?

    /// Creates an action.
    public init(
        path: String, partitionValues: [String: String?] = [:], byteCount: Int64,
        modificationTime: Int64, dataChange: Bool = true, statistics: String? = nil,
        tags: [String: String?] = [:], deletionVector: DeletionVectorDescriptor? = nil
    ) {
        self.path = path
        self.partitionValues = partitionValues
        self.byteCount = byteCount
        self.modificationTime = modificationTime
        self.dataChange = dataChange
        self.statistics = statistics
        self.tags = tags
        self.deletionVector = deletionVector
    }

    /// What tells the file from others: its path and the id of its deletion vector.
    public var identity: FileIdentity {
        FileIdentity(path: path, deletionVector: deletionVector)
    }

    /// The action that takes the file out again.
    public func removal(at milliseconds: Int64, dataChange: Bool = true) -> RemoveFile {
        RemoveFile(
            path: path, deletionTimestamp: milliseconds, dataChange: dataChange,
            partitionValues: partitionValues, byteCount: byteCount, deletionVector: deletionVector)
    }
}
