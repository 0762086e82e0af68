/// The fields of a head, in their order; one name may occur several times.
///
/// ```swift
/// var headers: HeaderFields = ["content-type": "application/x-amz-json-1.0"]
/// headers.append("x-tag", "a")
/// headers["Content-Type"]   // "application/x-amz-json-1.0"
/// ```
///
/// Nothing is checked here; ``TransportRequest/validate()`` refuses what would break a head.
public struct HeaderFields: Sendable, Hashable, RandomAccessCollection,
    ExpressibleByDictionaryLiteral, CustomStringConvertible
{
    private var fields: [HeaderField] = []

    /// Creates a head without fields.
    public init() {}

    /// Creates a head of fields.
    public init(_ fields: some Sequence<HeaderField>) {
        self.fields = Array(fields)
    }

    /// Creates a head of names and values, in their order.
    public init(dictionaryLiteral elements: (String, String)...) {
        fields = elements.map { HeaderField(name: $0, value: $1) }
    }

    /// The first position: 0.
    public var startIndex: Int { 0 }

    /// The number of fields.
    public var endIndex: Int { fields.count }

    /// The field at a position.
    public subscript(position: Int) -> HeaderField { fields[position] }

    /// The value of the first field of a name, or nil; setting replaces every field of that name by
    /// one at the end, or by none.
    public subscript(name: String) -> String? {
        get { fields.first { $0.isNamed(name) }?.value }
        set {
            removeAll(name)
            if let newValue { append(name, newValue) }
        }
    }

    /// The values of every field of a name, in their order.
    public func values(_ name: String) -> [String] {
        fields.filter { $0.isNamed(name) }.map(\.value)
    }

    /// Whether a field has the name.
    public func contains(name: String) -> Bool {
        fields.contains { $0.isNamed(name) }
    }

    /// Adds a field at the end.
    public mutating func append(_ name: String, _ value: String) {
        fields.append(HeaderField(name: name, value: value))
    }

    /// Adds a field at the end.
    public mutating func append(_ field: HeaderField) {
        fields.append(field)
    }

    /// Sets memory aside for further fields.
    public mutating func reserveCapacity(_ count: Int) {
        fields.reserveCapacity(count)
    }

    /// Removes every field of a name.
    public mutating func removeAll(_ name: String) {
        guard fields.contains(where: { $0.isNamed(name) }) else { return }
        fields.removeAll { $0.isNamed(name) }
    }

    /// The names alone: values may be credentials.
    public var description: String { "[" + fields.map(\.name).joined(separator: ", ") + "]" }
}
