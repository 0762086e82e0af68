/// Splits an expression into tokens; every text has some.
struct ExpressionTokenizer {
    private let text: [UInt8]
    private var index = 0

    private init(_ text: [UInt8]) {
        self.text = text
    }

    /// Returns the tokens of UTF-8; the last is the end.
    static func tokens(of text: [UInt8]) -> [ExpressionToken] {
        var tokenizer = ExpressionTokenizer(text)
        var tokens: [ExpressionToken] = []
        while let token = tokenizer.next() { tokens.append(token) }
        tokens.append(ExpressionToken(kind: .end, range: text.count..<text.count))
        return tokens
    }

    private mutating func next() -> ExpressionToken? {
        while index < text.count, [0x20, 0x09, 0x0A, 0x0D].contains(text[index]) { index += 1 }
        guard index < text.count else { return nil }
        let start = index
        let kind = nextKind()
        return ExpressionToken(kind: kind, range: start..<index)
    }

    private mutating func nextKind() -> ExpressionToken.Kind {
        let start = index
        let byte = text[index]
        index += 1
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
            skipWord()
            let word = String(decoding: text[start..<index], as: UTF8.self)
            return ExpressionKeyword(rawValue: word.uppercased()).map { .keyword($0) } ?? .name
        case UInt8(ascii: "#"), UInt8(ascii: ":"):
            skipWord()
            guard index > start + 1 else { return .unknown }
            return byte == UInt8(ascii: "#") ? .namePlaceholder : .valuePlaceholder
        case UInt8(ascii: "0"):
            return .integer
        case UInt8(ascii: "1")...UInt8(ascii: "9"):
            while index < text.count, isDigit(text[index]) { index += 1 }
            return .integer
        default:
            return sign(byte)
        }
    }

    private mutating func sign(_ byte: UInt8) -> ExpressionToken.Kind {
        switch byte {
        case UInt8(ascii: "="): return .comparator(.equal)
        case UInt8(ascii: "<"):
            if take(UInt8(ascii: ">")) { return .comparator(.notEqual) }
            return .comparator(take(UInt8(ascii: "=")) ? .lessOrEqual : .less)
        case UInt8(ascii: ">"):
            return .comparator(take(UInt8(ascii: "=")) ? .greaterOrEqual : .greater)
        case UInt8(ascii: "("): return .open
        case UInt8(ascii: ")"): return .close
        case UInt8(ascii: "["): return .openBracket
        case UInt8(ascii: "]"): return .closeBracket
        case UInt8(ascii: ","): return .comma
        case UInt8(ascii: "."): return .dot
        case UInt8(ascii: "+"): return .plus
        case UInt8(ascii: "-"): return .minus
        default:
            // A token is whole characters, for it is quoted in the message.
            while index < text.count, text[index] & 0xC0 == 0x80 { index += 1 }
            return .unknown
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard index < text.count, text[index] == byte else { return false }
        index += 1
        return true
    }

    private mutating func skipWord() {
        while index < text.count, isWord(text[index]) { index += 1 }
    }

    private func isWord(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte == UInt8(ascii: "_") || (byte | 0x20) &- UInt8(ascii: "a") < 26
    }

    private func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
}
