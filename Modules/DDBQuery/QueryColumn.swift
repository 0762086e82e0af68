/// One column of a table.
public struct QueryColumn: Sendable, Equatable {
    /// The name in SQL.
    public var name: String

    /// The name in the files, where it is another.
    public var physicalName: String

    /// The type; a file whose own type is narrower is widened, one without the column reads NULL.
    public var type: QueryType

    /// Creates a column.
    public init(name: String, type: QueryType, physicalName: String? = nil) {
        self.name = name
        self.physicalName = physicalName ?? name
        self.type = type
    }
}
