/// The name of an object's member: the range between its quotes.
struct ScannedName {
    var range: Range<Int>
    var isEscaped: Bool
}

extension TapeScanner {
    /// Moves to the value of an object's next member.
    ///
    /// - Parameter offset: The byte after the brace, or after the value of the member before.
    /// - Returns: The member's name; nil where the object has ended, the offset then after it.
    mutating func nextMember(
        _ offset: inout Int, isFirst: Bool
    ) throws(ScanFault) -> ScannedName? {
        offset = skipSpace(offset)
        if byte(offset) == UInt8(ascii: "}") {
            offset += 1
            return nil
        }
        if !isFirst {
            guard byte(offset) == UInt8(ascii: ",") else { throw fail(.syntax, at: offset) }
            offset = skipSpace(offset + 1)
        }
        guard byte(offset) == UInt8(ascii: "\"") else { throw fail(.syntax, at: offset) }
        let start = offset + 1
        let name = try string(start)
        offset = skipSpace(name.end + 1)
        guard byte(offset) == UInt8(ascii: ":") else { throw fail(.syntax, at: offset) }
        offset = skipSpace(offset + 1)
        return ScannedName(range: start..<name.end, isEscaped: name.flags != 0)
    }

    /// Moves to a list's next element.
    ///
    /// - Parameter offset: The byte after the bracket, or after the element before.
    /// - Returns: Whether there is one; where there is none, the offset is after the list.
    @inline(__always)
    mutating func nextElement(_ offset: inout Int, isFirst: Bool) throws(ScanFault) -> Bool {
        offset = skipSpace(offset)
        if byte(offset) == UInt8(ascii: "]") {
            offset &+= 1
            return false
        }
        if !isFirst {
            guard byte(offset) == UInt8(ascii: ",") else { throw fail(.syntax, at: offset) }
            offset = skipSpace(offset &+ 1)
        }
        return true
    }

    /// Returns the byte after an opening bracket, which must be there.
    mutating func open(_ bracket: UInt8, _ start: Int) throws(ScanFault) -> Int {
        guard byte(start) == bracket else {
            throw fail(start < end ? .member : .endOfRecord, at: start)
        }
        return start + 1
    }

    /// Whether `null` begins at an offset.
    func isNull(_ offset: Int) -> Bool {
        UInt32(truncatingIfNeeded: word(offset)) == 0x6C6C_756E
    }

    /// Whether a name, or text, is the one given.
    mutating func isName(_ name: ScannedName, _ text: String) -> Bool {
        if name.isEscaped { return text.utf8.elementsEqual(plain(name)) }
        return matches(name.range, text.utf8)
    }

    /// The bytes that a name stands for.
    mutating func plain(_ name: ScannedName) -> [UInt8] {
        plain(Token(.name, offset: name.range.lowerBound, byteCount: name.range.count))
    }

    /// Validates a string from its quote.
    ///
    /// - Returns: The text between the quotes; nil where the value is none, the offset after it.
    mutating func text(_ offset: inout Int) throws(ScanFault) -> ScannedName? {
        guard byte(offset) == UInt8(ascii: "\"") else {
            offset = try skipValue(offset, depth: 0)
            return nil
        }
        let start = offset + 1
        let text = try string(start)
        offset = text.end + 1
        return ScannedName(range: start..<text.end, isEscaped: text.flags != 0)
    }

    /// The bytes of a range.
    mutating func copy(of range: Range<Int>) -> [UInt8] {
        var copy: [UInt8] = []
        withText(range) { TokenText.copy(0..<$0.byteCount, of: $0, to: &copy) }
        return copy
    }
}
