/// Reads a JSON text token by token, without copying or building anything (RFC 8259).
///
/// Strings are checked completely (UTF-8, escapes, surrogate pairs) and left where they are;
/// numbers are checked against the grammar and stay text, so no digit is ever lost.
///
/// ```swift
/// var scanner = JSONScanner(bytes.span.bytes)
/// while let token = try scanner.next() { print(token.kind) }
/// ```
public struct JSONScanner: ~Escapable {
    private enum Expectation {
        case value, valueOrEnd, name, nameOrEnd, separator, end
    }

    let bytes: RawSpan
    private let limits: JSONLimits
    private var expectation = Expectation.value
    /// One entry per open container: whether it is an object.
    private var containers: [Bool] = []
    /// The offset of the next byte to read.
    public private(set) var offset = 0

    /// Creates a scanner that stands before the first token.
    @_lifetime(copy bytes)
    public init(_ bytes: RawSpan, limits: JSONLimits = .standard) {
        self.bytes = bytes
        self.limits = limits
    }

    /// The number of arrays and objects that are open.
    public var depth: Int { containers.count }

    /// Returns the next token, or nil after the end of the text.
    public mutating func next() throws(JSONError) -> JSONToken? {
        do throws(JSONFault) {
            guard bytes.byteCount <= limits.byteCountMax else { throw .byteCount }
            return try step()
        } catch {
            throw JSONError(error, at: offset)
        }
    }

    /// Skips the value that begins at the next token, with all that it holds.
    public mutating func skipValue() throws(JSONError) {
        let outside = containers.count
        repeat {
            guard try next() != nil else { throw JSONError(.endOfInput, at: offset) }
        } while containers.count > outside
    }

    private mutating func step() throws(JSONFault) -> JSONToken? {
        skipWhiteSpace()
        switch expectation {
        case .value:
            return try value()
        case .valueOrEnd:
            return peek() == UInt8(ascii: "]") ? close(.arrayEnd) : try value()
        case .name:
            return try name()
        case .nameOrEnd:
            return peek() == UInt8(ascii: "}") ? close(.objectEnd) : try name()
        case .separator:
            return try separator()
        case .end:
            guard offset == bytes.byteCount else { throw .trailingBytes }
            return nil
        }
    }

    private mutating func separator() throws(JSONFault) -> JSONToken? {
        let isObject = containers.last ?? false
        guard let byte = peek() else { throw .endOfInput }
        switch byte {
        case UInt8(ascii: ","):
            offset += 1
            expectation = isObject ? .name : .value
            return try step()
        case UInt8(ascii: "}") where isObject: return close(.objectEnd)
        case UInt8(ascii: "]") where !isObject: return close(.arrayEnd)
        default: throw .expectedSeparator
        }
    }

    private mutating func name() throws(JSONFault) -> JSONToken {
        guard let byte = peek() else { throw .endOfInput }
        guard byte == JSONText.quote else { throw .expectedName }
        let token = try string(.name)
        skipWhiteSpace()
        guard let colon = peek() else { throw .endOfInput }
        guard colon == UInt8(ascii: ":") else { throw .expectedColon }
        offset += 1
        expectation = .value
        return token
    }

    private mutating func value() throws(JSONFault) -> JSONToken {
        guard let byte = peek() else { throw .endOfInput }
        let token: JSONToken
        switch byte {
        case UInt8(ascii: "{"): return try open(.objectStart)
        case UInt8(ascii: "["): return try open(.arrayStart)
        case JSONText.quote: token = try string(.string)
        case UInt8(ascii: "-"), 0x30...0x39: token = try number()
        case UInt8(ascii: "t"): token = try literal("true", .true)
        case UInt8(ascii: "f"): token = try literal("false", .false)
        case UInt8(ascii: "n"): token = try literal("null", .null)
        default: throw .expectedValue
        }
        expectation = containers.isEmpty ? .end : .separator
        return token
    }

    private mutating func open(_ kind: JSONToken.Kind) throws(JSONFault) -> JSONToken {
        guard containers.count < limits.depthMax else { throw .depth }
        containers.append(kind == .objectStart)
        expectation = kind == .objectStart ? .nameOrEnd : .valueOrEnd
        offset += 1
        return JSONToken(kind: kind, hasEscapes: false, offset: offset - 1, byteCount: 1)
    }

    private mutating func close(_ kind: JSONToken.Kind) -> JSONToken {
        containers.removeLast()
        expectation = containers.isEmpty ? .end : .separator
        offset += 1
        return JSONToken(kind: kind, hasEscapes: false, offset: offset - 1, byteCount: 1)
    }

    private mutating func literal(
        _ text: StaticString, _ kind: JSONToken.Kind
    ) throws(JSONFault) -> JSONToken {
        let start = offset
        for index in 0..<text.utf8CodeUnitCount {
            guard let byte = peek() else { throw .endOfInput }
            guard byte == (unsafe text.utf8Start[index]) else { throw .expectedValue }
            offset += 1
        }
        return JSONToken(kind: kind, hasEscapes: false, offset: start, byteCount: offset - start)
    }

    private mutating func string(_ kind: JSONToken.Kind) throws(JSONFault) -> JSONToken {
        offset += 1
        let start = offset
        let hasEscapes = try scanString()
        let count = offset - start
        offset += 1
        return JSONToken(kind: kind, hasEscapes: hasEscapes, offset: start, byteCount: count)
    }

    /// Moves to the closing quote and tells whether there was an escape.
    private mutating func scanString() throws(JSONFault) -> Bool {
        var hasEscapes = false
        while offset < bytes.byteCount {
            let byte = load(bytes, offset)
            if byte == JSONText.quote { return hasEscapes }
            if byte == JSONText.backslash {
                hasEscapes = true
                try scanEscape()
            } else if byte < 0x20 {
                throw .controlCharacter
            } else if byte < 0x80 {
                offset += 1
            } else {
                try scanSequence()
            }
        }
        throw .endOfInput
    }

    private mutating func scanEscape() throws(JSONFault) {
        guard offset + 1 < bytes.byteCount else { throw .endOfInput }
        let letter = load(bytes, offset + 1)
        guard letter == UInt8(ascii: "u") else {
            guard JSONText.shortEscape(letter) != nil else { throw .escape }
            offset += 2
            return
        }
        var index = offset + 2
        guard JSONText.escapedScalar(bytes, at: &index, end: bytes.byteCount) != nil else {
            throw index == offset + 2 ? .escape : .surrogate
        }
        offset = index
    }

    private mutating func scanSequence() throws(JSONFault) {
        var word: UInt32 = 0
        for index in 0..<min(4, bytes.byteCount - offset) {
            word |= UInt32(load(bytes, offset + index)) << UInt32(8 * index)
        }
        let count = UTF8Sequence.byteCount(word)
        guard count > 0 else { throw .invalidUTF8 }
        offset += count
    }

    private mutating func number() throws(JSONFault) -> JSONToken {
        let start = offset
        if peek() == UInt8(ascii: "-") { offset += 1 }
        if peek() == UInt8(ascii: "0") {
            offset += 1
        } else {
            try digits()
        }
        if peek() == UInt8(ascii: ".") {
            offset += 1
            try digits()
        }
        if let byte = peek(), byte | 0x20 == UInt8(ascii: "e") {
            offset += 1
            if let sign = peek(), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
                offset += 1
            }
            try digits()
        }
        return JSONToken(
            kind: .number, hasEscapes: false, offset: start, byteCount: offset - start)
    }

    private mutating func digits() throws(JSONFault) {
        let start = offset
        while let byte = peek(), (0x30...0x39).contains(byte) { offset += 1 }
        guard offset > start else { throw offset == bytes.byteCount ? .endOfInput : .number }
    }

    private mutating func skipWhiteSpace() {
        while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            offset += 1
        }
    }

    @inline(__always)
    private func peek() -> UInt8? {
        offset < bytes.byteCount ? load(bytes, offset) : nil
    }
}
