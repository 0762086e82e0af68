/// The statement that makes a view of a table.
///
/// The parts' own schemas decide nothing: an empty relation of the table's types is united by name
/// with the files, so that a column no file has reads NULL, one that a file holds narrower is
/// widened, and a table without files has its columns all the same.
///
/// Parts with deleted rows are a relation of their own, filtered by a function over the place of a
/// file in its list and the number of a row in its file; the others carry no filter.
struct ViewStatement {
    /// How the names of functions of ours begin.
    static let functionPrefix = "ddbkit_"

    /// The columns that the engine gives files by itself.
    private static let virtualColumns: Set<String> = ["file_index", "file_row_number"]

    let table: QueryTable

    /// The name of the function that answers which rows of the masked parts are visible.
    let visibility: String

    /// The parts that have deleted rows, in the order in which the function counts them.
    let masked: [QueryPart]

    private let unmasked: [String]

    /// Makes the statement.
    ///
    /// - Throws: `invalidTable` for a table without columns, with names that SQL takes for equal,
    ///   or with a path that is not absolute.
    init(_ table: QueryTable, visibility: String) throws(QueryError) {
        guard !table.columns.isEmpty else {
            throw QueryError(.invalidTable, "Table '\(table.name)' has no columns.")
        }
        try Self.requireDistinct(table.columns.map(\.name), in: table.name)
        try Self.requireDistinct(table.columns.map(\.physicalName), in: table.name)
        var masked: [QueryPart] = []
        var unmasked: [String] = []
        for part in table.parts {
            guard part.path.hasPrefix("/"), !part.path.contains("\0") else {
                throw QueryError(
                    .invalidTable, "Table '\(table.name)' has a part whose path is not absolute.")
            }
            guard part.rowCount ?? 0 >= 0 else {
                throw QueryError(
                    .invalidTable, "Table '\(table.name)' has a part of less than no rows.")
            }
            if part.visibleRowCount == 0 { continue }
            if let mask = part.mask, !mask.isEmpty {
                masked.append(part)
            } else {
                unmasked.append(part.path)
            }
        }
        self.table = table
        self.visibility = visibility
        self.masked = masked
        self.unmasked = unmasked
    }

    /// The statement's text.
    ///
    /// - Parameter isTyped: Whether the empty relation of the table's types is among what is
    ///   united. Without it the engine answers some statements from footers alone, yet it takes no
    ///   view of a table with a column that no file has.
    func sql(isTyped: Bool) -> String {
        var selected = table.columns.map(selection)
        let hasDeleted = table.columns.contains { $0.name.lowercased() == "_is_deleted" }
        if table.addsDeletedColumn && !hasDeleted {
            selected.append("0 AS \"_is_deleted\"")
        }
        return """
            CREATE VIEW \(SQLText.identifier(table.name)) AS
            SELECT \(selected.joined(separator: ", "))
            FROM \(relation(isTyped: isTyped))
            """
    }

    private func relation(isTyped: Bool) -> String {
        let hasFiles = !unmasked.isEmpty || !masked.isEmpty
        var relations: [String] = []
        if isTyped || !hasFiles { relations.append(typedEmpty) }
        if !unmasked.isEmpty { relations.append("SELECT \(row), * FROM \(byName(unmasked))") }
        if !masked.isEmpty { relations.append(visibleRows(row)) }
        if relations.count > 1 {
            return "(\(relations.joined(separator: " UNION ALL BY NAME ")))"
        }
        // A single list of files goes without another layer, which each statement would bind anew.
        if !unmasked.isEmpty { return byName(unmasked) }
        return masked.isEmpty ? "(\(typedEmpty))" : "(\(visibleRows(nil)))"
    }

    /// A statement that answers the path of a part which has not the number of rows that it must
    /// have; nil where there is nothing to ask.
    var misfits: String? {
        let counted = table.parts.compactMap { part in part.rowCount.map { (part.path, $0) } }
        guard !counted.isEmpty else { return nil }
        let paths = "[" + counted.map { SQLText.literal($0.0) }.joined(separator: ", ") + "]"
        let counts = "[" + counted.map { "\($0.1)" }.joined(separator: ", ") + "]"
        return """
            SELECT path FROM (SELECT unnest(\(paths)) AS path, unnest(\(counts)) AS row_count)
            WHERE (path, row_count) NOT IN (
                SELECT (file_name, num_rows) FROM parquet_file_metadata(\(paths)))
            LIMIT 1
            """
    }

    /// The first column of each relation, which nobody selects.
    ///
    /// Where a statement needs no column of a union, as `count(*)`, the engine reads the first:
    /// this one costs nothing.
    private var row: String {
        var name = "ddbkit row"
        while table.columns.contains(where: { $0.physicalName.lowercased() == name }) {
            name += "'"
        }
        return "0 AS \(SQLText.identifier(name))"
    }

    private var typedEmpty: String {
        let columns = table.columns.map { column in
            "CAST(NULL AS \(column.type.physical.sql)) AS "
                + SQLText.identifier(column.physicalName)
        }
        return "SELECT \(row), \(columns.joined(separator: ", ")) WHERE false"
    }

    private func byName(_ paths: [String]) -> String {
        read(paths, "union_by_name = \(paths.count > 1)")
    }

    private func read(_ paths: [String], _ options: String) -> String {
        let list = paths.map { SQLText.literal($0) }.joined(separator: ", ")
        return """
            read_parquet([\(list)], \(options), hive_partitioning = false, filename = false, \
            file_row_number = false)
            """
    }

    /// The visible rows of the masked parts.
    private func visibleRows(_ first: String?) -> String {
        let first = first.map { "\($0), " } ?? ""
        let paths = masked.map(\.path)
        let filter = "WHERE \(visibility)(file_index, file_row_number)"
        let isHidden = table.columns.contains {
            Self.virtualColumns.contains($0.physicalName.lowercased())
        }
        guard isHidden else { return "SELECT \(first)* FROM \(byName(paths)) \(filter)" }
        // A column of that name hides the engine's own, so the columns get other names first. Only
        // a stated schema can give them.
        let fields = table.columns.enumerated().map { index, column in
            """
            \(SQLText.literal(column.physicalName)): {'name': 'c\(index)', \
            'type': \(SQLText.literal(column.type.physical.sql)), 'default_value': NULL}
            """
        }
        let columns = table.columns.enumerated().map { index, column in
            "c\(index) AS \(SQLText.identifier(column.physicalName))"
        }
        let schema = "schema = MAP {\(fields.joined(separator: ", "))}"
        return """
            SELECT \(first)\(columns.joined(separator: ", ")) \
            FROM (SELECT * FROM \(read(paths, schema)) \(filter))
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
