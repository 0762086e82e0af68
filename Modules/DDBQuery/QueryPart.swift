/// One Parquet file of a table.
public struct QueryPart: Sendable, Equatable {
    /// The absolute path.
    public var path: String

    /// Creates a part.
    public init(path: String) {
        self.path = path
    }
}
