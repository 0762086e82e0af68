/// Walks over the elements of a small XML text and forgives what is wrong with it.
///
/// It knows tags, attributes (which it skips), text, CDATA, comments and the predefined and numeric
/// entities; it reads no DTD and so expands nothing. It stops at the end, at a tag that does not
/// end, and at its limits.
struct ErrorXMLScanner {
    enum Element: Equatable {
        /// An element begins.
        case start(String)
        /// An element ended that has no elements in it.
        case leaf(String, parent: String?, text: String)
    }

    /// The most bytes that are looked at: errors are small.
    static let byteCountMax = 64 << 10
    /// The most elements that enclose each other.
    static let depthMax = 32
    /// The most bytes of a name.
    static let nameBytesMax = 128
    /// The most bytes of text that are kept of an element.
    static let textBytesMax = 8 << 10

    private let bytes: ArraySlice<UInt8>
    private var index: Int
    private var open: [String] = []
    private var text: [UInt8] = []
    /// Whether the innermost element has had no element in it so far.
    private var isLeaf = false
    /// The name of an element that ended where it began.
    private var closing: String?

    init(_ body: [UInt8]) {
        bytes = body.prefix(Self.byteCountMax)
        index = bytes.startIndex
    }

    /// The next element, or nil at the end.
    mutating func next() -> Element? {
        if let name = closing {
            closing = nil
            if let element = close(name) { return element }
        }
        while index < bytes.endIndex {
            guard bytes[index] == UInt8(ascii: "<") else {
                readText()
                continue
            }
            if skip("<!--") {
                guard skip(past: "-->") else { return nil }
            } else if skip("<![CDATA[") {
                guard let end = find("]]>") else { return nil }
                keep(bytes[index..<end])
                index = end + 3
            } else if skip("<?") {
                guard skip(past: "?>") else { return nil }
            } else if skip("<!") {
                guard skip(past: ">") else { return nil }
            } else if skip("</") {
                guard let end = find(">") else { return nil }
                let name = Self.name(bytes[index..<end])
                index = end + 1
                if let element = close(name) { return element }
            } else {
                return readStart()
            }
        }
        return nil
    }

    private mutating func readStart() -> Element? {
        guard open.count < Self.depthMax, let end = endOfTag(index + 1) else {
            index = bytes.endIndex
            return nil
        }
        var inside = bytes[index + 1..<end]
        index = end + 1
        let isEmpty = inside.last == UInt8(ascii: "/")
        if isEmpty { inside.removeLast() }
        let name = Self.name(inside)
        open.append(name)
        text.removeAll(keepingCapacity: true)
        isLeaf = true
        if isEmpty { closing = name }
        return .start(name)
    }

    /// Ends the innermost element of a name, and with it those inside that were never ended.
    private mutating func close(_ name: String) -> Element? {
        guard let position = open.lastIndex(of: name) else { return nil }
        let wasLeaf = isLeaf && position == open.count - 1
        open.removeSubrange(position...)
        isLeaf = false
        guard wasLeaf else { return nil }
        return .leaf(name, parent: open.last, text: String(decoding: text, as: UTF8.self))
    }

    /// Where a tag ends: at the first `>` outside quotes.
    private func endOfTag(_ start: Int) -> Int? {
        var quote: UInt8?
        for position in start..<bytes.endIndex {
            let byte = bytes[position]
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: ">") {
                return position
            }
        }
        return nil
    }

    /// The name at the start of a tag, without its prefix.
    private static func name(_ tag: ArraySlice<UInt8>) -> String {
        let name = tag.prefix { $0 > 0x20 }
        let local = name.lastIndex(of: UInt8(ascii: ":")).map { name[($0 + 1)...] } ?? name
        return String(decoding: local.prefix(nameBytesMax), as: UTF8.self)
    }

    private mutating func readText() {
        while index < bytes.endIndex, bytes[index] != UInt8(ascii: "<") {
            if bytes[index] == UInt8(ascii: "&"), let (scalar, end) = entity(at: index) {
                keep(Array(String(scalar).utf8)[...])
                index = end
            } else {
                keep(bytes[index...index])
                index += 1
            }
        }
    }

    /// The character of an entity, and where the text goes on; nil for what is none.
    private func entity(at start: Int) -> (Unicode.Scalar, end: Int)? {
        let longest = 10
        let window = bytes[start + 1..<min(start + 1 + longest, bytes.endIndex)]
        guard let semicolon = window.firstIndex(of: UInt8(ascii: ";")) else { return nil }
        let name = String(decoding: window[..<semicolon], as: UTF8.self)
        let scalar: Unicode.Scalar? =
            switch name {
            case "lt": "<"
            case "gt": ">"
            case "amp": "&"
            case "quot": "\""
            case "apos": "'"
            default: Self.numericEntity(name)
            }
        return scalar.map { ($0, semicolon + 1) }
    }

    private static func numericEntity(_ name: String) -> Unicode.Scalar? {
        guard name.hasPrefix("#") else { return nil }
        let digits = name.dropFirst()
        let value = digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        return value.flatMap { Unicode.Scalar($0) }
    }

    private mutating func keep(_ more: ArraySlice<UInt8>) {
        text.append(contentsOf: more.prefix(max(0, Self.textBytesMax - text.count)))
    }

    private mutating func skip(_ token: String) -> Bool {
        guard bytes[index...].starts(with: token.utf8) else { return false }
        index += token.utf8.count
        return true
    }

    private mutating func skip(past token: String) -> Bool {
        guard let position = find(token) else {
            index = bytes.endIndex
            return false
        }
        index = position + token.utf8.count
        return true
    }

    private func find(_ token: String) -> Int? {
        let pattern = Array(token.utf8)
        var position = index
        while position + pattern.count <= bytes.endIndex {
            if bytes[position...].starts(with: pattern) { return position }
            position += 1
        }
        return nil
    }
}
