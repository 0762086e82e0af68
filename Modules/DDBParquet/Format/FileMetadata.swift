/// The footer of a file.
struct FileMetadata {
    var schema: [SchemaElement] = []
    var rowCount = 0
    var rowGroups: [RowGroupMetadata] = []
    var keyValues: [KeyValue] = []
    var createdBy: String?
    /// Per leaf whether its bounds are in the order of its type; nil where the file does not say.
    var hasTypeOrder: [Bool]?

    init() {}

    init(_ reader: inout ThriftReader) throws(DecodeFault) {
        var last: Int16 = 0
        var required = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 2:
                for _ in 0..<(try reader.list(field, of: .structure)) {
                    schema.append(try SchemaElement(&reader))
                }
                required |= 1
            case 3:
                rowCount = try reader.size(field)
                required |= 2
            case 4:
                for _ in 0..<(try reader.list(field, of: .structure)) {
                    rowGroups.append(try RowGroupMetadata(&reader))
                }
                required |= 4
            case 5: keyValues = try KeyValue.list(&reader, field)
            case 6: createdBy = try reader.string(field)
            case 7: hasTypeOrder = try Self.columnOrders(&reader, field)
            case 8: throw .unsupported
            case _: try reader.skip(field)
            }
        }
        guard required == 7 else { throw .malformed }
    }

    private static func columnOrders(
        _ reader: inout ThriftReader, _ field: ThriftReader.Field
    ) throws(DecodeFault) -> [Bool] {
        var orders: [Bool] = []
        for _ in 0..<(try reader.list(field, of: .structure)) {
            var isTypeOrder = false
            var last: Int16 = 0
            while let choice = try reader.nextField(after: &last) {
                isTypeOrder = choice.id == 1
                try reader.skip(choice)
            }
            orders.append(isTypeOrder)
        }
        return orders
    }

    func write(to writer: inout ThriftWriter) {
        writer.beginElement()
        writer.int32(1, Int32(1))
        writer.list(2, .structure, schema.count)
        for element in schema { element.write(to: &writer) }
        writer.int64(3, rowCount)
        writer.list(4, .structure, rowGroups.count)
        for group in rowGroups { group.write(to: &writer) }
        if !keyValues.isEmpty {
            writer.list(5, .structure, keyValues.count)
            for pair in keyValues { pair.write(to: &writer) }
        }
        if let createdBy { writer.string(6, createdBy) }
        if let hasTypeOrder {
            writer.list(7, .structure, hasTypeOrder.count)
            for _ in hasTypeOrder {
                writer.beginElement()
                writer.emptyStruct(1)
                writer.endStruct()
            }
        }
        writer.endStruct()
    }
}
