import DDBAttributes
import DDBBase
import DDBJSON

/// Reads items from requests: checks everything that DynamoDB checks of a value, and writes each in
/// one form, which is what is stored and sent back.
///
/// In that form there is no white space, nothing is escaped that need not be, and numbers are in
/// their canonical text. One reader serves many items, so that its memory is set aside once.
struct ItemReader {
    /// The items that were read, one behind the other.
    private(set) var output: [UInt8] = []
    /// The attributes of the last item; their ranges lie in ``output``.
    private(set) var attributes: [WireAttribute] = []
    /// Where the last item lies in ``output``.
    private(set) var range = 0..<0
    /// The size of the last item as DynamoDB counts it.
    private(set) var size = 0
    private var numberText: [UInt8] = []

    /// The most maps and lists that enclose a value inside an item.
    static let depthMax = 32

    /// The bytes of the last item.
    var item: [UInt8] { Array(output[range]) }

    /// Forgets what was read and keeps the memory.
    mutating func reset() {
        output.removeAll(keepingCapacity: true)
        attributes.removeAll(keepingCapacity: true)
        range = 0..<0
        size = 0
    }

    /// Reads an item, or a key, that begins at a cursor.
    mutating func read(_ cursor: inout WireCursor) throws(ServiceRefusal) {
        attributes.removeAll(keepingCapacity: true)
        let start = output.count
        output.append(UInt8(ascii: "{"))
        size = 0
        guard cursor.peek() == UInt8(ascii: "{") else { throw cursor.unexpected("object") }
        try cursor.openObject()
        var isFirst = true
        while let name = try cursor.member(&isFirst) {
            if !attributes.isEmpty { output.append(UInt8(ascii: ",")) }
            let nameRange = try appendName(name, cursor)
            let value = output.count
            let (kind, content) = try self.value(&cursor, depth: 0)
            attributes.append(
                WireAttribute(
                    name: nameRange, value: value..<output.count, content: content, kind: kind))
        }
        output.append(UInt8(ascii: "}"))
        range = start..<output.count
        guard areDistinctAttributes() else { throw WireCursor.malformed }
    }

    /// The attribute of the last item that has a name, given as it is written in JSON.
    func attribute(_ name: [UInt8]) -> WireAttribute? {
        attributes.first { attribute in
            guard attribute.name.count == name.count else { return false }
            for index in 0..<name.count
            where output[attribute.name.lowerBound &+ index] != name[index] {
                return false
            }
            return true
        }
    }

    // MARK: values

    private mutating func appendName(
        _ name: WireText, _ cursor: WireCursor
    ) throws(ServiceRefusal) -> Range<Int> {
        output.append(UInt8(ascii: "\""))
        let start = output.count
        let count = appendText(name, cursor)
        let range = start..<output.count
        output.append(UInt8(ascii: "\""))
        output.append(UInt8(ascii: ":"))
        guard count > 0 else {
            throw .invalid("Empty attribute names are not supported")
        }
        guard count < 65_536 else {
            throw .invalid("Attribute name is too large, must be less than 65536 bytes")
        }
        size += count
        return range
    }

    /// Appends a string's text as it is stored and returns the number of plain bytes.
    private mutating func appendText(_ text: WireText, _ cursor: WireCursor) -> Int {
        guard text.hasEscapes else {
            output.append(contentsOf: cursor.bytes[text.range])
            return text.range.count
        }
        let plain = cursor.plain(text)
        JSONText.escape(plain.span.bytes, into: &output)
        return plain.count
    }

    /// Reads `{"S":".."}` or any other value.
    private mutating func value(
        _ cursor: inout WireCursor, depth: Int
    ) throws(ServiceRefusal) -> (WireAttribute.Kind, Range<Int>) {
        guard cursor.peek() == UInt8(ascii: "{") else { throw cursor.unexpected("object") }
        try cursor.openObject()
        var isFirst = true
        guard let type = try cursor.member(&isFirst) else { throw Self.noType }
        guard let kind = kind(type, cursor) else {
            // A type that nobody knows is passed over, and then there is none.
            try cursor.skipValue()
            throw Self.noType
        }
        let content = try self.content(kind, &cursor, depth: depth)
        guard try cursor.member(&isFirst) == nil else {
            throw .validation(
                "Supplied AttributeValue has more than one datatypes set, must contain exactly one"
                    + " of the supported datatypes")
        }
        output.append(UInt8(ascii: "}"))
        return (kind, content)
    }

    private static let noType = ServiceRefusal.validation(
        "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes")

    private func kind(_ text: WireText, _ cursor: WireCursor) -> WireAttribute.Kind? {
        guard !text.hasEscapes, let first = text.range.first else { return nil }
        if text.range.count == 1 {
            switch cursor.bytes[first] {
            case UInt8(ascii: "S"): return .string
            case UInt8(ascii: "N"): return .number
            case UInt8(ascii: "B"): return .binary
            case UInt8(ascii: "M"): return .map
            case UInt8(ascii: "L"): return .list
            default: return nil
            }
        }
        if cursor.isText(text, "BOOL") { return .bool }
        if cursor.isText(text, "NULL") { return .null }
        if cursor.isText(text, "SS") { return .stringSet }
        if cursor.isText(text, "NS") { return .numberSet }
        return cursor.isText(text, "BS") ? .binarySet : nil
    }

    private mutating func content(
        _ kind: WireAttribute.Kind, _ cursor: inout WireCursor, depth: Int
    ) throws(ServiceRefusal) -> Range<Int> {
        switch kind {
        case .string, .number, .binary:
            open(kind)
            let range = try scalar(kind, &cursor).text
            return range
        case .bool:
            open(kind)
            let start = output.count
            switch cursor.peek() {
            case UInt8(ascii: "t"): output.append(contentsOf: "true".utf8)
            case UInt8(ascii: "f"): output.append(contentsOf: "false".utf8)
            default: throw cursor.unexpected("Boolean")
            }
            try cursor.skipValue()
            size += 1
            return start..<output.count
        case .null:
            guard cursor.peek() == UInt8(ascii: "t") else {
                guard cursor.peek() == UInt8(ascii: "f") else { throw cursor.unexpected("Boolean") }
                throw .invalid("Null attribute value types must have the value of true")
            }
            try cursor.skipValue()
            open(kind)
            output.append(contentsOf: "true".utf8)
            size += 1
            return output.count - 4..<output.count
        case .map, .list:
            guard depth < Self.depthMax else {
                throw .validation(
                    "Nesting Levels have exceeded supported limits: Attributes in the item have"
                        + " nested levels beyond supported limit")
            }
            open(kind)
            let start = output.count
            if kind == .map {
                try map(&cursor, depth: depth)
            } else {
                try list(&cursor, depth: depth)
            }
            return start..<output.count
        case .stringSet, .numberSet, .binarySet:
            open(kind)
            let start = output.count
            try set(kind, &cursor)
            return start..<output.count
        }
    }

    private mutating func open(_ kind: WireAttribute.Kind) {
        output.append(UInt8(ascii: "{"))
        output.append(UInt8(ascii: "\""))
        output.append(contentsOf: kind.name.utf8)
        output.append(UInt8(ascii: "\""))
        output.append(UInt8(ascii: ":"))
    }

    private mutating func map(
        _ cursor: inout WireCursor, depth: Int
    ) throws(ServiceRefusal) {
        guard cursor.peek() == UInt8(ascii: "{") else { throw cursor.unexpected("object") }
        try cursor.openObject()
        output.append(UInt8(ascii: "{"))
        size += 3
        var names: [Range<Int>] = []
        var isFirst = true
        while let name = try cursor.member(&isFirst) {
            if !names.isEmpty { output.append(UInt8(ascii: ",")) }
            size += 1
            names.append(try appendName(name, cursor))
            _ = try value(&cursor, depth: depth + 1)
        }
        output.append(UInt8(ascii: "}"))
        try checkDistinct(names)
    }

    private mutating func list(
        _ cursor: inout WireCursor, depth: Int
    ) throws(ServiceRefusal) {
        guard cursor.peek() == UInt8(ascii: "[") else { throw cursor.unexpected("array") }
        try cursor.openArray()
        output.append(UInt8(ascii: "["))
        size += 3
        var count = 0
        var isFirst = true
        while try cursor.element(&isFirst) {
            if count > 0 { output.append(UInt8(ascii: ",")) }
            count += 1
            size += 1
            _ = try value(&cursor, depth: depth + 1)
        }
        output.append(UInt8(ascii: "]"))
    }

    private mutating func set(
        _ kind: WireAttribute.Kind, _ cursor: inout WireCursor
    ) throws(ServiceRefusal) {
        guard cursor.peek() == UInt8(ascii: "[") else { throw cursor.unexpected("array") }
        try cursor.openArray()
        output.append(UInt8(ascii: "["))
        let member: WireAttribute.Kind =
            kind == .stringSet ? .string : kind == .numberSet ? .number : .binary
        var members: [Range<Int>] = []
        var isFirst = true
        while try cursor.element(&isFirst) {
            if !members.isEmpty { output.append(UInt8(ascii: ",")) }
            members.append(try scalar(member, &cursor).text)
        }
        output.append(UInt8(ascii: "]"))
        guard !members.isEmpty else {
            let name =
                kind == .stringSet
                ? "string set " : kind == .numberSet ? "number set " : "binary set "
            throw .invalid("An \(name) may not be empty")
        }
        guard areDistinct(members) else {
            if kind == .numberSet { throw .validation("Input collection contains duplicates") }
            let text = members.map { String(decoding: output[$0], as: UTF8.self) }
            throw .invalid(
                "Input collection [\(text.joined(separator: ", "))]"
                    + (kind == .binarySet ? "of type BS " : " ") + "contains duplicates.")
        }
    }

    /// Reads the string of S, N or B, with its quotes, and counts its size.
    private mutating func scalar(
        _ kind: WireAttribute.Kind, _ cursor: inout WireCursor
    ) throws(ServiceRefusal) -> (text: Range<Int>, size: Int) {
        guard cursor.peek() == UInt8(ascii: "\"") else {
            throw cursor.unexpected(kind == .binary ? "ByteBuffer" : "String")
        }
        let text = try cursor.text()
        output.append(UInt8(ascii: "\""))
        let start = output.count
        let count: Int
        switch kind {
        case .number: count = try appendNumber(text, cursor)
        case .binary: count = try appendBinary(text, cursor)
        case .string, .bool, .null, .map, .list, .stringSet, .numberSet, .binarySet:
            count = appendText(text, cursor)
        }
        let range = start..<output.count
        output.append(UInt8(ascii: "\""))
        size += count
        return (range, count)
    }

    private mutating func appendBinary(
        _ text: WireText, _ cursor: WireCursor
    ) throws(ServiceRefusal) -> Int {
        let plain = cursor.plain(text)
        var decoded: [UInt8] = []
        guard Base64.decode(plain.span.bytes, into: &decoded) else {
            throw .serialization("Invalid base64 in a binary value")
        }
        output.append(contentsOf: plain)
        return decoded.count
    }

    /// Appends a number's canonical text and returns its size.
    private mutating func appendNumber(
        _ text: WireText, _ cursor: WireCursor
    ) throws(ServiceRefusal) -> Int {
        if let count = appendPlainInteger(text, cursor) { return count }
        let plain = cursor.plain(text)
        guard !plain.isEmpty else {
            throw .validation("The parameter cannot be converted to a numeric value")
        }
        do throws(AttributeError) {
            let number = try DecimalNumber(utf8: plain.span.bytes)
            number.appendText(to: &output)
            return NumberSize.bytes(number)
        } catch {
            throw Self.refusal(of: error, text: String(decoding: plain, as: UTF8.self))
        }
    }

    /// Appends what is an integer of few digits in canonical form already, as most numbers are.
    private mutating func appendPlainInteger(_ text: WireText, _ cursor: WireCursor) -> Int? {
        guard !text.hasEscapes, (1...18).contains(text.range.count) else { return nil }
        var index = text.range.lowerBound
        let isNegative = cursor.bytes[index] == UInt8(ascii: "-")
        if isNegative { index += 1 }
        guard index < text.range.upperBound else { return nil }
        let first = cursor.bytes[index]
        if first == 0x30 {
            guard text.range.count == 1 else { return nil }
            output.append(first)
            return 1
        }
        var zeros = 0
        let digits = text.range.upperBound - index
        while index < text.range.upperBound {
            let byte = cursor.bytes[index]
            guard (0x30...0x39).contains(byte) else { return nil }
            zeros = byte == 0x30 ? zeros + 1 : 0
            index += 1
        }
        output.append(contentsOf: cursor.bytes[text.range])
        return NumberSize.bytes(digits: digits - zeros, isNegative: isNegative)
    }

    private static func refusal(of error: AttributeError, text: String) -> ServiceRefusal {
        switch error.code {
        case .numberDigits:
            .validation("Attempting to store more than 38 significant digits in a Number")
        case .numberOverflow:
            .validation(
                "Number overflow. Attempting to store a number with magnitude larger than supported"
                    + " range")
        case .numberUnderflow:
            .validation(
                "Number underflow. Attempting to store a number with magnitude smaller than"
                    + " supported range")
        default:
            .validation("The parameter cannot be converted to a numeric value: \(text)")
        }
    }

    // MARK: distinct

    private func areDistinctAttributes() -> Bool {
        guard attributes.count <= 24 else { return areDistinct(attributes.map(\.name)) }
        for index in attributes.indices {
            let name = attributes[index].name
            for earlier in 0..<index where attributes[earlier].name.count == name.count {
                if output[attributes[earlier].name].elementsEqual(output[name]) { return false }
            }
        }
        return true
    }

    private func checkDistinct(_ names: [Range<Int>]) throws(ServiceRefusal) {
        guard areDistinct(names) else { throw WireCursor.malformed }
    }

    private func areDistinct(_ texts: [Range<Int>]) -> Bool {
        guard texts.count > 1 else { return true }
        if texts.count > 24 {
            return Set(texts.map { Array(output[$0]) }).count == texts.count
        }
        for index in 1..<texts.count {
            for earlier in 0..<index
            where texts[index].count == texts[earlier].count
                && output[texts[index]].elementsEqual(output[texts[earlier]])
            {
                return false
            }
        }
        return true
    }
}
