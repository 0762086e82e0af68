import DDBJSON

/// Reads the reply that nearly every BatchWriteItem gets: nothing is left unprocessed, and the
/// units of the tables are told.
///
/// A batch's decoder and a tree of JSON take longer for it than its request takes to be made.
struct PlainWriteReply {
    /// The most digits of a number that a Double has exactly.
    private static let digitsMax = 15

    private let bytes: [UInt8]
    private var index = 0

    /// Reads the capacity that was consumed; nil where the reply says anything else besides, or may
    /// be none: the caller reads it by the book then.
    static func consumedCapacity(in body: [UInt8]) -> [ConsumedCapacity]? {
        var reply = PlainWriteReply(bytes: body)
        return reply.read()
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func read() -> [ConsumedCapacity]? {
        var isAll = false
        var capacity: [ConsumedCapacity]?
        guard skip("{") else { return nil }
        repeat {
            if !isAll, skip("\"UnprocessedItems\"") {
                guard skip(":"), skip("{"), skip("}") else { return nil }
                isAll = true
            } else if capacity == nil, skip("\"ConsumedCapacity\"") {
                guard skip(":"), let list = readList() else { return nil }
                capacity = list
            } else {
                return nil
            }
        } while skip(",")
        guard isAll, skip("}") else { return nil }
        skipSpace()
        return index == bytes.count ? capacity ?? [] : nil
    }

    private mutating func readList() -> [ConsumedCapacity]? {
        var list: [ConsumedCapacity] = []
        guard skip("[") else { return nil }
        repeat {
            guard let element = readElement() else { return nil }
            list.append(element)
        } while skip(",")
        return skip("]") ? list : nil
    }

    private mutating func readElement() -> ConsumedCapacity? {
        var table: String?
        var units: Double?
        guard skip("{") else { return nil }
        repeat {
            if table == nil, skip("\"TableName\"") {
                guard skip(":"), let text = readText() else { return nil }
                table = text
            } else if units == nil, skip("\"CapacityUnits\"") {
                guard skip(":"), let number = readNumber() else { return nil }
                units = number
            } else {
                return nil
            }
        } while skip(",")
        guard skip("}") else { return nil }
        return ConsumedCapacity(
            tableName: table, capacityUnits: units, localSecondaryIndexes: [:],
            globalSecondaryIndexes: [:], vectorIndexes: [:])
    }

    /// ASCII without escapes.
    private mutating func readText() -> String? {
        guard skip("\"") else { return nil }
        let start = index
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            guard 0x20..<0x7F ~= bytes[index], bytes[index] != UInt8(ascii: "\\") else {
                return nil
            }
            index += 1
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        return skip("\"") ? text : nil
    }

    /// Digits, perhaps with a point among them.
    private mutating func readNumber() -> Double? {
        skipSpace()
        var value = 0
        var scale = 1.0
        let start = index
        guard readDigits(&value) > 0 else { return nil }
        guard bytes[start] != UInt8(ascii: "0") || index == start + 1 else { return nil }
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            index += 1
            let count = readDigits(&value)
            guard count > 0 else { return nil }
            for _ in 0..<count { scale *= 10 }
        }
        return index - start <= Self.digitsMax ? Double(value) / scale : nil
    }

    private mutating func readDigits(_ value: inout Int) -> Int {
        let start = index
        while index < bytes.count, UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[index],
            index - start <= Self.digitsMax
        {
            value = value &* 10 &+ Int(bytes[index] &- UInt8(ascii: "0"))
            index += 1
        }
        return index - start
    }

    /// Skips a text and the space before it; where another stands there, nothing but space.
    private mutating func skip(_ text: StaticString) -> Bool {
        skipSpace()
        let count = text.utf8CodeUnitCount
        guard bytes.count - index >= count else { return false }
        let isThere = text.withUTF8Buffer { text in
            for offset in 0..<count where text[offset] != bytes[index + offset] { return false }
            return true
        }
        if isThere { index += count }
        return isThere
    }

    private mutating func skipSpace() {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x09, 0x0A, 0x0D: index += 1
            default: return
            }
        }
    }
}
