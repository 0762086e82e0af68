public import DDBConfiguration

/// A declaration of a table's columns, as a YAML document gives it.
///
/// ```yaml
/// keys: [pk, sk]
/// columns:
///   - {name: pk, type: string}
///   - {name: sk, type: long}
///   - {name: total, attribute: orderTotal, type: "decimal(12,2)"}
/// ```
/// What does not fit the columns, and attributes without one, stand in `_rest`.
public enum ColumnFile {
    /// The members of the document, for validation and documentation.
    public static let fields: [OptionField] = [
        OptionField(
            "keys", .list(.string), isRequired: true,
            summary: "The key attributes, partition key first; each needs a column."),
        OptionField(
            "columns",
            .list(
                .object([
                    OptionField(
                        "name", .string, isRequired: true, summary: "The column's name in SQL."),
                    OptionField(
                        "attribute", .string,
                        summary: "The attribute's exact name; by default the column's."),
                    OptionField(
                        "type", .string, isRequired: true, example: "decimal(12,2)",
                        summary: "The column's type, as `describe` spells types."),
                ])), isRequired: true, summary: "The columns in their order."),
    ]

    /// Reads a declaration.
    ///
    /// - Throws: `ConfigurationError` with the place of what is wrong.
    public static func columns(
        _ node: ConfigurationNode, limits: ShapeLimits = ShapeLimits()
    ) throws(ConfigurationError) -> TableColumns {
        let options = try Options(node, fields: fields)
        let keys: [String] = try options.get("keys")
        let declared: [Options] = try options.get("columns")
        var columns: [TableColumn] = []
        var names = SystemColumn.names
        var attributes: Set<AttributeName> = []
        for entry in declared {
            let name: String = try entry.get("name")
            let attribute = AttributeName(try entry.find("attribute") ?? name)
            let text: String = try entry.get("type")
            guard let type = ColumnType(text, path: [attribute]) else {
                throw entry.error(
                    .outOfRange, "type", "'\(text)' is no column type; see Docs/DiskFormat.md.")
            }
            guard names.insert(ColumnNaming.folded(name)).inserted else {
                throw entry.error(
                    .outOfRange, "name", "There is a column '\(name)' already, or ddbkit has one.")
            }
            guard attributes.insert(attribute).inserted else {
                throw entry.error(
                    .outOfRange, "attribute", "The attribute '\(attribute)' has a column already.")
            }
            columns.append(TableColumn(attribute, named: name, type))
        }
        guard (1...2).contains(keys.count), Set(keys.map { AttributeName($0) }).count == keys.count
        else {
            throw options.error(
                .outOfRange, "keys", "A table has one key attribute, or two different ones.")
        }
        for key in keys where !attributes.contains(AttributeName(key)) {
            throw options.error(.outOfRange, "keys", "The key '\(key)' has no column; add one.")
        }
        let leaves = columns.reduce(0) { $0 + $1.type.leafCount }
        guard leaves <= limits.columnsMax - SystemColumn.allCases.count else {
            throw options.error(
                .outOfRange, "columns",
                "A table has at most \(limits.columnsMax) columns, those inside structs counted.")
        }
        return TableColumns(keys: keys.map { AttributeName($0) }, columns: columns)
    }
}
