import DDBParquet
import DDBSchema

/// A column of a table, as a scan sees it.
struct ScanColumn: Sendable {
    /// What its values are, where it has one a row.
    enum Kind: Sendable {
        /// Integers, or decimals by their unscaled values.
        case integers(scale: Int)
        /// Microseconds since the epoch.
        case times
        case doubles
        /// Numbers as text.
        case digits
        case texts
        case binary
        case booleans
        /// Lists, sets and structs.
        case nested
    }

    var name: String
    var kind: Kind
    /// Its leaves in a file, in their order, with the places of the table's own schema.
    var leaves: [SchemaLeaf]

    /// The columns of a table.
    static func all(of layout: TableLayout) throws -> [ScanColumn] {
        var leaves = try ParquetSchema(layout.parquetFields).leaves[...]
        let attributes = layout.columns.columns.map { column in
            let own = leaves.prefix(column.type.leafCount)
            leaves = leaves.dropFirst(own.count)
            return ScanColumn(name: column.name, kind: Kind(column.type), leaves: Array(own))
        }
        let system = zip(layout.systemColumns, leaves).map { column, leaf in
            ScanColumn(name: column.rawValue, kind: Kind(column), leaves: [leaf])
        }
        return attributes + system
    }
}

extension ScanColumn.Kind {
    init(_ type: ColumnType) {
        switch type {
        case .integer: self = .integers(scale: 0)
        case .decimal(_, let scale): self = .integers(scale: scale)
        case .double: self = .doubles
        case .digits: self = .digits
        case .string, .json: self = .texts
        case .binary: self = .binary
        case .boolean: self = .booleans
        case .list, .set, .structure: self = .nested
        }
    }

    init(_ column: SystemColumn) {
        switch column {
        case .timestamp: self = .times
        case .isDeleted: self = .integers(scale: 0)
        case .record, .oldRecord, .eventType, .sequence, .rest: self = .texts
        }
    }
}
