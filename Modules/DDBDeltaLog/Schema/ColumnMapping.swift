public import DDBBase
import DDBJSON
public import DDBParquet

/// Gives columns names in Parquet that differ from their own, for names that Parquet readers
/// refuse.
public enum ColumnMapping {
    /// How the columns of a data file are found.
    public enum Mode: String, Sendable, Hashable {
        /// By their own names.
        case none
        /// By their physical names.
        case name
        /// By their field ids.
        case id
    }

    /// The table property that has the mode.
    public static let modeProperty = "delta.columnMapping.mode"
    /// The table property that has the largest id given so far.
    public static let maxColumnIdProperty = "delta.columnMapping.maxColumnId"
    /// The field metadata that has the id.
    public static let idKey = "delta.columnMapping.id"
    /// The field metadata that has the physical name.
    public static let physicalNameKey = "delta.columnMapping.physicalName"

    /// Reads the mode of a table.
    ///
    /// - Throws: ``DeltaError/Code/corrupt`` where it is none of the protocol's.
    public static func mode(of metadata: TableMetadata) throws(DeltaError) -> Mode {
        guard let text = metadata.configuration[modeProperty] else { return .none }
        guard let mode = Mode(rawValue: text.lowercased()) else {
            throw DeltaError(.corrupt, "The table has an unknown column mapping mode '\(text)'.")
        }
        return mode
    }

    /// Whether a schema has a name that Spark and parquet-mr refuse without mapping: an empty one,
    /// or one with a blank or any of `,;{}()=` or a tab or line break.
    public static func isNeeded(for schema: DeltaSchema) -> Bool {
        DeltaType.structure(schema.fields).contains { type in
            guard case .structure(let fields) = type else { return false }
            return fields.contains { field in
                field.name.isEmpty || field.name.utf8.contains { " ,;{}()\n\t=".utf8.contains($0) }
            }
        }
    }

    /// The name that a field has in Parquet, in statistics and in partition values.
    public static func physicalName(_ field: DeltaField, _ mode: Mode) -> String {
        switch mode {
        case .none: field.name
        case .name, .id: field.metadata[physicalNameKey]?.string ?? field.name
        }
    }

    /// The field id that a field has in Parquet, or nil.
    public static func fieldId(_ field: DeltaField) -> Int64? {
        field.metadata[idKey]?.integer
    }

    /// Finds the column of a data file that holds a field: by name, physical name or field id.
    ///
    /// - Parameters:
    ///   - field: A column of the table, or a field of a struct.
    ///   - nodes: The columns of the file, or the fields of the struct in it.
    /// - Returns: nil where the file has none, which then is null in all its rows.
    public static func node(
        of field: DeltaField, in nodes: [SchemaNode], _ mode: Mode
    ) -> SchemaNode? {
        if mode == .id {
            guard let id = fieldId(field) else { return nil }
            return nodes.first { $0.fieldID.map(Int64.init) == id }
        }
        let name = physicalName(field, mode)
        return nodes.first { $0.name.utf8.elementsEqual(name.utf8) }
    }

    /// Gives an id and a physical name to every field that has none, at every depth.
    ///
    /// - Parameters:
    ///   - schema: The schema.
    ///   - maxColumnId: The largest id given so far; 0 for a new table.
    ///   - random: Makes the names, `col-<uuid>`.
    /// - Returns: The schema, and the table properties that go with it.
    public static func assign(
        to schema: DeltaSchema, maxColumnId: Int64 = 0, random: any RandomSource
    ) -> (schema: DeltaSchema, properties: [String: String]) {
        var last = maxColumnId
        let fields = schema.fields.map { assign(to: $0, &last, random) }
        return (
            DeltaSchema(fields),
            [modeProperty: Mode.name.rawValue, maxColumnIdProperty: String(last)]
        )
    }

    private static func assign(
        to field: DeltaField, _ last: inout Int64, _ random: any RandomSource
    ) -> DeltaField {
        var mapped = field
        if fieldId(field) == nil {
            last += 1
            mapped.metadata[idKey] = .integer(last)
        }
        if field.metadata[physicalNameKey] == nil {
            mapped.metadata[physicalNameKey] = .string("col-\(random.uuid())")
        }
        mapped.type = assign(to: field.type, &last, random)
        return mapped
    }

    private static func assign(
        to type: DeltaType, _ last: inout Int64, _ random: any RandomSource
    ) -> DeltaType {
        switch type {
        case .structure(let fields):
            return .structure(fields.map { assign(to: $0, &last, random) })
        case .array(let element, let containsNull):
            return .array(element: assign(to: element, &last, random), containsNull: containsNull)
        case .map(let key, let value, let valueContainsNull):
            let mappedKey = assign(to: key, &last, random)
            return .map(
                key: mappedKey, value: assign(to: value, &last, random),
                valueContainsNull: valueContainsNull)
        case .string, .long, .integer, .short, .byte, .float, .double, .boolean, .binary, .date,
            .timestamp, .timestampNtz, .decimal, .void:
            return type
        }
    }
}
