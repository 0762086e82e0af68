/// The header before each page.
struct PageHeader {
    enum Kind {
        case data(DataHeader)
        case dataV2(DataHeaderV2)
        case dictionary(valueCount: Int, encoding: Int32)
        case other
    }

    struct DataHeader {
        var valueCount = 0
        var encoding: Int32 = 0
        var definitionEncoding: Int32 = 3
        var repetitionEncoding: Int32 = 3
        var statistics: Statistics?
    }

    struct DataHeaderV2 {
        var valueCount = 0
        var nullCount = 0
        var rowCount = 0
        var encoding: Int32 = 0
        var definitionBytes = 0
        var repetitionBytes = 0
        var isCompressed = true
    }

    var uncompressedBytes = 0
    var compressedBytes = 0
    var checksum: UInt32?
    var kind = Kind.other

    init(kind: Kind, uncompressedBytes: Int, compressedBytes: Int, checksum: UInt32?) {
        self.kind = kind
        self.uncompressedBytes = uncompressedBytes
        self.compressedBytes = compressedBytes
        self.checksum = checksum
    }

    init(_ reader: inout ThriftReader) throws(DecodeFault) {
        var last: Int16 = 0
        var type: Int32 = -1
        var hasSizes = (false, false)
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1: type = try reader.int32(field)
            case 2:
                uncompressedBytes = Int(try reader.int32(field))
                hasSizes.0 = true
            case 3:
                compressedBytes = Int(try reader.int32(field))
                hasSizes.1 = true
            case 4: checksum = UInt32(bitPattern: try reader.int32(field))
            case 5 where field.type == .structure: kind = .data(try DataHeader(&reader))
            case 7 where field.type == .structure: kind = try Self.dictionary(&reader)
            case 8 where field.type == .structure: kind = .dataV2(try DataHeaderV2(&reader))
            case _: try reader.skip(field)
            }
        }
        guard hasSizes == (true, true), uncompressedBytes >= 0, compressedBytes >= 0 else {
            throw .malformed
        }
        switch (type, kind) {
        case (0, .data), (2, .dictionary), (3, .dataV2): break
        case (0, _), (2, _), (3, _): throw .malformed
        case _: kind = .other
        }
    }

    private static func dictionary(_ reader: inout ThriftReader) throws(DecodeFault) -> Kind {
        var last: Int16 = 0
        var valueCount = 0
        var encoding: Int32 = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1: valueCount = try reader.size32(field)
            case 2: encoding = try reader.int32(field)
            case _: try reader.skip(field)
            }
        }
        return .dictionary(valueCount: valueCount, encoding: encoding)
    }

    func write(to writer: inout ThriftWriter) {
        writer.beginElement()
        switch kind {
        case .data: writer.int32(1, Int32(0))
        case .dictionary: writer.int32(1, Int32(2))
        case .dataV2: writer.int32(1, Int32(3))
        case .other: writer.int32(1, Int32(1))
        }
        writer.int32(2, Int32(uncompressedBytes))
        writer.int32(3, Int32(compressedBytes))
        writer.int32(4, checksum.map { Int32(bitPattern: $0) })
        switch kind {
        case .data(let header):
            writer.beginStruct(5)
            writer.int32(1, Int32(header.valueCount))
            writer.int32(2, header.encoding)
            writer.int32(3, header.definitionEncoding)
            writer.int32(4, header.repetitionEncoding)
            header.statistics?.write(5, to: &writer)
            writer.endStruct()
        case .dictionary(let valueCount, let encoding):
            writer.beginStruct(7)
            writer.int32(1, Int32(valueCount))
            writer.int32(2, encoding)
            writer.endStruct()
        case .dataV2, .other: break
        }
        writer.endStruct()
    }
}

extension PageHeader.DataHeader {
    init(_ reader: inout ThriftReader) throws(DecodeFault) {
        var last: Int16 = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1: valueCount = try reader.size32(field)
            case 2: encoding = try reader.int32(field)
            case 3: definitionEncoding = try reader.int32(field)
            case 4: repetitionEncoding = try reader.int32(field)
            case _: try reader.skip(field)
            }
        }
    }
}

extension PageHeader.DataHeaderV2 {
    init(_ reader: inout ThriftReader) throws(DecodeFault) {
        var last: Int16 = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1: valueCount = try reader.size32(field)
            case 2: nullCount = try reader.size32(field)
            case 3: rowCount = try reader.size32(field)
            case 4: encoding = try reader.int32(field)
            case 5: definitionBytes = try reader.size32(field)
            case 6: repetitionBytes = try reader.size32(field)
            case 7: isCompressed = try reader.bool(field)
            case _: try reader.skip(field)
            }
        }
    }
}
