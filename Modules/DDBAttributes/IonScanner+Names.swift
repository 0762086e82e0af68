extension IonScanner {
    /// Reads the name of a field and its colon, and writes `"name":`.
    ///
    /// - Returns: The offset of the value.
    @inline(__always)
    mutating func name(_ start: Int) throws(ScanFault) -> Int {
        try put(UInt8(ascii: "\""))
        let close = identifierEnd(start)
        var offset = close
        if close > start {
            try checkIdentifier(start, close)
            try copy(start..<close)
        } else {
            offset = try quotedName(start)
        }
        offset = try skipSpace(offset)
        guard byte(offset) == UInt8(ascii: ":") else { throw fail(.ionSyntax, at: offset) }
        try put(0x3A22, 2)  // ":
        return try skipSpace(offset &+ 1)
    }

    @inline(never)
    private mutating func quotedName(_ start: Int) throws(ScanFault) -> Int {
        switch byte(start) {
        case UInt8(ascii: "\""): return try string(start &+ 1)
        case UInt8(ascii: "'"):
            return try isLongQuote(start) ? longString(start) : quotedSymbol(start &+ 1)
        default: throw fail(.ionSyntax, at: start)
        }
    }

    /// Refuses what looks like an identifier and is none: a number, a keyword, `$7`.
    @inline(__always)
    private mutating func checkIdentifier(_ start: Int, _ close: Int) throws(ScanFault) {
        let first = byte(start)
        if first <= UInt8(ascii: "9") {
            try checkDigits(start, close)
        } else if close &- start <= 5 {
            switch word(start, count: close &- start) {
            case 0x6C6C_756E, 0x6575_7274, 0x65_736C_6166, 0x6E_616E:
                // null, true, false, nan
                throw fail(.ionSyntax, at: close)
            default: break
            }
        }
    }

    @inline(never)
    private mutating func checkDigits(_ start: Int, _ close: Int) throws(ScanFault) {
        guard byte(start) == UInt8(ascii: "$") else { throw fail(.ionSyntax, at: start) }
        var offset = start &+ 1
        while Self.isDigit(byte(offset)) { offset &+= 1 }
        if offset == close, close > start &+ 1 { throw fail(.ionSymbolID, at: close) }
    }
}
