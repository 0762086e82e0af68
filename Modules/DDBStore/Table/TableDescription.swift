import DDBSchema

/// What there is to know of a table without reading its rows.
public struct TableDescription: Sendable {
    /// One column.
    public struct Column: Sendable {
        /// The name in SQL.
        public var name: String
        /// The exact name of the attribute; nil for a column of the system.
        public var attribute: String?
        /// The type, as column files spell it.
        public var type: String
        /// The DynamoDB types that it holds: `S`, `NS`, `L<M>`; nil for a column of the system.
        public var attributeType: String?
        /// Whether the attribute is a part of the key.
        public var isKey: Bool
    }

    /// The table's name.
    public var name: String
    /// The version.
    public var version: Int64
    /// Whether the table keeps items or changes.
    public var mode: TableMode
    /// The columns in their order.
    public var columns: [Column]
    /// The number of rows, where the log says it.
    public var rowCount: Int?
    /// The number of parts.
    public var partCount: Int
    /// The size of the parts.
    public var byteCount: Int
    /// How many values of an attribute stand in `_rest`, by reason: `null`, `type`, `range`,
    /// `hidden`, `noColumn`.
    public var rest: RestCounts
    /// How far the table has come in each partition of its input.
    public var positions: [SavedPosition]
    /// The table's properties.
    public var properties: [String: String]
}

extension StoredTable {
    /// Describes the table.
    ///
    /// - Throws: ``StoreError/Code/damaged`` where a part's tag cannot be read.
    public func describe() throws -> TableDescription {
        let attributes = columns.columns.map { column in
            TableDescription.Column(
                name: column.name, attribute: column.attribute.description,
                type: "\(column.type)", attributeType: column.type.attributeType,
                isKey: columns.keys.contains(column.attribute))
        }
        let system = systemColumns.map { column in
            TableDescription.Column(
                name: column.rawValue, attribute: nil, type: column.typeName, attributeType: nil,
                isKey: false)
        }
        return TableDescription(
            name: name, version: version, mode: mode, columns: attributes + system,
            rowCount: rowCount, partCount: parts.count,
            byteCount: parts.reduce(0) { $0 + $1.byteCount }, rest: try restCounts(),
            positions: try positions(),
            properties: properties)
    }
}

extension SystemColumn {
    /// The word for the column's type.
    var typeName: String {
        switch self {
        case .record, .oldRecord, .eventType, .sequence, .rest: "string"
        case .timestamp: "timestamp"
        case .isDeleted: "int"
        }
    }
}
