/// The key attributes of a table or of one of its indexes: their names and types.
///
/// ```swift
/// let keys = try KeySchema(
///     partition: KeySchema.Attribute("customer", .string),
///     sort: KeySchema.Attribute("day", .number))
/// ```
public struct KeySchema: Sendable, Hashable {
    /// The types that a key attribute may have.
    public enum ScalarType: String, Sendable, CaseIterable {
        /// Text.
        case string = "S"
        /// A number.
        case number = "N"
        /// Bytes.
        case binary = "B"
    }

    /// One key attribute.
    public struct Attribute: Sendable, Hashable {
        /// The name.
        public let name: String
        /// The type.
        public let type: ScalarType

        /// Creates a key attribute.
        public init(_ name: String, _ type: ScalarType) {
            self.name = name
            self.type = type
        }
    }

    /// The partition key.
    public let partition: Attribute
    /// The sort key; nil where there is none.
    public let sort: Attribute?

    /// Creates a schema.
    ///
    /// - Throws: ``AttributeError`` with code `key` where a name has not 1 to 255 bytes, or both
    ///   are one.
    public init(partition: Attribute, sort: Attribute? = nil) throws(AttributeError) {
        for name in [partition.name] + (sort.map { [$0.name] } ?? []) {
            guard (1...ItemLimits.keyNameBytesMax).contains(name.utf8.count) else {
                throw AttributeError(of: .keyName, path: String(name.prefix(64)))
            }
        }
        if let sort, sort.name.utf8.elementsEqual(partition.name.utf8) {
            throw AttributeError(of: .sameKeyName, path: sort.name)
        }
        self.partition = partition
        self.sort = sort
    }

    /// The attributes, the partition key first.
    public var attributes: [Attribute] { sort.map { [partition, $0] } ?? [partition] }

    /// The names of the attributes as plain UTF-8, the partition key's first, as ``KeyEncoding``
    /// takes them.
    public var names: [[UInt8]] { attributes.map { Array($0.name.utf8) } }
}
