import DDBBase

/// The types of Thrift's compact protocol.
///
/// Specification:
/// <https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md>.
enum ThriftType: UInt8 {
    case stop = 0
    case isTrue, isFalse, int8, int16, int32, int64, double, binary, list, set, map, structure, uuid
}

/// Reads Thrift's compact protocol from bytes that may be hostile.
///
/// Counts are checked against the bytes that are left before anything is allocated, and what is
/// skipped has a depth budget.
struct ThriftReader: ~Escapable {
    private static let skipDepthMax = 32

    struct Field {
        var id: Int16
        var type: ThriftType
    }

    private let bytes: RawSpan
    private(set) var offset = 0

    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) { self.bytes = bytes }

    private var remaining: Int { bytes.byteCount - offset }

    mutating func byte() throws(DecodeFault) -> UInt8 {
        guard offset < bytes.byteCount else { throw .truncated }
        defer { offset += 1 }
        return unsafe bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }

    mutating func varint() throws(DecodeFault) -> UInt64 {
        guard let value = Varint.read(bytes, at: &offset) else {
            throw offset >= bytes.byteCount ? .truncated : .malformed
        }
        return value
    }

    /// The next field of a struct, or nil at its end.
    mutating func nextField(after last: inout Int16) throws(DecodeFault) -> Field? {
        let header = try byte()
        guard let type = ThriftType(rawValue: header & 0x0F) else { throw .malformed }
        if type == .stop { return nil }
        if header >> 4 == 0 {
            guard let id = Int16(exactly: Varint.unzigzag(try varint())) else { throw .malformed }
            last = id
        } else {
            let (id, overflow) = last.addingReportingOverflow(Int16(header >> 4))
            guard !overflow else { throw .malformed }
            last = id
        }
        return Field(id: last, type: type)
    }

    mutating func int64(_ field: Field) throws(DecodeFault) -> Int64 {
        switch field.type {
        case .int8: return Int64(Int8(bitPattern: try byte()))
        case .int16, .int32, .int64: return Varint.unzigzag(try varint())
        case .stop, .isTrue, .isFalse, .double, .binary, .list, .set, .map, .structure, .uuid:
            throw .malformed
        }
    }

    mutating func int32(_ field: Field) throws(DecodeFault) -> Int32 {
        guard let value = Int32(exactly: try int64(field)) else { throw .malformed }
        return value
    }

    /// A count, size or offset: never negative.
    mutating func size(_ field: Field) throws(DecodeFault) -> Int {
        guard let value = Int(exactly: try int64(field)), value >= 0 else { throw .malformed }
        return value
    }

    /// A count or size that the format holds in 32 bits, so that sums of some cannot overflow.
    mutating func size32(_ field: Field) throws(DecodeFault) -> Int {
        let value = try int32(field)
        guard value >= 0 else { throw .malformed }
        return Int(value)
    }

    func bool(_ field: Field) throws(DecodeFault) -> Bool {
        guard field.type == .isTrue || field.type == .isFalse else { throw .malformed }
        return field.type == .isTrue
    }

    mutating func binary(_ field: Field) throws(DecodeFault) -> [UInt8] {
        guard field.type == .binary else { throw .malformed }
        return try binaryElement()
    }

    mutating func string(_ field: Field) throws(DecodeFault) -> String {
        String(decoding: try binary(field), as: UTF8.self)
    }

    mutating func binaryElement() throws(DecodeFault) -> [UInt8] {
        let count = try varint()
        guard count <= UInt64(remaining) else { throw .truncated }
        let start = offset
        offset += Int(count)
        return unsafe bytes.withUnsafeBytes { all in
            unsafe [UInt8](UnsafeRawBufferPointer(rebasing: all[start..<start + Int(count)]))
        }
    }

    /// The start of a list: how many elements of the type follow, never more than bytes are left.
    mutating func list(_ field: Field, of type: ThriftType) throws(DecodeFault) -> Int {
        guard field.type == .list else { throw .malformed }
        let (found, count) = try listHeader()
        let isBool = type == .isTrue && (found == .isFalse || found == .isTrue)
        guard count == 0 || found == type || isBool else { throw .malformed }
        return count
    }

    private mutating func listHeader() throws(DecodeFault) -> (ThriftType, Int) {
        let header = try byte()
        guard let type = ThriftType(rawValue: header & 0x0F) else { throw .malformed }
        var count = UInt64(header >> 4)
        if count == 15 { count = try varint() }
        guard count <= UInt64(remaining) else { throw .truncated }
        return (type, Int(count))
    }

    mutating func integers(_ field: Field) throws(DecodeFault) -> [Int64] {
        let count = try list(field, of: .int64)
        var values: [Int64] = []
        for _ in 0..<count { values.append(Varint.unzigzag(try varint())) }
        return values
    }

    /// Passes over a field that is not wanted.
    mutating func skip(_ field: Field) throws(DecodeFault) {
        try skip(field.type, isElement: false, depth: 0)
    }

    private mutating func advance(_ count: Int) throws(DecodeFault) {
        guard count <= remaining else { throw .truncated }
        offset += count
    }

    private mutating func skip(
        _ type: ThriftType, isElement: Bool, depth: Int
    ) throws(DecodeFault) {
        guard depth < Self.skipDepthMax else { throw .tooLarge }
        switch type {
        case .stop: throw .malformed
        case .isTrue, .isFalse: if isElement { try advance(1) }
        case .int8: try advance(1)
        case .int16, .int32, .int64: _ = try varint()
        case .double: try advance(8)
        case .uuid: try advance(16)
        case .binary:
            let count = try varint()
            guard count <= UInt64(remaining) else { throw .truncated }
            try advance(Int(count))
        case .list, .set:
            let (element, count) = try listHeader()
            for _ in 0..<count { try skip(element, isElement: true, depth: depth + 1) }
        case .map: try skipMap(depth: depth)
        case .structure:
            var last: Int16 = 0
            while let field = try nextField(after: &last) {
                try skip(field.type, isElement: false, depth: depth + 1)
            }
        }
    }

    private mutating func skipMap(depth: Int) throws(DecodeFault) {
        let count = try varint()
        guard count > 0 else { return }
        guard count <= UInt64(remaining) else { throw .truncated }
        let types = try byte()
        guard let key = ThriftType(rawValue: types >> 4),
            let value = ThriftType(rawValue: types & 0x0F)
        else { throw .malformed }
        for _ in 0..<count {
            try skip(key, isElement: true, depth: depth + 1)
            try skip(value, isElement: true, depth: depth + 1)
        }
    }
}
