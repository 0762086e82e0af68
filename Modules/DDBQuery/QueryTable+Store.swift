import DDBSchema
public import DDBStore

extension QueryTable {
    /// Describes a table of a store that lies in a local folder, at the version that it was opened
    /// at.
    ///
    /// - Parameter storePath: The absolute path of the store's folder.
    /// - Throws: What ``DDBStore/StoredTable/deletedRowBits(of:)`` throws.
    public init(_ table: StoredTable, storePath: String) async throws {
        let attributes = table.columns.columns.map { column in
            QueryColumn(
                name: column.name, type: QueryType(column.type), physicalName: column.physicalName)
        }
        let system = table.systemColumns.map { column in
            QueryColumn(name: column.rawValue, type: QueryType(column))
        }
        self.init(
            name: table.name, columns: attributes + system,
            parts: try await Self.parts(of: table, in: "\(storePath)/\(table.name)"),
            addsDeletedColumn: table.mode == .latest, pin: table.pin)
    }

    private static func parts(
        of table: StoredTable, in folder: String
    ) async throws -> [QueryPart] {
        var parts: [QueryPart] = []
        for part in table.parts {
            guard part.maskedRowCount > 0 else {
                parts.append(
                    QueryPart(path: "\(folder)/\(part.name)", rowCount: part.rowCount))
                continue
            }
            let mask = RowMask(words: try await table.deletedRowBits(of: part))
            parts.append(
                QueryPart(
                    path: "\(folder)/\(part.name)", rowCount: part.rowCount, mask: mask))
        }
        return parts
    }
}

extension QueryType {
    /// The type that a column of the store has in its files.
    init(_ type: ColumnType) {
        switch type {
        case .string, .digits, .json: self = .string
        case .integer: self = .int64
        case .decimal(let precision, let scale): self = .decimal(precision: precision, scale: scale)
        case .double: self = .double
        case .boolean: self = .boolean
        case .binary: self = .binary
        case .list(let element), .set(let element): self = .list(QueryType(element))
        case .structure(let fields):
            self = .structure(
                fields.map { field in
                    QueryColumn(
                        name: field.name, type: QueryType(field.type),
                        physicalName: field.physicalName)
                })
        }
    }

    /// The type that a system column has in the files.
    init(_ column: SystemColumn) {
        switch column {
        case .record, .oldRecord, .eventType, .sequence, .rest: self = .string
        case .timestamp: self = .timestamp
        case .isDeleted: self = .int32
        }
    }
}
