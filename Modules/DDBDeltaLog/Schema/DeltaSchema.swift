import DDBJSON

/// The columns of a table, as `schemaString` has them.
///
/// ```swift
/// let schema = DeltaSchema([DeltaField("pk", .string, isNullable: false), DeltaField("n", .long)])
/// let text = schema.text
/// ```
public struct DeltaSchema: Sendable, Hashable {
    /// The columns in order.
    public var fields: [DeltaField]

    /// Creates a schema.
    public init(_ fields: [DeltaField]) {
        self.fields = fields
    }

    /// Reads the text of a schema.
    ///
    /// - Throws: ``DeltaError/Code/corrupt`` where the text is no schema,
    ///   ``DeltaError/Code/unsupportedType`` where it has a type that is not known here.
    public init(text: String, depthMax: Int = 100) throws(DeltaError) {
        let value: JSONValue
        do {
            value = try JSONValue.parse(text, limits: JSONLimits(depthMax: depthMax))
        } catch {
            throw DeltaError(.corrupt, "The table's schema is not JSON.", cause: error)
        }
        guard case .structure(let fields) = try Self.type(value) else {
            throw DeltaError(.corrupt, "The table's schema is not a struct.")
        }
        self.fields = fields
    }

    /// The text of the schema.
    public var text: String {
        var writer = JSONWriter()
        Self.write(.structure(fields), to: &writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// Checks that a table can have the schema: names differ by more than case in every struct, and
    /// decimals are in range.
    ///
    /// - Throws: ``DeltaError/Code/invalidCommit``.
    public func check() throws(DeltaError) {
        try Self.check(fields)
    }

    private static func check(_ fields: [DeltaField]) throws(DeltaError) {
        var names: Set<String> = []
        for field in fields {
            guard names.insert(field.name.lowercased()).inserted else {
                throw DeltaError(
                    .invalidCommit,
                    "Two fields of one struct have names that differ only by case, such as "
                        + "'\(field.name)'; rename one.")
            }
            try check(field.type)
        }
    }

    private static func check(_ type: DeltaType) throws(DeltaError) {
        switch type {
        case .structure(let fields): try check(fields)
        case .array(let element, _): try check(element)
        case .map(let key, let value, _):
            try check(key)
            try check(value)
        case .decimal(let precision, let scale):
            guard (1...DeltaType.decimalPrecisionMax).contains(precision),
                (0...precision).contains(scale)
            else {
                throw DeltaError(
                    .invalidCommit, "There is no type decimal(\(precision),\(scale)).")
            }
        case .string, .long, .integer, .short, .byte, .float, .double, .boolean, .binary, .date,
            .timestamp, .timestampNtz, .void:
            break
        }
    }

    // The recursion is bounded by the depth that the JSON was read with.
    private static func type(_ value: JSONValue) throws(DeltaError) -> DeltaType {
        if let name = value.string {
            guard let type = DeltaType(primitiveName: name) else {
                throw DeltaError(
                    .unsupportedType, "The table's schema has the type '\(name)', unknown here.")
            }
            return type
        }
        let reader = try ActionReader("schemaString", value)
        let kind = try reader.string("type")
        switch kind {
        case "struct":
            guard let elements = reader.present("fields")?.array else {
                throw DeltaError(.corrupt, "A struct of the table's schema has no fields.")
            }
            var fields: [DeltaField] = []
            for element in elements { fields.append(try field(element)) }
            return .structure(fields)
        case "array":
            return .array(
                element: try part(reader, "elementType"),
                containsNull: try reader.bool("containsNull", default: true))
        case "map":
            return .map(
                key: try part(reader, "keyType"), value: try part(reader, "valueType"),
                valueContainsNull: try reader.bool("valueContainsNull", default: true))
        default:
            throw DeltaError(
                .unsupportedType, "The table's schema has the type '\(kind)', unknown here.")
        }
    }

    private static func part(_ reader: ActionReader, _ name: String) throws(DeltaError) -> DeltaType
    {
        guard let value = reader.present(name) else {
            throw DeltaError(.corrupt, "A type of the table's schema has no '\(name)'.")
        }
        return try type(value)
    }

    private static func field(_ value: JSONValue) throws(DeltaError) -> DeltaField {
        let reader = try ActionReader("schemaString", value)
        return DeltaField(
            try reader.string("name"), try part(reader, "type"),
            isNullable: try reader.bool("nullable", default: true),
            metadata: reader.present("metadata")?.object ?? JSONObject())
    }

    private static func write(_ type: DeltaType, to writer: inout JSONWriter) {
        if let name = type.primitiveName {
            writer.string(name)
            return
        }
        writer.beginObject()
        switch type {
        case .structure(let fields):
            writer.entry("type", "struct")
            writer.name("fields")
            writer.beginArray()
            for field in fields { write(field, to: &writer) }
            writer.endArray()
        case .array(let element, let containsNull):
            writer.entry("type", "array")
            writer.name("elementType")
            write(element, to: &writer)
            writer.entry("containsNull", containsNull)
        case .map(let key, let value, let valueContainsNull):
            writer.entry("type", "map")
            writer.name("keyType")
            write(key, to: &writer)
            writer.name("valueType")
            write(value, to: &writer)
            writer.entry("valueContainsNull", valueContainsNull)
        case .string, .long, .integer, .short, .byte, .float, .double, .boolean, .binary, .date,
            .timestamp, .timestampNtz, .decimal, .void:
            break
        }
        writer.endObject()
    }

    private static func write(_ field: DeltaField, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.entry("name", field.name)
        writer.name("type")
        write(field.type, to: &writer)
        writer.entry("nullable", field.isNullable)
        writer.name("metadata")
        writer.value(.object(field.metadata))
        writer.endObject()
    }
}
