extension TapeScanner {
    /// The most arrays and objects that enclose a value of a member that nobody asked for.
    private static var skippedDepthMax: Int { 64 }

    /// Validates any JSON value and returns the offset after it.
    mutating func skipValue(_ start: Int, depth: Int) throws(ScanFault) -> Int {
        switch byte(start) {
        case UInt8(ascii: "\""): return try string(start + 1).end + 1
        case UInt8(ascii: "{"): return try skipContainer(start, depth, close: UInt8(ascii: "}"))
        case UInt8(ascii: "["): return try skipContainer(start, depth, close: UInt8(ascii: "]"))
        case UInt8(ascii: "t"): return try skipLiteral(start, "true")
        case UInt8(ascii: "f"): return try skipLiteral(start, "false")
        case UInt8(ascii: "n"): return try skipLiteral(start, "null")
        default: return try skipNumber(start)
        }
    }

    private mutating func skipContainer(
        _ start: Int, _ depth: Int, close: UInt8
    ) throws(ScanFault) -> Int {
        guard depth < Self.skippedDepthMax else { throw fail(.depth, at: start) }
        var offset = skipSpace(start + 1)
        if byte(offset) == close { return offset + 1 }
        while true {
            if close == UInt8(ascii: "}") {
                guard byte(offset) == UInt8(ascii: "\"") else { throw fail(.syntax, at: offset) }
                offset = skipSpace(try string(offset + 1).end + 1)
                guard byte(offset) == UInt8(ascii: ":") else { throw fail(.syntax, at: offset) }
                offset = skipSpace(offset + 1)
            }
            offset = skipSpace(try skipValue(offset, depth: depth + 1))
            if byte(offset) == close { return offset + 1 }
            guard byte(offset) == UInt8(ascii: ",") else { throw fail(.syntax, at: offset) }
            offset = skipSpace(offset + 1)
        }
    }

    private mutating func skipLiteral(_ start: Int, _ text: String) throws(ScanFault) -> Int {
        var offset = start
        for expected in text.utf8 {
            guard byte(offset) == expected else { throw fail(.syntax, at: offset) }
            offset += 1
        }
        return offset
    }

    mutating func skipNumber(_ start: Int) throws(ScanFault) -> Int {
        var offset = byte(start) == UInt8(ascii: "-") ? start + 1 : start
        offset = byte(offset) == UInt8(ascii: "0") ? offset + 1 : try skipDigits(offset)
        if byte(offset) == UInt8(ascii: ".") { offset = try skipDigits(offset + 1) }
        if byte(offset) | 0x20 == UInt8(ascii: "e") {
            let sign = byte(offset + 1)
            let isSigned = sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-")
            offset = try skipDigits(offset + (isSigned ? 2 : 1))
        }
        return offset
    }

    private mutating func skipDigits(_ start: Int) throws(ScanFault) -> Int {
        var offset = start
        while byte(offset) &- 0x30 < 10 { offset += 1 }
        guard offset > start else { throw fail(.syntax, at: offset) }
        return offset
    }
}
