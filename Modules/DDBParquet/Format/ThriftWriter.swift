import DDBBase

/// Writes Thrift's compact protocol; fields of a struct must come in rising order.
struct ThriftWriter {
    private(set) var bytes: [UInt8] = []
    private var lastFields: [Int16] = [0]

    mutating func field(_ id: Int16, _ type: ThriftType) {
        let level = lastFields.count - 1
        let delta = id - lastFields[level]
        if delta > 0, delta <= 15 {
            bytes.append(UInt8(delta) << 4 | type.rawValue)
        } else {
            bytes.append(type.rawValue)
            Varint.append(Varint.zigzag(Int64(id)), to: &bytes)
        }
        lastFields[level] = id
    }

    mutating func int32(_ id: Int16, _ value: Int32) {
        field(id, .int32)
        Varint.append(Varint.zigzag(Int64(value)), to: &bytes)
    }

    mutating func int32(_ id: Int16, _ value: Int32?) {
        if let value { int32(id, value) }
    }

    mutating func int16(_ id: Int16, _ value: Int16) {
        field(id, .int16)
        Varint.append(Varint.zigzag(Int64(value)), to: &bytes)
    }

    mutating func int8(_ id: Int16, _ value: Int8) {
        field(id, .int8)
        bytes.append(UInt8(bitPattern: value))
    }

    mutating func int64(_ id: Int16, _ value: Int) {
        field(id, .int64)
        Varint.append(Varint.zigzag(Int64(value)), to: &bytes)
    }

    mutating func int64(_ id: Int16, _ value: Int?) {
        if let value { int64(id, value) }
    }

    mutating func bool(_ id: Int16, _ value: Bool) { field(id, value ? .isTrue : .isFalse) }

    mutating func bool(_ id: Int16, _ value: Bool?) {
        if let value { bool(id, value) }
    }

    mutating func binary(_ id: Int16, _ value: [UInt8]) {
        field(id, .binary)
        binaryElement(value)
    }

    mutating func binary(_ id: Int16, _ value: [UInt8]?) {
        if let value { binary(id, value) }
    }

    mutating func string(_ id: Int16, _ value: String) { binary(id, Array(value.utf8)) }

    mutating func list(_ id: Int16, _ type: ThriftType, _ count: Int) {
        field(id, .list)
        if count < 15 {
            bytes.append(UInt8(count) << 4 | type.rawValue)
        } else {
            bytes.append(0xF0 | type.rawValue)
            Varint.append(UInt64(count), to: &bytes)
        }
    }

    mutating func integers(_ id: Int16, _ values: [Int]) {
        list(id, .int64, values.count)
        for value in values { integerElement(value) }
    }

    mutating func binaryElement(_ value: [UInt8]) {
        Varint.append(UInt64(value.count), to: &bytes)
        bytes.append(contentsOf: value)
    }

    mutating func integerElement(_ value: Int) {
        Varint.append(Varint.zigzag(Int64(value)), to: &bytes)
    }

    mutating func boolElement(_ value: Bool) {
        bytes.append(value ? ThriftType.isTrue.rawValue : ThriftType.isFalse.rawValue)
    }

    /// Begins a struct that is a field.
    mutating func beginStruct(_ id: Int16) {
        field(id, .structure)
        beginElement()
    }

    /// Begins a struct that is an element of a list, or the outermost one.
    mutating func beginElement() { lastFields.append(0) }

    /// Ends the innermost struct.
    mutating func endStruct() {
        bytes.append(ThriftType.stop.rawValue)
        lastFields.removeLast()
    }

    /// A struct without fields, as unions hold them.
    mutating func emptyStruct(_ id: Int16) {
        beginStruct(id)
        endStruct()
    }
}
