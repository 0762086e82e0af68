extension IonScanner {
    /// Reads a value and writes it as `{"<type>":<content>}`; returns the offset after it.
    ///
    /// - Parameter depth: The number of maps and lists of the item around it.
    mutating func value(_ start: Int, _ depth: Int) throws(ScanFault) -> Int {
        var offset: Int
        switch byte(start) {
        case UInt8(ascii: "\""):
            try put(0x223A_2253_227B, 6)  // {"S":"
            offset = try string(start &+ 1)
            try put(0x7D22, 2)  // "}
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            try put(0x223A_224E_227B, 6)  // {"N":"
            offset = try number(start)
            try put(0x7D22, 2)
        case UInt8(ascii: "{"):
            if byte(start &+ 1) == UInt8(ascii: "{") {
                try put(0x223A_2242_227B, 6)  // {"B":"
                offset = try blob(start &+ 2)
                try put(0x7D22, 2)
            } else {
                guard depth < limits.depthMax else { throw fail(.depth, at: start) }
                try put(0x3A_224D_227B, 5)  // {"M":
                offset = try fields(start &+ 1, depth &+ 1)
                try put(UInt8(ascii: "}"))
            }
        case UInt8(ascii: "["):
            guard depth < limits.depthMax else { throw fail(.depth, at: start) }
            try put(0x5B3A_224C_227B, 6)  // {"L":[
            offset = try elements(start &+ 1, depth &+ 1)
            try put(0x7D5D, 2)  // ]}
        default:
            offset = try wordValue(start)
        }
        return offset
    }

    /// Reads the fields of a struct from the byte after its brace and writes `{...}`.
    mutating func fields(_ start: Int, _ depth: Int) throws(ScanFault) -> Int {
        try put(UInt8(ascii: "{"))
        var offset = try skipSpace(start)
        var isFirst = true
        while byte(offset) != UInt8(ascii: "}") {
            if !isFirst { try put(UInt8(ascii: ",")) }
            isFirst = false
            offset = try value(name(offset), depth)
            offset = try nextOrClose(offset, UInt8(ascii: "}"))
        }
        try put(UInt8(ascii: "}"))
        return offset &+ 1
    }

    /// Reads the elements of a list from the byte after its bracket.
    private mutating func elements(_ start: Int, _ depth: Int) throws(ScanFault) -> Int {
        var offset = try skipSpace(start)
        var isFirst = true
        while byte(offset) != UInt8(ascii: "]") {
            if !isFirst { try put(UInt8(ascii: ",")) }
            isFirst = false
            offset = try value(offset, depth)
            offset = try nextOrClose(offset, UInt8(ascii: "]"))
        }
        return offset &+ 1
    }

    /// Moves from the end of a member to the next one, or to the bracket that closes all of them.
    ///
    /// A comma may stand before that bracket.
    @inline(__always)
    mutating func nextOrClose(_ start: Int, _ close: UInt8) throws(ScanFault) -> Int {
        let offset = try skipSpace(start)
        if byte(offset) == UInt8(ascii: ",") { return try skipSpace(offset &+ 1) }
        guard byte(offset) == close else { throw fail(.ionSyntax, at: offset) }
        return offset
    }

    // MARK: words

    /// Reads what begins with neither bracket nor digit nor double quote.
    private mutating func wordValue(_ start: Int) throws(ScanFault) -> Int {
        if let close = try null(start) {
            try put(0x3A22_4C4C_554E_227B, 8)  // {"NULL":
            try put(0x7D_6575_7274, 5)  // true}
            return close
        }
        let close = identifierEnd(start)
        switch word(start, count: min(close &- start, 8)) {
        case 0x6575_7274:  // true
            try put(0x3A22_4C4F_4F42_227B, 8)  // {"BOOL":
            try put(0x7D_6575_7274, 5)
            return close
        case 0x65_736C_6166:  // false
            try put(0x3A22_4C4F_4F42_227B, 8)
            try put(0x7D65_736C_6166, 6)
            return close
        case 0x6E_616E: throw fail(.ionFloat, at: close)  // nan
        default: break
        }
        switch byte(start) {
        case UInt8(ascii: "'"):
            if try isLongQuote(start) {
                try put(0x223A_2253_227B, 6)  // {"S":"
                let end = try longString(start)
                try put(0x7D22, 2)
                return end
            }
            return try quotedAnnotation(start)
        case UInt8(ascii: "+"): throw fail(.ionFloat, at: start)
        case UInt8(ascii: "("): throw fail(.ionType, at: start)
        default:
            guard close > start else { throw fail(.ionSyntax, at: start) }
            return try annotated(start..<close, at: close)
        }
    }

    /// Reads `null` or `null.type` and returns the offset after it; nil where there is none.
    mutating func null(_ start: Int) throws(ScanFault) -> Int? {
        guard UInt32(truncatingIfNeeded: word(start)) == 0x6C6C_756E else { return nil }
        let close = identifierEnd(start)
        guard close == start &+ 4 else { return nil }
        guard byte(close) == UInt8(ascii: ".") else { return close }
        let end = identifierEnd(close &+ 1)
        switch word(close &+ 1, count: min(end &- close &- 1, 8)) {
        case 0x6C6C_756E, 0x6C6F_6F62, 0x74_6E69, 0x74_616F_6C66, 0x626F_6C62, 0x626F_6C63,
            0x7473_696C, 0x7078_6573:
            // null, bool, int, float, blob, clob, list, sexp
            break
        case 0x6C_616D_6963_6564, 0x676E_6972_7473, 0x6C6F_626D_7973, 0x7463_7572_7473:
            // decimal, string, symbol, struct
            break
        case 0x6D61_7473_656D_6974 where end &- close == 10 && byte(end &- 1) == UInt8(ascii: "p"):
            break  // timestamp
        default: throw fail(.ionSyntax, at: end)
        }
        return end
    }

    // MARK: annotations

    /// Reads a symbol in quotes, which must be an annotation.
    private mutating func quotedAnnotation(_ start: Int) throws(ScanFault) -> Int {
        let mark = textCount
        let end = try quotedSymbol(start &+ 1)
        takeBack(to: mark)
        return try annotated(start &+ 1..<end &- 1, at: end)
    }

    /// Reads `::` after an annotation and then the set.
    private mutating func annotated(
        _ annotation: Range<Int>, at close: Int
    ) throws(ScanFault) -> Int {
        var offset = try skipSpace(close)
        guard byte(offset) == UInt8(ascii: ":") else { throw fail(.ionType, at: offset) }
        guard byte(offset &+ 1) == UInt8(ascii: ":") else {
            throw fail(.ionSyntax, at: offset &+ 1)
        }
        // $dynamod, and b_SS and so on.
        guard annotation.count == 12, word(annotation.lowerBound) == 0x646F_6D61_6E79_6424 else {
            throw fail(.ionAnnotation, at: offset &+ 1)
        }
        let kind = word(annotation.lowerBound &+ 8, count: 4)
        let head: UInt64
        switch kind {
        case 0x5353_5F62: head = 0x5B_3A22_5353_227B  // {"SS":[
        case 0x534E_5F62: head = 0x5B_3A22_534E_227B
        case 0x5342_5F62: head = 0x5B_3A22_5342_227B
        default: throw fail(.ionAnnotation, at: offset &+ 1)
        }
        offset = try skipSpace(offset &+ 2)
        guard byte(offset) == UInt8(ascii: "[") else { throw fail(.ionAnnotation, at: offset) }
        try put(head, 7)
        offset = try members(offset &+ 1, UInt8(truncatingIfNeeded: kind >> 16))
        try put(0x7D5D, 2)  // ]}
        return offset
    }

    /// Reads the members of a set from the byte after its bracket.
    private mutating func members(_ start: Int, _ letter: UInt8) throws(ScanFault) -> Int {
        var offset = try skipSpace(start)
        if byte(offset) == UInt8(ascii: "]") { throw fail(.emptySet, at: offset) }
        var isFirst = true
        while byte(offset) != UInt8(ascii: "]") {
            if !isFirst { try put(UInt8(ascii: ",")) }
            isFirst = false
            try put(UInt8(ascii: "\""))
            offset = try member(offset, letter)
            try put(UInt8(ascii: "\""))
            offset = try nextOrClose(offset, UInt8(ascii: "]"))
        }
        return offset &+ 1
    }

    /// Reads a member of a set of strings, numbers or binaries.
    private mutating func member(_ start: Int, _ letter: UInt8) throws(ScanFault) -> Int {
        let first = byte(start)
        switch letter {
        case UInt8(ascii: "S"):
            if first == UInt8(ascii: "\"") { return try string(start &+ 1) }
            if first == UInt8(ascii: "'") {
                if try isLongQuote(start) { return try longString(start) }
            }
        case UInt8(ascii: "N"):
            if Self.isDigit(first) || first == UInt8(ascii: "-") { return try number(start) }
        default:
            if first == UInt8(ascii: "{"), byte(start &+ 1) == UInt8(ascii: "{") {
                return try blob(start &+ 2)
            }
        }
        throw fail(.ionSet, at: start &+ 1)
    }
}
