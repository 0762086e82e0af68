extension IonScanner {
    /// The most places by which an exponent moves the point in digits that are written out.
    ///
    /// DynamoDB's numbers have 130; what goes beyond is left to the decoder to refuse.
    private static var placesMax: Int { 256 }

    /// Reads a number and writes it as DynamoDB does, as plain digits.
    mutating func number(_ start: Int) throws(ScanFault) -> Int {
        let digits = byte(start) == UInt8(ascii: "-") ? start &+ 1 : start
        var offset = digits
        while Self.isDigit(byte(offset)) { offset &+= 1 }
        if byte(digits) == UInt8(ascii: "0"), offset > digits &+ 1 {
            throw fail(.numberSyntax, at: digits &+ 1)
        }
        var end = offset
        if byte(offset) == UInt8(ascii: ".") {
            offset &+= 1
            while Self.isDigit(byte(offset)) { offset &+= 1 }
            // The point alone says that it is a decimal.
            if offset > end &+ 1 { end = offset }
        }
        guard Self.endsNumber(byte(offset)), end > digits else { return try longNumber(start) }
        try copy(start..<end)
        return offset
    }

    /// Reads a number with an exponent or with underscores.
    @inline(never)
    private mutating func longNumber(_ start: Int) throws(ScanFault) -> Int {
        let first = byte(start) == UInt8(ascii: "-") ? start &+ 1 : start
        if byte(first) == UInt8(ascii: "i") { throw fail(.ionFloat, at: first) }
        var offset = try digitsEnd(first, isFraction: false)
        var fraction = 0
        if byte(offset) == UInt8(ascii: ".") {
            let point = offset
            offset = try digitsEnd(offset &+ 1, isFraction: true)
            fraction = digitCount(point..<offset)
        }
        let mantissa = first..<offset
        var exponent = 0
        switch byte(offset) {
        case UInt8(ascii: "d"), UInt8(ascii: "D"): offset = try self.exponent(offset + 1, &exponent)
        case UInt8(ascii: "e"), UInt8(ascii: "E"): throw fail(.ionFloat, at: offset)
        case UInt8(ascii: "-"), UInt8(ascii: "T"): throw fail(.ionType, at: offset)
        case UInt8(ascii: "x"), UInt8(ascii: "X"), UInt8(ascii: "b"), UInt8(ascii: "B"):
            throw fail(.ionRadix, at: offset)
        default: break
        }
        guard Self.endsNumber(byte(offset)) else { throw fail(.numberSyntax, at: offset) }
        if byte(start) == UInt8(ascii: "-") { try put(UInt8(ascii: "-")) }
        try write(mantissa, power: exponent - fraction)
        return offset
    }

    /// The offset after digits that single underscores may part.
    private mutating func digitsEnd(_ start: Int, isFraction: Bool) throws(ScanFault) -> Int {
        var offset = start
        while Self.isDigit(byte(offset)) {
            offset &+= 1
            if byte(offset) == UInt8(ascii: "_") {
                offset &+= 1
                guard Self.isDigit(byte(offset)) else { throw fail(.numberSyntax, at: offset) }
            }
        }
        if isFraction { return offset }
        guard offset > start else { throw fail(.numberSyntax, at: offset) }
        if byte(start) == UInt8(ascii: "0"), offset > start &+ 1 {
            throw fail(.numberSyntax, at: start &+ 1)
        }
        return offset
    }

    /// Reads an exponent, which is held at a billion either way.
    private mutating func exponent(_ start: Int, _ value: inout Int) throws(ScanFault) -> Int {
        let sign = byte(start)
        let first =
            sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") ? start &+ 1 : start
        var offset = first
        while Self.isDigit(byte(offset)) {
            value = min(value * 10 + Int(byte(offset) &- 0x30), 1_000_000_000)
            offset &+= 1
        }
        guard offset > first else { throw fail(.numberSyntax, at: offset) }
        if sign == UInt8(ascii: "-") { value = -value }
        return offset
    }

    private func digitCount(_ range: Range<Int>) -> Int {
        var count = 0
        for offset in range where Self.isDigit(byte(offset)) { count &+= 1 }
        return count
    }

    /// Writes the digits of a range x 10^power.
    private mutating func write(_ mantissa: Range<Int>, power: Int) throws(ScanFault) {
        var first = mantissa.lowerBound
        while first < mantissa.upperBound, !Self.isDigit(byte(first)) || byte(first) == 0x30 {
            first &+= 1
        }
        let count = digitCount(first..<mantissa.upperBound)
        guard count > 0 else { return try put(UInt8(ascii: "0")) }
        let isWritten = abs(power) <= Self.placesMax
        let point = isWritten && power < 0 ? count + power : count
        if point <= 0 {
            try put(0x2E30, 2)  // 0.
            for _ in 0..<(-point) { try put(UInt8(ascii: "0")) }
        }
        var written = 0
        for offset in first..<mantissa.upperBound where Self.isDigit(byte(offset)) {
            if written == point, written > 0 { try put(UInt8(ascii: ".")) }
            try put(byte(offset))
            written &+= 1
        }
        if isWritten {
            for _ in 0..<max(power, 0) { try put(UInt8(ascii: "0")) }
            return
        }
        try put(UInt8(ascii: "E"))
        for digit in String(power).utf8 { try put(digit) }
    }

    /// Whether a number may end before a byte, by Ion's list of stop characters.
    @inline(__always)
    private static func endsNumber(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ")"),
            UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "("), UInt8(ascii: "\""),
            UInt8(ascii: "'"):
            true
        default: isSpace(byte)
        }
    }

    // MARK: blobs

    /// Reads base64 from the bytes after `{{` and writes it without white space.
    ///
    /// - Returns: The offset after the `}}` that ends it.
    mutating func blob(_ start: Int) throws(ScanFault) -> Int {
        var offset = start
        while true {
            while Self.isBase64(byte(offset)) {
                try put(byte(offset))
                offset &+= 1
            }
            guard Self.isSpace(byte(offset)) else { break }
            offset &+= 1
        }
        switch byte(offset) {
        case UInt8(ascii: "}"):
            guard byte(offset &+ 1) == UInt8(ascii: "}") else {
                throw fail(.ionSyntax, at: offset &+ 1)
            }
            return offset &+ 2
        case UInt8(ascii: "\""), UInt8(ascii: "'"): throw fail(.ionType, at: offset)
        default: throw fail(.base64, at: offset)
        }
    }

    /// Whether a byte is one of `A-Z a-z 0-9 + / =`.
    @inline(__always)
    private static func isBase64(_ byte: UInt8) -> Bool {
        let low: UInt64 = 0x23FF_8800_0000_0000
        let high: UInt64 = 0x07FF_FFFE_07FF_FFFE
        let bits = byte < 0x40 ? low : high
        return byte < 0x80 && bits >> UInt64(byte & 63) & 1 != 0
    }
}
