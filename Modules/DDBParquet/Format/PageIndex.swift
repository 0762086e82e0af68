/// Where the pages of a column chunk are, and which rows they hold.
struct OffsetIndex {
    struct Location {
        var offset = 0
        var compressedBytes = 0
        var firstRow = 0
    }

    var locations: [Location] = []
    var unencodedBytes: [Int] = []

    init() {}

    init(_ reader: inout ThriftReader) throws(DecodeFault) {
        var last: Int16 = 0
        while let field = try reader.nextField(after: &last) {
            guard field.id == 1 else {
                try reader.skip(field)
                continue
            }
            for _ in 0..<(try reader.list(field, of: .structure)) {
                var location = Location()
                var inner: Int16 = 0
                while let field = try reader.nextField(after: &inner) {
                    switch field.id {
                    case 1: location.offset = try reader.size(field)
                    case 2: location.compressedBytes = try reader.size(field)
                    case 3: location.firstRow = try reader.size(field)
                    case _: try reader.skip(field)
                    }
                }
                locations.append(location)
            }
        }
    }

    func write(to writer: inout ThriftWriter) {
        writer.beginElement()
        writer.list(1, .structure, locations.count)
        for location in locations {
            writer.beginElement()
            writer.int64(1, location.offset)
            writer.int32(2, Int32(location.compressedBytes))
            writer.int64(3, location.firstRow)
            writer.endStruct()
        }
        if !unencodedBytes.isEmpty { writer.integers(2, unencodedBytes) }
        writer.endStruct()
    }
}

/// The bounds of each page of a column chunk.
struct ColumnIndex {
    enum Order: Int32 {
        case unordered = 0, ascending, descending
    }

    var nullPages: [Bool] = []
    var minimums: [[UInt8]] = []
    var maximums: [[UInt8]] = []
    var order = Order.unordered
    var nullCounts: [Int]?

    init() {}

    init(_ reader: inout ThriftReader) throws(DecodeFault) {
        var last: Int16 = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1:
                for _ in 0..<(try reader.list(field, of: .isTrue)) {
                    nullPages.append(try reader.byte() == 1)
                }
            case 2:
                for _ in 0..<(try reader.list(field, of: .binary)) {
                    minimums.append(try reader.binaryElement())
                }
            case 3:
                for _ in 0..<(try reader.list(field, of: .binary)) {
                    maximums.append(try reader.binaryElement())
                }
            case 4: order = Order(rawValue: try reader.int32(field)) ?? .unordered
            case 5: nullCounts = try reader.integers(field).map(Int.init)
            case _: try reader.skip(field)
            }
        }
        let count = nullPages.count
        guard minimums.count == count, maximums.count == count,
            nullCounts.map({ $0.count == count }) ?? true
        else { throw .malformed }
    }

    func write(to writer: inout ThriftWriter) {
        writer.beginElement()
        writer.list(1, .isTrue, nullPages.count)
        for isNull in nullPages { writer.boolElement(isNull) }
        writer.list(2, .binary, minimums.count)
        for bound in minimums { writer.binaryElement(bound) }
        writer.list(3, .binary, maximums.count)
        for bound in maximums { writer.binaryElement(bound) }
        writer.int32(4, order.rawValue)
        if let nullCounts { writer.integers(5, nullCounts) }
        writer.endStruct()
    }
}
