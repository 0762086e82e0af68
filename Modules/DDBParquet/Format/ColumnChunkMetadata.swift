/// What the footer says of one column of one row group.
public struct ColumnChunkMetadata: Sendable {
    /// The encodings of its pages, by their numbers in the file: newer ones may be unknown here.
    public var encodings: [Int32] = []
    /// The names from the top to the leaf.
    public var path: [String] = []
    /// How its pages are compressed; nil for a codec that is unknown here.
    public var codec: Codec? = .uncompressed
    /// How many entries it has, nulls and empty lists included.
    public var valueCount = 0
    /// Its pages and their headers before compression, in bytes.
    public var uncompressedBytes = 0
    /// Its pages and their headers in the file, in bytes.
    public var compressedBytes = 0
    /// What is known of its values.
    public var statistics: Statistics?
    /// Key-value pairs of this column.
    public var keyValues: [KeyValue] = []

    var typeCode: Int32 = 0
    var codecCode: Int32 = 0
    var dataPageOffset = 0
    var dictionaryPageOffset: Int?
    var bloomFilterOffset: Int?
    var bloomFilterBytes: Int?
    var offsetIndex: Range<Int>?
    var columnIndex: Range<Int>?
    /// The values of byte arrays as they are, in bytes, where the writer says so.
    package var unencodedBytes: Int?
    var hasFilePath = false
    var isEncrypted = false

    /// Whether it has a bloom filter.
    public var hasBloomFilter: Bool { bloomFilterOffset != nil }
    /// Whether it has an index of its pages.
    public var hasPageIndex: Bool { offsetIndex != nil && columnIndex != nil }

    /// Where its pages begin.
    var startOffset: Int {
        // Offset 0 is the file's magic number: some writers mean "none" by it.
        guard let dictionaryPageOffset, dictionaryPageOffset > 0 else { return dataPageOffset }
        return min(dictionaryPageOffset, dataPageOffset)
    }

    init() {}

    /// Reads the struct `ColumnChunk`.
    init(_ reader: inout ThriftReader) throws(DecodeFault) {
        var last: Int16 = 0
        var offsets = (0, 0)
        var sizes = (-1, -1)
        var hasMetadata = false
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1:
                hasFilePath = true
                try reader.skip(field)
            case 3 where field.type == .structure:
                try readMetadata(&reader)
                hasMetadata = true
            case 4: offsets.0 = try reader.size(field)
            case 5: sizes.0 = try reader.size(field)
            case 6: offsets.1 = try reader.size(field)
            case 7: sizes.1 = try reader.size(field)
            case 8:
                isEncrypted = true
                try reader.skip(field)
            case _: try reader.skip(field)
            }
        }
        guard hasMetadata || isEncrypted else { throw .malformed }
        offsetIndex = Self.range(offsets.0, sizes.0)
        columnIndex = Self.range(offsets.1, sizes.1)
    }

    private static func range(_ offset: Int, _ count: Int) -> Range<Int>? {
        let (end, overflow) = offset.addingReportingOverflow(count)
        return offset > 0 && count > 0 && !overflow ? offset..<end : nil
    }

    private mutating func readMetadata(_ reader: inout ThriftReader) throws(DecodeFault) {
        var last: Int16 = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1: typeCode = try reader.int32(field)
            case 2:
                for _ in 0..<(try reader.list(field, of: .int32)) {
                    encodings.append(try reader.int32(.init(id: 0, type: .int32)))
                }
            case 3:
                for _ in 0..<(try reader.list(field, of: .binary)) {
                    path.append(String(decoding: try reader.binaryElement(), as: UTF8.self))
                }
            case 4:
                codecCode = try reader.int32(field)
                codec = Codec(rawValue: codecCode)
            case 5: valueCount = try reader.size(field)
            case 6: uncompressedBytes = try reader.size(field)
            case 7: compressedBytes = try reader.size(field)
            case 8: keyValues = try KeyValue.list(&reader, field)
            case 9: dataPageOffset = try reader.size(field)
            case 11: dictionaryPageOffset = try reader.size(field)
            case 12 where field.type == .structure: statistics = try Statistics(&reader)
            // Drafts of the format had other things under these numbers.
            case 14 where field.type == .int64: bloomFilterOffset = try reader.size(field)
            case 15 where field.type == .int32: bloomFilterBytes = try reader.size(field)
            case 16 where field.type == .structure: try readSizes(&reader)
            case _: try reader.skip(field)
            }
        }
    }

    private mutating func readSizes(_ reader: inout ThriftReader) throws(DecodeFault) {
        var last: Int16 = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1 where field.type == .int64: unencodedBytes = try reader.size(field)
            case _: try reader.skip(field)
            }
        }
    }

    func write(to writer: inout ThriftWriter) {
        writer.beginElement()
        writer.int64(2, 0)
        writer.beginStruct(3)
        writer.int32(1, typeCode)
        writer.list(2, .int32, encodings.count)
        for encoding in encodings { writer.integerElement(Int(encoding)) }
        writer.list(3, .binary, path.count)
        for name in path { writer.binaryElement(Array(name.utf8)) }
        writer.int32(4, codecCode)
        writer.int64(5, valueCount)
        writer.int64(6, uncompressedBytes)
        writer.int64(7, compressedBytes)
        writer.int64(9, dataPageOffset)
        writer.int64(11, dictionaryPageOffset)
        statistics?.write(12, to: &writer)
        writer.int64(14, bloomFilterOffset)
        writer.int32(15, bloomFilterBytes.map(Int32.init))
        if let unencodedBytes {
            writer.beginStruct(16)
            writer.int64(1, unencodedBytes)
            writer.endStruct()
        }
        writer.endStruct()
        writer.int64(4, offsetIndex?.lowerBound)
        writer.int32(5, offsetIndex.map { Int32($0.count) })
        writer.int64(6, columnIndex?.lowerBound)
        writer.int32(7, columnIndex.map { Int32($0.count) })
        writer.endStruct()
    }
}
