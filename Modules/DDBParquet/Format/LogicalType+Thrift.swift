extension LogicalType {
    /// Reads the union `LogicalType`.
    init?(_ reader: inout ThriftReader) throws(DecodeFault) {
        var result: LogicalType?
        var last: Int16 = 0
        while let field = try reader.nextField(after: &last) {
            guard field.type == .structure else { throw .malformed }
            switch field.id {
            case 5: result = try Self.decimal(&reader)
            case 7:
                let (unit, isUTC) = try Self.time(&reader)
                result = .time(unit, isAdjustedToUTC: isUTC)
            case 8:
                let (unit, isUTC) = try Self.time(&reader)
                result = .timestamp(unit, isAdjustedToUTC: isUTC)
            case 10: result = try Self.integer(&reader)
            case _:
                result = Self.plain[field.id] ?? .other(field.id)
                try reader.skip(field)
            }
        }
        guard let result else { return nil }
        self = result
    }

    /// The kinds without parameters.
    private static let plain: [Int16: LogicalType] = [
        1: .string, 2: .map, 3: .list, 4: .enumeration, 6: .date, 11: .unknown, 12: .json,
        13: .bson, 14: .uuid, 15: .float16,
    ]

    private static func decimal(_ reader: inout ThriftReader) throws(DecodeFault) -> LogicalType {
        var last: Int16 = 0
        var scale = 0
        var precision = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1: scale = Int(try reader.int32(field))
            case 2: precision = Int(try reader.int32(field))
            case _: try reader.skip(field)
            }
        }
        return .decimal(precision: precision, scale: scale)
    }

    private static func time(
        _ reader: inout ThriftReader
    ) throws(DecodeFault) -> (TimeUnit, Bool) {
        var last: Int16 = 0
        var unit = TimeUnit.milliseconds
        var isUTC = false
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1: isUTC = try reader.bool(field)
            case 2:
                guard field.type == .structure else { throw .malformed }
                var inner: Int16 = 0
                while let choice = try reader.nextField(after: &inner) {
                    guard let known = TimeUnit(rawValue: choice.id) else { throw .unsupported }
                    unit = known
                    try reader.skip(choice)
                }
            case _: try reader.skip(field)
            }
        }
        return (unit, isUTC)
    }

    private static func integer(_ reader: inout ThriftReader) throws(DecodeFault) -> LogicalType {
        var last: Int16 = 0
        var width = 0
        var isSigned = true
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1: width = try reader.size32(field)
            case 2: isSigned = try reader.bool(field)
            case _: try reader.skip(field)
            }
        }
        guard [8, 16, 32, 64].contains(width) else { throw .malformed }
        return .integer(bitWidth: width, isSigned: isSigned)
    }

    /// Writes the union as a field; kinds that have no number there are left out.
    func write(_ id: Int16, to writer: inout ThriftWriter) {
        switch self {
        case .interval, .other: return
        case .decimal(let precision, let scale):
            writer.beginStruct(id)
            writer.beginStruct(5)
            writer.int32(1, Int32(scale))
            writer.int32(2, Int32(precision))
            writer.endStruct()
        case .time(let unit, let isUTC):
            writer.beginStruct(id)
            Self.writeTime(7, unit, isUTC, to: &writer)
        case .timestamp(let unit, let isUTC):
            writer.beginStruct(id)
            Self.writeTime(8, unit, isUTC, to: &writer)
        case .integer(let width, let isSigned):
            writer.beginStruct(id)
            writer.beginStruct(10)
            writer.int8(1, Int8(width))
            writer.bool(2, isSigned)
            writer.endStruct()
        case .string, .map, .list, .enumeration, .date, .unknown, .json, .bson, .uuid, .float16:
            writer.beginStruct(id)
            for (number, type) in Self.plain where type == self { writer.emptyStruct(number) }
        }
        writer.endStruct()
    }

    private static func writeTime(
        _ id: Int16, _ unit: TimeUnit, _ isUTC: Bool, to writer: inout ThriftWriter
    ) {
        writer.beginStruct(id)
        writer.bool(1, isUTC)
        writer.beginStruct(2)
        writer.emptyStruct(unit.rawValue)
        writer.endStruct()
        writer.endStruct()
    }
}

extension LogicalType {
    /// The older form of the same meaning, which old readers need, or nil where it has none.
    var convertedCode: Int32? {
        switch self {
        case .string: 0
        case .map: 1
        case .list: 3
        case .enumeration: 4
        case .decimal: 5
        case .date: 6
        case .time(.milliseconds, _): 7
        case .time(.microseconds, _): 8
        case .timestamp(.milliseconds, _): 9
        case .timestamp(.microseconds, _): 10
        case .integer(8, let isSigned): isSigned ? 15 : 11
        case .integer(16, let isSigned): isSigned ? 16 : 12
        case .integer(32, let isSigned): isSigned ? 17 : 13
        case .integer(64, let isSigned): isSigned ? 18 : 14
        case .json: 19
        case .bson: 20
        case .interval: 21
        case .time(.nanoseconds, _), .timestamp(.nanoseconds, _), .integer, .unknown, .uuid,
            .float16, .other:
            nil
        }
    }

    /// The meaning of the older form.
    init?(convertedCode: Int32, precision: Int, scale: Int) {
        switch convertedCode {
        case 0: self = .string
        case 1, 2: self = .map
        case 3: self = .list
        case 4: self = .enumeration
        case 5: self = .decimal(precision: precision, scale: scale)
        case 6: self = .date
        case 7: self = .time(.milliseconds, isAdjustedToUTC: true)
        case 8: self = .time(.microseconds, isAdjustedToUTC: true)
        case 9: self = .timestamp(.milliseconds, isAdjustedToUTC: true)
        case 10: self = .timestamp(.microseconds, isAdjustedToUTC: true)
        case 11...14: self = .integer(bitWidth: 8 << Int(convertedCode - 11), isSigned: false)
        case 15...18: self = .integer(bitWidth: 8 << Int(convertedCode - 15), isSigned: true)
        case 19: self = .json
        case 20: self = .bson
        case 21: self = .interval
        case _: return nil
        }
    }
}
