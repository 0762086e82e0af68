extension IonScanner {
    /// Reads a string from the byte after its double quote and writes it as JSON does, without
    /// quotes.
    ///
    /// - Returns: The offset after the quote that ends it.
    @inline(__always)
    mutating func string(_ start: Int) throws(ScanFault) -> Int {
        var offset = start
        while true {
            let bits = word(offset)
            let found = Self.specials(bits)
            let count = found == 0 ? 8 : found.trailingZeroBitCount >> 3
            try put(bits, count)
            offset &+= count
            if found == 0 { continue }
            if byte(offset) == UInt8(ascii: "\"") { return offset &+ 1 }
            return try text(offset, UInt8(ascii: "\""), isLong: false)
        }
    }

    /// Reads a symbol from the byte after its quote, as ``string(_:)`` does.
    mutating func quotedSymbol(_ start: Int) throws(ScanFault) -> Int {
        try text(start, UInt8(ascii: "'"), isLong: false)
    }

    /// Whether three quotes begin at a quote.
    mutating func isLongQuote(_ start: Int) throws(ScanFault) -> Bool {
        if word(start, count: 3) == 0x27_2727 { return true }
        // What is a symbol so far may be a string when more bytes follow.
        guard start &+ 2 < end else { throw fail(.ionSyntax, at: end) }
        return false
    }

    /// Reads strings in three quotes each, which are one, from the first quote on.
    mutating func longString(_ start: Int) throws(ScanFault) -> Int {
        var offset = start
        while true {
            let end = try text(offset &+ 3, UInt8(ascii: "'"), isLong: true)
            offset = try skipSpace(end)
            guard byte(offset) == UInt8(ascii: "'") else { return end }
            guard try isLongQuote(offset) else { return end }
        }
    }

    /// A bit at the top of each byte of a word that a string in double quotes cannot hold plainly:
    /// quote, backslash and control characters.
    ///
    /// Exact up to and including the lowest such byte.
    @inline(__always)
    private static func specials(_ word: UInt64) -> UInt64 {
        let quotes = word ^ 0x2222_2222_2222_2222
        let backslashes = word ^ 0x5C5C_5C5C_5C5C_5C5C
        let found =
            ((quotes &- 0x0101_0101_0101_0101) & ~quotes)
            | ((backslashes &- 0x0101_0101_0101_0101) & ~backslashes)
            | ((word &- 0x2020_2020_2020_2020) & ~word)
        return found & 0x8080_8080_8080_8080
    }

    /// The same of single quotes.
    @inline(__always)
    private static func apostrophes(_ word: UInt64) -> UInt64 {
        let quotes = word ^ 0x2727_2727_2727_2727
        return (quotes &- 0x0101_0101_0101_0101) & ~quotes & 0x8080_8080_8080_8080
    }

    /// Reads text up to its closing quotes and returns the offset after them.
    @inline(never)
    private mutating func text(
        _ start: Int, _ quote: UInt8, isLong: Bool
    ) throws(ScanFault) -> Int {
        var offset = start
        while true {
            let byte = byte(offset)
            switch byte {
            case quote where !isLong:
                return offset &+ 1
            case UInt8(ascii: "'") where isLong:
                if word(offset, count: 3) == 0x27_2727 { return offset &+ 3 }
                try put(byte)
                offset &+= 1
            case UInt8(ascii: "\\"):
                offset = try escape(offset &+ 1)
            case UInt8(ascii: "\""):
                try put(0x225C, 2)  // \"
                offset &+= 1
            case 0..<0x20:
                offset = try control(offset, isLong: isLong)
            default:
                let bits = word(offset)
                let found = Self.specials(bits) | Self.apostrophes(bits)
                // A quote that is none here is at hand: it is the lowest.
                let count = found == 0 ? 8 : max(found.trailingZeroBitCount >> 3, 1)
                try put(bits, count)
                offset &+= count
            }
        }
    }

    /// Reads a bare control character: tabs stand for themselves, line breaks in long strings too.
    private mutating func control(_ start: Int, isLong: Bool) throws(ScanFault) -> Int {
        switch byte(start) {
        case 0x09, 0x0B, 0x0C:
            try put(scalar: UInt32(byte(start)))
            return start &+ 1
        case 0x0A where isLong, 0x0D where isLong:
            try put(scalar: 0x0A)
            return lineBreakEnd(start)
        default:
            throw fail(.controlCharacter, at: start)
        }
    }

    /// The offset after a line feed, a carriage return, or both.
    private func lineBreakEnd(_ start: Int) -> Int {
        byte(start) == 0x0D && byte(start &+ 1) == 0x0A ? start &+ 2 : start &+ 1
    }

    // MARK: escapes

    /// Reads an escape from the byte after its backslash and writes what it stands for.
    private mutating func escape(_ start: Int) throws(ScanFault) -> Int {
        let scalar: UInt32
        switch byte(start) {
        case UInt8(ascii: "0"): scalar = 0
        case UInt8(ascii: "a"): scalar = 0x07
        case UInt8(ascii: "b"): scalar = 0x08
        case UInt8(ascii: "t"): scalar = 0x09
        case UInt8(ascii: "n"): scalar = 0x0A
        case UInt8(ascii: "v"): scalar = 0x0B
        case UInt8(ascii: "f"): scalar = 0x0C
        case UInt8(ascii: "r"): scalar = 0x0D
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"), UInt8(ascii: "/"),
            UInt8(ascii: "?"):
            scalar = UInt32(byte(start))
        case 0x0A, 0x0D: return lineBreakEnd(start)
        case UInt8(ascii: "x"):
            try put(scalar: hex(start &+ 1, count: 2))
            return start &+ 3
        case UInt8(ascii: "u"): return try unit(start)
        case UInt8(ascii: "U"):
            let scalar = try hex(start &+ 1, count: 8)
            guard scalar <= 0x10FFFF, scalar & 0xFFFF_F800 != 0xD800 else {
                throw fail(.escape, at: start &+ 8)
            }
            try put(scalar: scalar)
            return start &+ 9
        default: throw fail(.escape, at: start)
        }
        try put(scalar: scalar)
        return start &+ 1
    }

    /// Reads a unit of UTF-16 from its `u`, and the other half of a pair.
    private mutating func unit(_ start: Int) throws(ScanFault) -> Int {
        let first = try hex(start &+ 1, count: 4)
        try put(scalar: first)
        guard first & 0xF800 == 0xD800 else { return start &+ 5 }
        guard first < 0xDC00 else { throw fail(.escape, at: start &+ 4) }
        guard byte(start &+ 5) == UInt8(ascii: "\\") else { throw fail(.escape, at: start &+ 5) }
        guard byte(start &+ 6) == UInt8(ascii: "u") else { throw fail(.escape, at: start &+ 6) }
        let second = try hex(start &+ 7, count: 4)
        guard second & 0xFC00 == 0xDC00 else { throw fail(.escape, at: start &+ 10) }
        try put(scalar: second)
        return start &+ 11
    }

    private mutating func hex(_ start: Int, count: Int) throws(ScanFault) -> UInt32 {
        var value: UInt32 = 0
        for offset in start..<start + count {
            let digit = byte(offset) &- 0x30
            let letter = (byte(offset) | 0x20) &- 0x61
            guard digit < 10 || letter < 6 else { throw fail(.escape, at: offset) }
            value = value << 4 | UInt32(digit < 10 ? digit : letter + 10)
        }
        return value
    }

    /// Writes a character: printable ones of ASCII as they are, so that equal names are equal text,
    /// and others by the short escapes that writers of JSON use.
    private mutating func put(scalar: UInt32) throws(ScanFault) {
        switch scalar {
        case 0x08: try put(0x625C, 2)  // \b
        case 0x09: try put(0x745C, 2)  // \t
        case 0x0A: try put(0x6E5C, 2)  // \n
        case 0x0C: try put(0x665C, 2)  // \f
        case 0x0D: try put(0x725C, 2)  // \r
        case 0x22, 0x5C: try put(UInt64(scalar) << 8 | 0x5C, 2)
        case 0x20..<0x7F: try put(UInt64(scalar), 1)
        case 0..<0x1_0000:
            try put(0x755C, 2)  // \u
            try put(digits(scalar >> 8) | digits(scalar & 0xFF) << 16, 4)
        default:
            try put(UInt64(0xF0 | scalar >> 18), 1)
            try put(UInt64(0x80 | scalar >> 12 & 0x3F), 1)
            try put(UInt64(0x80 | scalar >> 6 & 0x3F), 1)
            try put(UInt64(0x80 | scalar & 0x3F), 1)
        }
    }

    /// Two hexadecimal digits, the first in the lower byte.
    private func digits(_ byte: UInt32) -> UInt64 {
        func digit(_ value: UInt32) -> UInt64 { UInt64(value < 10 ? value + 0x30 : value + 0x37) }
        return digit(byte >> 4) | digit(byte & 15) << 8
    }
}
