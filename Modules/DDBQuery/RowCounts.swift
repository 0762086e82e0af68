import DDBJSON

/// How many rows the tables have, for statements that ask for nothing else.
///
/// The engine answers `count(*)` over Parquet files by their footers, yet not where a function
/// leaves rows out. So a table of which a SELECT only counts the rows is replaced by `range(n)`:
/// the engine then neither opens a file nor asks about a row.
///
/// ```sql
/// SELECT count(*) FROM orders             -- becomes SELECT count(*) FROM range(1900056)
/// ```
struct RowCounts: Sendable {
    /// By names in lower case, as the engine compares them.
    private var counts: [[UInt8]: Int] = [:]

    /// Notes a table of which every part has the number of rows that it must have.
    mutating func note(_ table: QueryTable) {
        var sum = 0
        for part in table.parts {
            guard let count = part.visibleRowCount else { return }
            let (next, overflows) = sum.addingReportingOverflow(count)
            guard !overflows else { return }
            sum = next
        }
        counts[Self.folded(table.name)] = sum
    }

    /// The statement, with numbers in the place of tables of which it only counts the rows.
    ///
    /// - Parameter syntaxTree: What the engine's `json_serialize_sql` says of the statement. Where
    ///   it says anything that is not known here, the statement stays as it is.
    func applied(to sql: String, syntaxTree: String) -> String {
        guard !counts.isEmpty, let tree = Self.parsed(syntaxTree) else { return sql }
        var tables: [(offset: Int, count: Int, spelling: [UInt8])] = []
        var hidden: Set<[UInt8]> = []
        let text = Array(sql.utf8)
        Self.visit(tree) { node in
            // Names that stand for a query within the statement.
            for member in ["key", "cte_name", "ctename"] {
                if let name = node[member]?.string { hidden.insert(Self.folded(name)) }
            }
            guard let table = Self.countedTable(node), let name = table["table_name"]?.string,
                let count = counts[Self.folded(name)],
                let offset = table["query_location"]?.integer.flatMap({ Int(exactly: $0) }),
                let spelling = Self.spelling(of: name, in: text, at: offset)
            else { return }
            tables.append((offset, count, spelling))
        }
        guard !tables.isEmpty else { return sql }
        guard hidden.isDisjoint(with: counts.keys) else { return sql }
        var result = text
        for table in tables.sorted(by: { $0.offset > $1.offset }) {
            let range = table.offset..<table.offset + table.spelling.count
            result.replaceSubrange(range, with: "range(\(table.count))".utf8)
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func parsed(_ tree: String) -> JSONValue? {
        do {
            return try JSONValue.parse(tree)
        } catch {
            // Deeper than trees are read here: such a statement runs as it is.
            return nil
        }
    }

    /// Calls a function with each object of a tree; the reader of the tree bounds its depth.
    private static func visit(_ value: JSONValue, _ body: (JSONObject) -> Void) {
        if let object = value.object {
            body(object)
            for member in object.members { visit(member.value, body) }
        }
        for element in value.array ?? [] { visit(element, body) }
    }

    /// The table of a SELECT that does nothing but count its rows.
    private static func countedTable(_ node: JSONObject) -> JSONObject? {
        let absent = ["where_clause", "having", "qualify", "sample"]
        let empty = ["modifiers", "group_expressions", "group_sets"]
        let others = ["type", "aggregate_handling", "cte_map", "select_list", "from_table"]
        guard node["type"]?.string == "SELECT_NODE",
            has(node, absent: absent, empty: empty, others: others),
            node["aggregate_handling"]?.string == "STANDARD_HANDLING",
            let selected = node["select_list"]?.array, !selected.isEmpty,
            selected.allSatisfy(isCount), let table = node["from_table"]?.object,
            table["type"]?.string == "BASE_TABLE",
            has(
                table, absent: ["sample", "at_clause"], empty: ["column_name_alias"],
                others: ["type", "table_name"] + describing),
            table["schema_name"]?.string == "", table["catalog_name"]?.string == ""
        else { return nil }
        return table
    }

    /// Whether an expression is `count(*)`, or `count` of an integer.
    private static func isCount(_ value: JSONValue) -> Bool {
        guard let expression = value.object, expression["class"]?.string == "FUNCTION",
            has(
                expression, absent: ["filter"], empty: [],
                others: [
                    "class", "type", "function_name", "schema", "catalog", "arguments", "children",
                    "order_bys", "distinct", "is_operator", "export_state",
                ] + describing),
            expression["schema"]?.string == "", expression["catalog"]?.string == "",
            expression["distinct"]?.bool == false, expression["export_state"]?.bool == false,
            expression["order_bys"]?["orders"]?.array?.isEmpty == true,
            let arguments = (expression["arguments"] ?? expression["children"])?.array
        else { return false }
        return switch expression["function_name"]?.string {
        case "count_star": arguments.isEmpty
        case "count": arguments.count == 1 && arguments.allSatisfy(isNumber)
        default: false
        }
    }

    /// Whether an argument is an integer as it is written, in the words of any version.
    private static func isNumber(_ argument: JSONValue) -> Bool {
        let expression = argument["expression"] ?? argument
        guard expression["class"]?.string == "CONSTANT" else { return false }
        return expression["literal"]?["kind"]?.string == "INTEGER"
            || expression["value"]?["type"]?["id"]?.string == "INTEGER"
                && expression["value"]?["is_null"]?.bool == false
    }

    /// What a node has to say that changes no answer, and its name once more.
    private static let describing = [
        "alias", "query_location", "query_location_length", "schema_name", "catalog_name",
        "qualified_name",
    ]

    /// Whether these members are null or not there, those empty lists, and there are no others than
    /// the named.
    private static func has(
        _ node: JSONObject, absent: [String], empty: [String], others: [String]
    ) -> Bool {
        node.members.allSatisfy { member in
            if absent.contains(member.name) { return member.value.isNull }
            if empty.contains(member.name) { return member.value.array?.isEmpty == true }
            return others.contains(member.name)
        }
    }

    /// How a name is spelled at a place of a statement; nil where it is not there.
    private static func spelling(of name: String, in text: [UInt8], at offset: Int) -> [UInt8]? {
        guard text.indices.contains(offset) else { return nil }
        let spelling =
            text[offset] == UInt8(ascii: "\"")
            ? Array(SQLText.identifier(name).utf8) : Array(name.utf8)
        guard text[offset...].starts(with: spelling) else { return nil }
        let around = [offset - 1, offset + spelling.count]
        let isWhole = around.allSatisfy { !text.indices.contains($0) || !isPartOfName(text[$0]) }
        return isWhole ? spelling : nil
    }

    private static func isPartOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"),
            UInt8(ascii: "."), UInt8(ascii: "\""), UInt8(ascii: "'"), 0x80...:
            true
        default: false
        }
    }

    private static func folded(_ name: String) -> [UInt8] {
        name.utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
    }
}
