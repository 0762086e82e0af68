/// A JSON text as a tree, for documents such as manifests, log actions and settings.
///
/// Objects keep the order of their members and numbers their text. Data by the million belongs to
/// ``JSONScanner``.
///
/// ```swift
/// let value = try JSONValue.parse(bytes.span.bytes)
/// let count = value["itemCount"]?.integer
/// ```
public indirect enum JSONValue: Sendable, Hashable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number's text, exactly as written.
    case number(String)
    /// A string, unescaped.
    case string(String)
    /// An array.
    case array([JSONValue])
    /// An object.
    case object(JSONObject)

    /// Creates the number of an integer.
    public static func integer(_ value: some BinaryInteger) -> JSONValue {
        .number(String(value))
    }

    /// The value of an object's member; nil where there is none, or this is no object.
    public subscript(name: String) -> JSONValue? { object?[name] }

    /// Whether this is `null`.
    public var isNull: Bool {
        if case .null = self { true } else { false }
    }

    /// The truth value, or nil.
    public var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The string, or nil.
    public var string: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The text of a number, or nil.
    public var numberText: String? {
        if case .number(let text) = self { text } else { nil }
    }

    /// The number, where it is written as a plain integer that fits; else nil.
    public var integer: Int64? { numberText.flatMap { Int64($0) } }

    /// The elements of an array, or nil.
    public var array: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The members of an object, or nil.
    public var object: JSONObject? {
        if case .object(let members) = self { members } else { nil }
    }

    /// The text of the value, without white space.
    public var bytes: [UInt8] {
        var writer = JSONWriter()
        writer.value(self)
        return writer.bytes
    }

    /// Compares strings by bytes, and numbers by their text.
    public static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        case (.null, _), (.bool, _), (.number, _), (.string, _), (.array, _), (.object, _): false
        }
    }
}
