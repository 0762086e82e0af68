/// The statement that makes a view of a table.
///
/// The parts' own schemas decide nothing: an empty relation of the table's types is united by name
/// with the files, so that a column no file has reads NULL, one that a file holds narrower is
/// widened, and a table without files has its columns all the same.
struct ViewStatement {
    let table: QueryTable

    /// Makes the statement.
    ///
    /// - Throws: `invalidTable` for a table without columns, with names that SQL takes for equal,
    ///   or with a path that is not absolute.
    init(_ table: QueryTable) throws(QueryError) {
        guard !table.columns.isEmpty else {
            throw QueryError(.invalidTable, "Table '\(table.name)' has no columns.")
        }
        try Self.requireDistinct(table.columns.map(\.name), in: table.name)
        try Self.requireDistinct(table.columns.map(\.physicalName), in: table.name)
        for part in table.parts where !part.path.hasPrefix("/") || part.path.contains("\0") {
            throw QueryError(
                .invalidTable, "Table '\(table.name)' has a part whose path is not absolute.")
        }
        self.table = table
    }

    /// The statement's text.
    var sql: String {
        var selected = table.columns.map(selection)
        let hasDeleted = table.columns.contains { $0.name.lowercased() == "_is_deleted" }
        if table.addsDeletedColumn && !hasDeleted {
            selected.append("0 AS \"_is_deleted\"")
        }
        return """
            CREATE VIEW \(SQLText.identifier(table.name)) AS
            SELECT \(selected.joined(separator: ", "))
            FROM (\(typedEmpty)\(files))
            """
    }

    private var typedEmpty: String {
        let columns = table.columns.map { column in
            "CAST(NULL AS \(column.type.physical.sql)) AS "
                + SQLText.identifier(column.physicalName)
        }
        return "SELECT \(columns.joined(separator: ", ")) WHERE false"
    }

    private var files: String {
        guard !table.parts.isEmpty else { return "" }
        let paths = table.parts.map { SQLText.literal($0.path) }.joined(separator: ", ")
        return """
             UNION ALL BY NAME SELECT * FROM read_parquet([\(paths)], union_by_name = true, \
            hive_partitioning = false, filename = false, file_row_number = false)
            """
    }

    private func selection(_ column: QueryColumn) -> String {
        let source = SQLText.identifier(column.physicalName)
        let value = renamed(source, type: column.type, depth: 0)
        return "CAST(\(value) AS \(column.type.sql)) AS \(SQLText.identifier(column.name))"
    }

    /// The expression, with fields of structures under their names in SQL.
    private func renamed(_ source: String, type: QueryType, depth: Int) -> String {
        guard type.hasRenamedFields else { return source }
        switch type {
        case .structure(let fields):
            let values = fields.map { field in
                let value = "struct_extract(\(source), \(SQLText.literal(field.physicalName)))"
                return SQLText.identifier(field.name) + " := "
                    + renamed(value, type: field.type, depth: depth + 1)
            }
            return "CASE WHEN \(source) IS NULL THEN NULL ELSE "
                + "struct_pack(\(values.joined(separator: ", "))) END"
        case .list(let element):
            let name = "element\(depth)"
            let value = renamed(name, type: element, depth: depth + 1)
            return "list_transform(\(source), lambda \(name): \(value))"
        case .map(let key, let value):
            let keys = renamed("map_keys(\(source))", type: .list(key), depth: depth)
            let values = renamed("map_values(\(source))", type: .list(value), depth: depth)
            return "CASE WHEN \(source) IS NULL THEN NULL ELSE map(\(keys), \(values)) END"
        case .boolean, .int8, .int16, .int32, .int64, .float, .double, .decimal, .string, .binary,
            .date, .timestamp, .localTimestamp:
            return source
        }
    }

    private static func requireDistinct(_ names: [String], in table: String) throws(QueryError) {
        var seen: Set<String> = []
        for name in names {
            guard !name.isEmpty, !name.contains("\0") else {
                throw QueryError(
                    .invalidTable, "Table '\(table)' has a column whose name SQL cannot spell.")
            }
            guard seen.insert(name.lowercased()).inserted else {
                throw QueryError(
                    .invalidTable, "Table '\(table)' has two columns '\(name)' but for case.")
            }
        }
    }
}
