/// What the footer says of one row group.
public struct RowGroupMetadata: Sendable {
    /// The columns, in the order of the schema's leaves.
    public var columns: [ColumnChunkMetadata] = []
    /// All columns before compression, in bytes.
    public var uncompressedBytes = 0
    /// How many rows it has.
    public var rowCount = 0
    /// By what its rows are sorted, the first column first; empty where they are not.
    public var sortingColumns: [SortingColumn] = []

    var fileOffset: Int?
    var compressedBytes: Int?
    var ordinal: Int16?

    init() {}

    init(_ reader: inout ThriftReader) throws(DecodeFault) {
        var last: Int16 = 0
        var hasRows = false
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1:
                for _ in 0..<(try reader.list(field, of: .structure)) {
                    columns.append(try ColumnChunkMetadata(&reader))
                }
            case 2: uncompressedBytes = try reader.size(field)
            case 3:
                rowCount = try reader.size(field)
                hasRows = true
            case 4:
                for _ in 0..<(try reader.list(field, of: .structure)) {
                    sortingColumns.append(try SortingColumn(&reader))
                }
            case _: try reader.skip(field)
            }
        }
        guard hasRows else { throw .malformed }
    }

    func write(to writer: inout ThriftWriter) {
        writer.beginElement()
        writer.list(1, .structure, columns.count)
        for column in columns { column.write(to: &writer) }
        writer.int64(2, uncompressedBytes)
        writer.int64(3, rowCount)
        if !sortingColumns.isEmpty {
            writer.list(4, .structure, sortingColumns.count)
            for column in sortingColumns { column.write(to: &writer) }
        }
        writer.int64(5, fileOffset)
        writer.int64(6, compressedBytes)
        if let ordinal { writer.int16(7, ordinal) }
        writer.endStruct()
    }
}
