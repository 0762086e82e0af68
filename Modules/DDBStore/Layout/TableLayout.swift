import DDBParquet
import DDBSchema

/// How a table's columns lie in its files: attribute columns first, then those of the system.
///
/// The order of leaves here is the order in which the shredder gives them and the assembler takes
/// them.
struct TableLayout: Sendable, Equatable {
    var columns: TableColumns
    let mode: TableMode

    /// The system columns, in their order.
    var systemColumns: [SystemColumn] {
        var result: [SystemColumn] = []
        if columns.hasRecord { result.append(.record) }
        result += [.timestamp, .eventType]
        switch mode {
        case .latest: if columns.hasOldRecord { result.append(.oldRecord) }
        case .history: result += [.oldRecord, .isDeleted, .sequence]
        }
        return result + [.rest]
    }

    /// The Parquet schema; fields have ids where a name needs column mapping.
    var parquetFields: [SchemaNode] {
        let builder = ParquetFields(ids: fieldIDs)
        return columns.columns.map { builder.node($0, path: []) }
            + systemColumns.map { builder.node($0) }
    }

    /// The number of leaves.
    var leafCount: Int {
        columns.columns.reduce(0) { $0 + $1.type.leafCount } + systemColumns.count
    }
}

/// Whether a table keeps the newest state of each item or every change.
public enum TableMode: String, Sendable, Hashable {
    /// One visible row a key.
    case latest
    /// A row a change.
    case history
}

/// Makes the Parquet schema of columns.
private struct ParquetFields {
    let ids: FieldIDs?

    func node(_ column: TableColumn, path: [AttributeName]) -> SchemaNode {
        let path = path + [column.attribute]
        return node(
            column.type, name: column.physicalName, path: path,
            id: ids?[path])
    }

    func node(_ column: SystemColumn) -> SchemaNode {
        let id = ids?[column]
        switch column {
        case .record, .oldRecord, .eventType, .sequence, .rest:
            return .primitive(column.rawValue, .optional, .byteArray, .string, fieldID: id)
        case .timestamp:
            return .primitive(
                column.rawValue, .optional, .int64,
                .timestamp(.microseconds, isAdjustedToUTC: true), fieldID: id)
        case .isDeleted:
            return .primitive(
                column.rawValue, .optional, .int32, .integer(bitWidth: 32, isSigned: true),
                fieldID: id)
        }
    }

    private func node(
        _ type: ColumnType, name: String, path: [AttributeName], id: Int32?
    ) -> SchemaNode {
        switch type {
        case .string, .digits, .json:
            return .primitive(name, .optional, .byteArray, .string, fieldID: id)
        case .integer:
            return .primitive(
                name, .optional, .int64, .integer(bitWidth: 64, isSigned: true), fieldID: id)
        case .decimal(let precision, let scale):
            return .primitive(
                name, .optional, DecimalForm(precision: precision).physicalType,
                .decimal(precision: precision, scale: scale), fieldID: id)
        case .double:
            return .primitive(name, .optional, .double, fieldID: id)
        case .boolean:
            return .primitive(name, .optional, .boolean, fieldID: id)
        case .binary:
            return .primitive(name, .optional, .byteArray, fieldID: id)
        case .list(let element), .set(let element):
            return .list(
                name, .optional, element: node(element, name: "element", path: path, id: nil),
                fieldID: id)
        case .structure(let fields):
            return .group(name, .optional, fields.map { node($0, path: path) }, fieldID: id)
        }
    }
}

/// How the unscaled values of a decimal are stored.
enum DecimalForm: Equatable {
    case int32
    case int64
    case fixed(byteCount: Int)

    init(precision: Int) {
        switch precision {
        case ...9: self = .int32
        case ...18: self = .int64
        default:
            var bits = 1.0
            for _ in 0..<precision { bits += 3.321_928_094_887_363 }
            self = .fixed(byteCount: Int((bits / 8).rounded(.up)))
        }
    }

    var physicalType: PhysicalType {
        switch self {
        case .int32: .int32
        case .int64: .int64
        case .fixed(let byteCount): .fixed(byteCount: byteCount)
        }
    }
}

extension TableLayout {
    /// The path of each leaf in Parquet files, in the order of the leaves.
    var leafPaths: [[String]] {
        columns.columns.flatMap { Self.leafPaths($0.type, path: [$0.physicalName]) }
            + systemColumns.map { [$0.rawValue] }
    }

    private static func leafPaths(_ type: ColumnType, path: [String]) -> [[String]] {
        switch type {
        case .list(let element), .set(let element):
            leafPaths(element, path: path + ["list", "element"])
        case .structure(let fields):
            fields.flatMap { leafPaths($0.type, path: path + [$0.physicalName]) }
        case .string, .integer, .decimal, .digits, .double, .boolean, .binary, .json:
            [path]
        }
    }

    /// The leaves of the key columns, which get bloom filters: keys are what single items are
    /// asked for by.
    var keyLeaves: Set<Int> {
        var leaves: Set<Int> = []
        var leaf = 0
        for column in columns.columns {
            if columns.keys.contains(column.attribute), column.type.leafCount == 1 {
                leaves.insert(leaf)
            }
            leaf += column.type.leafCount
        }
        return leaves
    }

    /// The layout without the columns that a file lacks.
    func restricted(_ hasLeaf: ([String]) -> Bool) -> TableLayout {
        var restricted = columns
        restricted.columns = columns.columns.compactMap {
            Self.restricted($0, path: [], hasLeaf)
        }
        restricted.hasRecord = columns.hasRecord && hasLeaf([SystemColumn.record.rawValue])
        restricted.hasOldRecord =
            columns.hasOldRecord && hasLeaf([SystemColumn.oldRecord.rawValue])
        return TableLayout(columns: restricted, mode: mode)
    }

    private static func restricted(
        _ column: TableColumn, path: [String], _ hasLeaf: ([String]) -> Bool
    ) -> TableColumn? {
        guard let type = restricted(column.type, path: path + [column.physicalName], hasLeaf) else {
            return nil
        }
        var column = column
        column.type = type
        return column
    }

    private static func restricted(
        _ type: ColumnType, path: [String], _ hasLeaf: ([String]) -> Bool
    ) -> ColumnType? {
        switch type {
        case .list(let element):
            return restricted(element, path: path + ["list", "element"], hasLeaf).map { .list($0) }
        case .set(let element):
            return restricted(element, path: path + ["list", "element"], hasLeaf).map { .set($0) }
        case .structure(let fields):
            let kept = fields.compactMap { restricted($0, path: path, hasLeaf) }
            return kept.isEmpty ? nil : .structure(kept)
        case .string, .integer, .decimal, .digits, .double, .boolean, .binary, .json:
            return hasLeaf(path) ? type : nil
        }
    }
}
