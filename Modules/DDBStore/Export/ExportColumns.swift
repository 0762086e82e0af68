import DDBParquet
import DDBSchema

/// The columns that an export has, in their order, under the names that SQL knows them by.
struct ExportColumns: Sendable {
    /// What a column holds.
    enum Content: Sendable {
        case attribute(TableColumn)
        case system(SystemColumn)
    }

    /// The names.
    let names: [String]
    /// What the columns hold.
    let contents: [Content]
    /// How they lie in a file: nothing is mapped, there are no ids.
    let fields: [SchemaNode]
    /// The places of the leaves of key columns.
    let keyLeaves: Set<Int>

    /// - Parameter names: The columns wanted; nil for all.
    /// - Throws: ``StoreError/Code/invalidColumns`` where a column is not there, or is named twice.
    init(_ table: StoredTable, _ names: [String]?) throws {
        var columns = table.layout.columns
        columns.columns = columns.columns.map { Self.unmapped($0) }
        let layout = TableLayout(columns: columns, mode: table.mode)
        let all: [(name: String, content: Content, field: SchemaNode)] = Array(
            zip(
                columns.columns.map { (name: $0.name, content: Content.attribute($0)) }
                    + layout.systemColumns.map { (name: $0.rawValue, content: .system($0)) },
                layout.parquetFields
            ).map { ($0.name, $0.content, $1) })
        var chosen = all
        if let names {
            let schema = try ScanTable(table.name, table.layout)
            let places = try names.map { try schema.place(of: $0) }
            guard Set(places).count == places.count, !places.isEmpty else {
                throw StoreError(
                    .invalidColumns, "Name at least one column, and each of them once.")
            }
            chosen = places.map { all[$0] }
        }
        self.names = chosen.map(\.name)
        contents = chosen.map(\.content)
        fields = chosen.map(\.field)
        var keyLeaves: Set<Int> = []
        var leaf = 0
        for content in contents {
            switch content {
            case .attribute(let column):
                if columns.keys.contains(column.attribute), column.type.leafCount == 1 {
                    keyLeaves.insert(leaf)
                }
                leaf += column.type.leafCount
            case .system: leaf += 1
            }
        }
        self.keyLeaves = keyLeaves
    }

    /// The column, and those inside it, under their own names.
    private static func unmapped(_ column: TableColumn) -> TableColumn {
        var column = column
        column.physicalName = column.name
        column.type = unmapped(column.type)
        return column
    }

    private static func unmapped(_ type: ColumnType) -> ColumnType {
        switch type {
        case .list(let element): .list(unmapped(element))
        case .set(let element): .set(unmapped(element))
        case .structure(let fields): .structure(fields.map { unmapped($0) })
        case .string, .integer, .decimal, .digits, .double, .boolean, .binary, .json: type
        }
    }
}

extension RowChunk {
    /// Only the rows that pass: the leaves of all columns in their order.
    ///
    /// - Throws: ``StoreError/Code/damaged`` where leaves are torn.
    func passingLeaves() throws -> [LeafColumn] {
        let rows = passingRanges
        let isWhole = rows == [0..<rowCount]
        return try columns.flatMap { column in
            try zip(column.schema, column.leaves).map { schema, leaf in
                isWhole
                    ? leaf
                    : try leaf.keeping(rows, presentLevel: UInt8(schema.definitionLevelMax))
            }
        }
    }

    /// The rows that pass as rising ranges.
    private var passingRanges: [Range<Int>] {
        var ranges: [Range<Int>] = []
        var row = 0
        while row < rowCount {
            guard passing[row] else {
                row += 1
                continue
            }
            var end = row + 1
            while end < rowCount, passing[end] { end += 1 }
            ranges.append(row..<end)
            row = end
        }
        return ranges
    }
}
