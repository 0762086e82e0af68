import DDBJSON

/// Walks the JSON text of a request, value by value, without building a tree.
///
/// Requests are read by the thousand a second, and most of their bytes are items that are kept as
/// they are; see ``ItemReader``.
struct WireCursor {
    let bytes: [UInt8]
    var offset = 0
    /// Where the text ends.
    let end: Int
    /// The containers that may still be opened, which bounds recursion.
    var depthLeft = WireCursor.depthMax

    /// The most arrays and objects that enclose each other in a request: an item's levels with
    /// their type objects, and what is around an item.
    static let depthMax = 160

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        end = bytes.count
    }

    init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        offset = range.lowerBound
        end = range.upperBound
    }

    static let malformed = ServiceRefusal.serialization("")

    /// Skips white space and returns the next byte; 0 at the end.
    @inline(__always)
    mutating func peek() -> UInt8 {
        while offset < end {
            let byte = bytes[offset]
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
            offset &+= 1
        }
        return 0
    }

    /// Takes a byte that has to come next.
    @inline(__always)
    mutating func take(_ byte: UInt8) throws(ServiceRefusal) {
        guard peek() == byte else { throw Self.malformed }
        offset &+= 1
    }

    /// Takes a byte if it comes next.
    @inline(__always)
    mutating func takes(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        offset &+= 1
        return true
    }

    /// Opens an object, or tells that something else stands there.
    mutating func openObject() throws(ServiceRefusal) {
        guard peek() == UInt8(ascii: "{") else { throw unexpected("object") }
        try open()
    }

    /// Opens an array, or tells that something else stands there.
    mutating func openArray() throws(ServiceRefusal) {
        guard peek() == UInt8(ascii: "[") else { throw unexpected("array") }
        try open()
    }

    private mutating func open() throws(ServiceRefusal) {
        depthLeft -= 1
        guard depthLeft > 0 else { throw Self.malformed }
        offset &+= 1
    }

    /// Moves to the next member of an object and takes its name; nil, and the object closed, at its
    /// end.
    ///
    /// - Parameter isFirst: Whether no member was read yet; is false afterwards.
    mutating func member(_ isFirst: inout Bool) throws(ServiceRefusal) -> WireText? {
        guard try !atEnd(of: UInt8(ascii: "}"), &isFirst) else { return nil }
        guard peek() == UInt8(ascii: "\"") else { throw Self.malformed }
        let name = try text()
        try take(UInt8(ascii: ":"))
        return name
    }

    /// Moves to the next element of an array; false, and the array closed, at its end.
    mutating func element(_ isFirst: inout Bool) throws(ServiceRefusal) -> Bool {
        try !atEnd(of: UInt8(ascii: "]"), &isFirst)
    }

    private mutating func atEnd(
        of bracket: UInt8, _ isFirst: inout Bool
    ) throws(ServiceRefusal) -> Bool {
        if takes(bracket) {
            depthLeft += 1
            return true
        }
        if !isFirst { try take(UInt8(ascii: ",")) }
        isFirst = false
        return false
    }

    /// Takes a string without its quotes, after checking it.
    mutating func text() throws(ServiceRefusal) -> WireText {
        offset &+= 1
        let start = offset
        var hasEscapes = false
        var isPlain = true
        while offset < end {
            let byte = bytes[offset]
            if byte == UInt8(ascii: "\"") {
                let range = start..<offset
                offset &+= 1
                guard isPlain || String(validating: bytes[range], as: UTF8.self) != nil else {
                    throw Self.malformed
                }
                return WireText(range: range, hasEscapes: hasEscapes)
            }
            if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                try checkEscape()
                continue
            }
            guard byte >= 0x20 else { throw Self.malformed }
            if byte >= 0x80 { isPlain = false }
            offset &+= 1
        }
        throw Self.malformed
    }

    /// Checks an escape and moves behind it; halves of surrogate pairs are refused.
    private mutating func checkEscape() throws(ServiceRefusal) {
        guard offset + 1 < end else { throw Self.malformed }
        switch bytes[offset + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            offset += 2
        case UInt8(ascii: "u"):
            let first = try hexUnit(at: offset + 2)
            offset += 6
            guard (0xD800..<0xE000).contains(first) else { return }
            guard first < 0xDC00, offset + 1 < end, bytes[offset] == UInt8(ascii: "\\"),
                bytes[offset + 1] == UInt8(ascii: "u")
            else { throw Self.malformed }
            guard (0xDC00..<0xE000).contains(try hexUnit(at: offset + 2)) else {
                throw Self.malformed
            }
            offset += 6
        default:
            throw Self.malformed
        }
    }

    private func hexUnit(at index: Int) throws(ServiceRefusal) -> UInt32 {
        guard index + 4 <= end else { throw Self.malformed }
        var unit: UInt32 = 0
        for byte in bytes[index..<index + 4] {
            switch byte {
            case 0x30...0x39: unit = unit << 4 | UInt32(byte - 0x30)
            case 0x61...0x66: unit = unit << 4 | UInt32(byte - 0x61 + 10)
            case 0x41...0x46: unit = unit << 4 | UInt32(byte - 0x41 + 10)
            default: throw Self.malformed
            }
        }
        return unit
    }

    /// Skips a value of any kind and returns its range.
    @discardableResult
    mutating func skipValue() throws(ServiceRefusal) -> Range<Int> {
        let first = peek()
        let start = offset
        switch first {
        case UInt8(ascii: "\""):
            _ = try text()
        case UInt8(ascii: "{"):
            try open()
            var isFirst = true
            while try member(&isFirst) != nil { try skipValue() }
        case UInt8(ascii: "["):
            try open()
            var isFirst = true
            while try element(&isFirst) { try skipValue() }
        default:
            try scalar()
        }
        return start..<offset
    }

    /// Skips a number or a literal.
    private mutating func scalar() throws(ServiceRefusal) {
        let start = offset
        while offset < end {
            let byte = bytes[offset]
            let isPart =
                (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte)
                || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
                || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "E")
            guard isPart else { break }
            offset &+= 1
        }
        let word = bytes[start..<offset]
        if word.elementsEqual("true".utf8) || word.elementsEqual("false".utf8)
            || word.elementsEqual("null".utf8)
        {
            return
        }
        guard let first = word.first, first == UInt8(ascii: "-") || (0x30...0x39).contains(first),
            !word.contains(UInt8(ascii: "x")),
            Double(String(decoding: word, as: UTF8.self)) != nil
        else { throw Self.malformed }
    }

    /// Takes `null` if it comes next.
    mutating func takesNull() -> Bool {
        guard peek() == UInt8(ascii: "n"), offset + 4 <= end,
            bytes[offset..<offset + 4].elementsEqual("null".utf8)
        else { return false }
        offset += 4
        return true
    }

    /// Whether a text stands for plain bytes.
    @inline(__always)
    func isText(_ text: WireText, _ plain: StaticString) -> Bool {
        guard !text.hasEscapes, text.range.count == plain.utf8CodeUnitCount else { return false }
        return plain.withUTF8Buffer { buffer in
            for index in 0..<buffer.count
            where bytes[text.range.lowerBound &+ index] != buffer[index] {
                return false
            }
            return true
        }
    }

    /// The plain string that a text stands for.
    func string(_ text: WireText) -> String {
        guard text.hasEscapes else { return String(decoding: bytes[text.range], as: UTF8.self) }
        return String(decoding: plain(text), as: UTF8.self)
    }

    /// The plain bytes that a text stands for.
    func plain(_ text: WireText) -> [UInt8] {
        guard text.hasEscapes else { return Array(bytes[text.range]) }
        var plain: [UInt8] = []
        JSONText.unescape(bytes.span.bytes, text.range, into: &plain)
        return plain
    }

    /// What AWS says where a value is of another JSON type than the one wanted.
    mutating func unexpected(_ wanted: String) -> ServiceRefusal {
        switch peek() {
        case UInt8(ascii: "{"):
            .serialization("Start of structure or map found where not expected.")
        case UInt8(ascii: "["):
            .serialization("Unexpected value type in payload")
        case UInt8(ascii: "\""):
            wanted == "object" || wanted == "array"
                ? .serialization("Unexpected field type")
                : .serialization("STRING_VALUE cannot be converted to \(wanted)")
        case UInt8(ascii: "t"):
            .serialization("TRUE_VALUE cannot be converted to \(wanted)")
        case UInt8(ascii: "f"):
            .serialization("FALSE_VALUE cannot be converted to \(wanted)")
        case UInt8(ascii: "-"), 0x30...0x39:
            .serialization("NUMBER_VALUE cannot be converted to \(wanted)")
        default:
            Self.malformed
        }
    }
}
