public import DDBSchema
public import DDBStore

extension QueryTable {
    /// A table of a store at its version.
    ///
    /// - Parameters:
    ///   - table: The table.
    ///   - root: The absolute path of the store's folder.
    public init(_ table: StoredTable, root: String) {
        self.init(
            name: table.name,
            columns: table.columns.columns.map { QueryColumn($0) }
                + table.systemColumns.map { QueryColumn($0) },
            parts: table.parts.map { QueryPart(path: "\(root)/\(table.name)/\($0.name)") },
            addsDeletedColumn: table.mode == .latest)
    }
}

extension QueryColumn {
    /// A column of an attribute.
    public init(_ column: TableColumn) {
        self.init(
            name: column.name, type: QueryType(column.type), physicalName: column.physicalName)
    }

    /// A column of the system.
    public init(_ column: SystemColumn) {
        let type: QueryType =
            switch column {
            case .record, .oldRecord, .eventType, .sequence, .rest: .string
            case .timestamp: .timestamp
            case .isDeleted: .int32
            }
        self.init(name: column.rawValue, type: type)
    }
}

extension QueryType {
    /// The type of a typed column.
    public init(_ type: ColumnType) {
        switch type {
        case .string, .digits, .json: self = .string
        case .integer: self = .int64
        case .decimal(let precision, let scale): self = .decimal(precision: precision, scale: scale)
        case .double: self = .double
        case .boolean: self = .boolean
        case .binary: self = .binary
        case .list(let element), .set(let element): self = .list(QueryType(element))
        case .structure(let fields): self = .structure(fields.map { QueryColumn($0) })
        }
    }
}
