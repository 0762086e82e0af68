/// A key and perhaps a value: free text of the writer's.
public struct KeyValue: Sendable, Hashable {
    /// The key.
    public var key: String
    /// The value; nil where there is none.
    public var value: String?

    /// Creates a pair.
    public init(key: String, value: String?) {
        self.key = key
        self.value = value
    }

    static func list(
        _ reader: inout ThriftReader, _ field: ThriftReader.Field
    ) throws(DecodeFault) -> [KeyValue] {
        var pairs: [KeyValue] = []
        for _ in 0..<(try reader.list(field, of: .structure)) {
            var pair = KeyValue(key: "", value: nil)
            var last: Int16 = 0
            while let field = try reader.nextField(after: &last) {
                switch field.id {
                case 1: pair.key = try reader.string(field)
                case 2: pair.value = try reader.string(field)
                case _: try reader.skip(field)
                }
            }
            pairs.append(pair)
        }
        return pairs
    }

    func write(to writer: inout ThriftWriter) {
        writer.beginElement()
        writer.string(1, key)
        if let value { writer.string(2, value) }
        writer.endStruct()
    }
}

/// A column by which the rows of a row group are sorted.
public struct SortingColumn: Sendable, Hashable {
    /// The leaf, by its place among the leaves.
    public var leafIndex: Int
    /// Whether greater values come first.
    public var isDescending: Bool
    /// Whether nulls come first.
    public var isNullFirst: Bool

    /// Creates a sorting column.
    public init(leafIndex: Int, isDescending: Bool = false, isNullFirst: Bool = false) {
        self.leafIndex = leafIndex
        self.isDescending = isDescending
        self.isNullFirst = isNullFirst
    }

    init(_ reader: inout ThriftReader) throws(DecodeFault) {
        self.init(leafIndex: 0)
        var last: Int16 = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1: leafIndex = try reader.size(field)
            case 2: isDescending = try reader.bool(field)
            case 3: isNullFirst = try reader.bool(field)
            case _: try reader.skip(field)
            }
        }
    }

    func write(to writer: inout ThriftWriter) {
        writer.beginElement()
        writer.int32(1, Int32(leafIndex))
        writer.bool(2, isDescending)
        writer.bool(3, isNullFirst)
        writer.endStruct()
    }
}
