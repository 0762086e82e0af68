import DDBJSON

extension TapeScanner {
    /// A bit at the top of each byte of a word that a plain ASCII string cannot hold.
    ///
    /// Those are quote, backslash, control characters and what is not ASCII. Exact up to and
    /// including the lowest such byte.
    @inline(__always)
    static func specials(_ word: UInt64) -> UInt64 {
        let quotes = word ^ 0x2222_2222_2222_2222
        let backslashes = word ^ 0x5C5C_5C5C_5C5C_5C5C
        let found =
            ((quotes &- 0x0101_0101_0101_0101) & ~quotes)
            | ((backslashes &- 0x0101_0101_0101_0101) & ~backslashes)
            | ((word &- 0x2020_2020_2020_2020) & ~word) | word
        return found & 0x8080_8080_8080_8080
    }

    /// Validates a string from the byte after its quote.
    ///
    /// - Returns: The offset of the closing quote, and the flag to put into the token.
    @inline(__always)
    mutating func string(_ start: Int) throws(ScanFault) -> (end: Int, flags: UInt64) {
        var offset = start
        while true {
            let found = Self.specials(word(offset))
            if found == 0 {
                offset &+= 8
                continue
            }
            offset &+= found.trailingZeroBitCount >> 3
            if byte(offset) == UInt8(ascii: "\"") { return (offset, 0) }
            return try stringSlowly(offset)
        }
    }

    @inline(never)
    private mutating func stringSlowly(
        _ start: Int
    ) throws(ScanFault) -> (end: Int, flags: UInt64) {
        var offset = start
        var flags: UInt64 = 0
        while true {
            let byte = byte(offset)
            if byte >= 0x80 {
                let count = UTF8Sequence.byteCount(UInt32(truncatingIfNeeded: word(offset)))
                guard count > 0 else { throw fail(.invalidUTF8, at: offset) }
                offset &+= count
            } else if byte == UInt8(ascii: "\"") {
                return (offset, flags)
            } else if byte == UInt8(ascii: "\\") {
                flags = Token.escapesFlag
                offset = try escape(offset)
            } else if byte < 0x20 {
                guard offset < end else { throw fail(.endOfRecord, at: offset) }
                throw fail(.controlCharacter, at: offset)
            } else {
                let found = Self.specials(word(offset))
                offset &+= found == 0 ? 8 : found.trailingZeroBitCount >> 3
            }
        }
    }

    /// Validates an escape and returns the offset after it, and after the other half of a surrogate
    /// pair.
    private mutating func escape(_ start: Int) throws(ScanFault) -> Int {
        switch byte(start + 1) {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return start + 2
        case UInt8(ascii: "u"):
            break
        default:
            throw fail(.escape, at: start)
        }
        guard let first = hexUnit(start + 2) else { throw fail(.escape, at: start) }
        guard first & 0xF800 == 0xD800 else { return start + 6 }
        guard first < 0xDC00, byte(start + 6) == UInt8(ascii: "\\"),
            byte(start + 7) == UInt8(ascii: "u"), let second = hexUnit(start + 8),
            second & 0xFC00 == 0xDC00
        else { throw fail(.escape, at: start) }
        return start + 12
    }

    private mutating func hexUnit(_ start: Int) -> UInt32? {
        var unit: UInt32 = 0
        for offset in start..<start + 4 {
            let character = byte(offset)
            let digit = character &- 0x30
            let letter = character | 0x20 &- 0x61
            if digit < 10 {
                unit = unit << 4 | UInt32(digit)
            } else if letter < 6 {
                unit = unit << 4 | UInt32(letter + 10)
            } else {
                return nil
            }
        }
        return unit
    }

    /// Validates a number from the byte after its quote and returns the offset of the closing
    /// quote.
    @inline(__always)
    mutating func number(_ start: Int) throws(ScanFault) -> Int {
        var offset = start
        if byte(offset) == UInt8(ascii: "-") { offset &+= 1 }
        let digits = offset
        // At most 38 digits without an exponent are in range, whatever they are.
        var countMax = 38
        while byte(offset) &- 0x30 < 10 { offset &+= 1 }
        if byte(offset) == UInt8(ascii: "."), offset > digits {
            countMax = 39
            offset &+= 1
            while byte(offset) &- 0x30 < 10 { offset &+= 1 }
        }
        if byte(offset) == UInt8(ascii: "\""), offset > digits, offset &- digits <= countMax {
            return offset
        }
        return try numberSlowly(start)
    }

    @inline(never)
    private mutating func numberSlowly(_ start: Int) throws(ScanFault) -> Int {
        let (close, flags) = try string(start)
        guard flags == 0 else { throw fail(.escapedNumber, at: start) }
        let fault: ScanFault? = withText(start..<close) { text in
            do throws(ScanFault) {
                _ = try NumberParts(text)
                return nil
            } catch {
                return error
            }
        }
        if let fault { throw fail(fault, at: start) }
        return close
    }

    /// Validates padded base64 from the byte after its quote.
    ///
    /// - Returns: The offset of the closing quote; the text before it is never escaped.
    @inline(__always)
    mutating func binary(_ start: Int) throws(ScanFault) -> Int {
        var offset = start
        while Self.isBase64(byte(offset)) { offset &+= 1 }
        let symbols = offset
        while byte(offset) == UInt8(ascii: "="), offset &- symbols < 2 { offset &+= 1 }
        guard byte(offset) == UInt8(ascii: "\"") else { return try binarySlowly(start) }
        guard (offset &- start) & 3 == 0, isLastSymbolPlain(symbols, offset &- symbols) else {
            throw fail(.base64, at: offset)
        }
        return offset
    }

    /// Whether the last symbol before padding sets no bit that no byte holds.
    @inline(__always)
    private func isLastSymbolPlain(_ symbols: Int, _ padding: Int) -> Bool {
        if padding == 0 { return true }
        let value = Self.base64Value(byte(symbols &- 1))
        return value & (padding == 1 ? 3 : 15) == 0
    }

    /// Accepts what is base64 only after unescaping, as `\/` of some writers is.
    ///
    /// The text is laid down again without its escapes and spaces after its quote, so that nobody
    /// who reads a batch has to think of them.
    @inline(never)
    private mutating func binarySlowly(_ start: Int) throws(ScanFault) -> Int {
        let (close, flags) = try string(start)
        guard flags != 0 else { throw fail(.base64, at: start) }
        var text = plain(Token(.string, offset: start, byteCount: close - start))
        guard Self.isBase64(text) else { throw fail(.base64, at: start) }
        let end = start + text.count
        text.append(UInt8(ascii: "\""))
        text.append(contentsOf: repeatElement(0x20, count: close - end))
        overwrite(from: start, text)
        return end
    }

    private static func isBase64(_ text: [UInt8]) -> Bool {
        let padding = text.suffix(2).reversed().prefix { $0 == UInt8(ascii: "=") }.count
        let symbols = text.dropLast(padding)
        guard text.count & 3 == 0, symbols.allSatisfy({ isBase64($0) }) else { return false }
        guard padding > 0, let last = symbols.last else { return padding == 0 }
        return base64Value(last) & (padding == 1 ? 3 : 15) == 0
    }

    /// Whether a byte is one of `A-Z a-z 0-9 + /`, by two words of bits rather than a table in
    /// memory.
    @inline(__always)
    private static func isBase64(_ byte: UInt8) -> Bool {
        let low: UInt64 = 0x03FF_8800_0000_0000
        let high: UInt64 = 0x07FF_FFFE_07FF_FFFE
        let bits = byte < 0x40 ? low : high
        return byte < 0x80 && bits >> UInt64(byte & 63) & 1 != 0
    }

    private static func base64Value(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        default: 63
        }
    }
}
