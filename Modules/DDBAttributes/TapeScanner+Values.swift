extension TapeScanner {
    /// Reads an attribute value, `{"<type>":<content>}`, and returns the offset after it.
    ///
    /// - Parameter depth: The number of maps and lists of the item around it.
    mutating func value(_ start: Int, _ depth: Int) throws(ScanFault) -> Int {
        // {"S":  in the compact form that DynamoDB writes, whatever the letter is.
        let head = word(start)
        guard head & 0xFF_FF00_FFFF == 0x3A_2200_227B else {
            return try valueOfLongName(start, depth)
        }
        let first = UInt8(truncatingIfNeeded: head >> 40)
        var offset = start &+ 6
        switch UInt8(truncatingIfNeeded: head >> 16) {
        case UInt8(ascii: "S") where first == UInt8(ascii: "\""):
            let text = try string(offset)
            pushText(.string, from: offset, to: text.end, text.flags)
            offset = text.end &+ 1
        case UInt8(ascii: "N") where first == UInt8(ascii: "\""):
            let close = try number(offset)
            pushText(.number, from: offset, to: close, 0)
            offset = close &+ 1
        case UInt8(ascii: "B") where first == UInt8(ascii: "\""):
            let close = try binary(offset)
            pushText(.binary, from: offset, to: close, 0)
            offset = close &+ 1
        case UInt8(ascii: "M") where first == UInt8(ascii: "{"):
            guard depth < limits.depthMax else { throw fail(.depth, at: start) }
            offset = try map(offset &- 1, depth &+ 1)
        case UInt8(ascii: "L") where first == UInt8(ascii: "["):
            guard depth < limits.depthMax else { throw fail(.depth, at: start) }
            offset = try list(offset &- 1, depth &+ 1)
        default:
            return try valueInGeneral(start, depth)
        }
        return byte(offset) == UInt8(ascii: "}") ? offset &+ 1 : try closeValue(offset)
    }

    /// The compact forms of the types whose names are longer than a letter.
    private mutating func valueOfLongName(
        _ start: Int, _ depth: Int
    ) throws(ScanFault) -> Int {
        let offset: Int
        switch word(start) {
        case 0x3A22_4C4F_4F42_227B:  // {"BOOL":
            offset = try bool(skipSpace(start &+ 8))
        case 0x3A22_4C4C_554E_227B:  // {"NULL":
            offset = try null(skipSpace(start &+ 8))
        case 0x225B_3A22_5353_227B:  // {"SS":["
            offset = try valueSet(.stringSet, of: .string, start &+ 6)
        case 0x225B_3A22_534E_227B:  // {"NS":["
            offset = try valueSet(.numberSet, of: .number, start &+ 6)
        case 0x225B_3A22_5342_227B:  // {"BS":["
            offset = try valueSet(.binarySet, of: .binary, start &+ 6)
        default:
            return try valueInGeneral(start, depth)
        }
        return byte(offset) == UInt8(ascii: "}") ? offset &+ 1 : try closeValue(offset)
    }

    @inline(__always)
    mutating func pushText(_ kind: Token.Kind, from start: Int, to end: Int, _ flags: UInt64) {
        push(Token(kind, offset: start, byteCount: end &- start, flags: flags).word)
    }

    @inline(never)
    private mutating func closeValue(_ start: Int) throws(ScanFault) -> Int {
        let offset = skipSpace(start)
        if byte(offset) == UInt8(ascii: ",") { throw fail(.severalTypes, at: offset) }
        guard byte(offset) == UInt8(ascii: "}") else { throw fail(.syntax, at: offset) }
        return offset + 1
    }

    /// Reads a value however it is spaced.
    @inline(never)
    private mutating func valueInGeneral(_ start: Int, _ depth: Int) throws(ScanFault) -> Int {
        var offset = start
        guard byte(offset) == UInt8(ascii: "{") else {
            throw fail(offset < end ? .content : .endOfRecord, at: offset)
        }
        offset = skipSpace(offset + 1)
        guard byte(offset) == UInt8(ascii: "\"") else {
            throw fail(byte(offset) == UInt8(ascii: "}") ? .unknownType : .syntax, at: offset)
        }
        let typeStart = offset + 1
        let name = try string(typeStart)
        guard let kind = kind(typeStart..<name.end, isEscaped: name.flags != 0) else {
            throw fail(.unknownType, at: typeStart)
        }
        offset = skipSpace(name.end + 1)
        guard byte(offset) == UInt8(ascii: ":") else { throw fail(.syntax, at: offset) }
        offset = try content(kind, skipSpace(offset + 1), depth)
        return try closeValue(offset)
    }

    private mutating func kind(_ name: Range<Int>, isEscaped: Bool) -> Token.Kind? {
        let token = Token(.name, offset: name.lowerBound, byteCount: name.count)
        let letters: [UInt8]
        if isEscaped {
            letters = plain(token)
        } else {
            guard name.count <= 4 else { return nil }
            letters = name.map { byte($0) }
        }
        switch String(decoding: letters, as: UTF8.self) {
        case "S": return .string
        case "N": return .number
        case "B": return .binary
        case "BOOL": return .bool
        case "NULL": return .null
        case "M": return .map
        case "L": return .list
        case "SS": return .stringSet
        case "NS": return .numberSet
        case "BS": return .binarySet
        default: return nil
        }
    }

    /// Reads what follows the type and its colon, from its first byte.
    private mutating func content(
        _ kind: Token.Kind, _ start: Int, _ depth: Int
    ) throws(ScanFault) -> Int {
        switch kind {
        case .string, .number, .binary, .name:
            guard byte(start) == UInt8(ascii: "\"") else { throw fail(.content, at: start) }
            return try text(kind, start &+ 1)
        case .bool: return try bool(start)
        case .null: return try null(start)
        case .map:
            guard byte(start) == UInt8(ascii: "{") else { throw fail(.content, at: start) }
            guard depth < limits.depthMax else { throw fail(.depth, at: start) }
            return try map(start, depth &+ 1)
        case .list:
            guard byte(start) == UInt8(ascii: "[") else { throw fail(.content, at: start) }
            guard depth < limits.depthMax else { throw fail(.depth, at: start) }
            return try list(start, depth &+ 1)
        case .stringSet: return try valueSet(.stringSet, of: .string, start)
        case .numberSet: return try valueSet(.numberSet, of: .number, start)
        case .binarySet: return try valueSet(.binarySet, of: .binary, start)
        }
    }

    /// Reads a text of a kind from the byte after its quote and returns the offset after the other.
    @inline(__always)
    private mutating func text(_ kind: Token.Kind, _ start: Int) throws(ScanFault) -> Int {
        let text: (end: Int, flags: UInt64)
        switch kind {
        case .number: text = (try number(start), 0)
        case .binary: text = (try binary(start), 0)
        case .string, .name, .bool, .null, .map, .list, .stringSet, .numberSet, .binarySet:
            text = try string(start)
        }
        pushText(kind, from: start, to: text.end, text.flags)
        return text.end &+ 1
    }

    @inline(__always)
    private mutating func bool(_ start: Int) throws(ScanFault) -> Int {
        let text = word(start)
        if UInt32(truncatingIfNeeded: text) == 0x6575_7274 {
            push(Token(.bool, offset: start, byteCount: 4, flags: Token.trueFlag).word)
            return start &+ 4
        }
        if text & 0xFF_FFFF_FFFF == 0x65_736C_6166 {
            push(Token(.bool, offset: start, byteCount: 5).word)
            return start &+ 5
        }
        throw fail(.content, at: start)
    }

    @inline(__always)
    private mutating func null(_ start: Int) throws(ScanFault) -> Int {
        guard UInt32(truncatingIfNeeded: word(start)) == 0x6575_7274 else {
            throw fail(byte(start) == UInt8(ascii: "f") ? .nullFalse : .content, at: start)
        }
        push(Token(.null, offset: start, byteCount: 4).word)
        return start &+ 4
    }

    // MARK: containers

    /// Begins a container and returns the index of its first word.
    ///
    /// The second word is 0 until the container is closed, which tells a fault's path what was
    /// open.
    @inline(__always)
    private mutating func openContainer() -> Int {
        reserveTape()
        push(0)
        push(0)
        return tapeCount &- 2
    }

    @inline(__always)
    private mutating func closeContainer(
        _ head: Int, _ kind: Token.Kind, from start: Int, to end: Int, count: Int
    ) {
        set(Token(kind, offset: start, byteCount: end &- start).word, at: head)
        set(
            UInt64(truncatingIfNeeded: tapeCount) | UInt64(truncatingIfNeeded: count) << 32,
            at: head &+ 1)
    }

    /// Reads a list from its bracket and returns the offset after it.
    private mutating func list(_ start: Int, _ depth: Int) throws(ScanFault) -> Int {
        let head = openContainer()
        set(Token(.list, offset: start, byteCount: 0).word, at: head)
        var offset = skipSpace(start &+ 1)
        var count = 0
        if byte(offset) != UInt8(ascii: "]") {
            while true {
                reserveTape()
                offset = skipSpace(try value(offset, depth))
                count &+= 1
                if byte(offset) == UInt8(ascii: ",") {
                    offset = skipSpace(offset &+ 1)
                    continue
                }
                guard byte(offset) == UInt8(ascii: "]") else { throw fail(.syntax, at: offset) }
                break
            }
        }
        closeContainer(head, .list, from: start, to: offset &+ 1, count: count)
        return offset &+ 1
    }

    /// Reads a set from its bracket and returns the offset after it.
    private mutating func valueSet(
        _ kind: Token.Kind, of member: Token.Kind, _ start: Int
    ) throws(ScanFault) -> Int {
        guard byte(start) == UInt8(ascii: "[") else { throw fail(.content, at: start) }
        let head = openContainer()
        set(Token(kind, offset: start, byteCount: 0).word, at: head)
        var offset = skipSpace(start &+ 1)
        var count = 0
        if byte(offset) == UInt8(ascii: "]") { throw fail(.emptySet, at: offset) }
        while true {
            guard byte(offset) == UInt8(ascii: "\"") else {
                throw fail(offset < end ? .setMember : .endOfRecord, at: offset)
            }
            reserveTape()
            offset = skipSpace(try text(member, offset &+ 1))
            count &+= 1
            if byte(offset) == UInt8(ascii: ",") {
                offset = skipSpace(offset &+ 1)
                continue
            }
            guard byte(offset) == UInt8(ascii: "]") else { throw fail(.syntax, at: offset) }
            break
        }
        closeContainer(head, kind, from: start, to: offset &+ 1, count: count)
        return offset &+ 1
    }

    /// Reads a map of names and values from its brace and returns the offset after it.
    ///
    /// - Parameter depth: The number of maps and lists around its values, 0 for an item.
    mutating func map(_ start: Int, _ depth: Int) throws(ScanFault) -> Int {
        let head = openContainer()
        set(Token(.map, offset: start, byteCount: 0).word, at: head)
        clearFilter(depth)
        var offset = skipSpace(start &+ 1)
        var count = 0
        if byte(offset) != UInt8(ascii: "}") {
            while true {
                guard byte(offset) == UInt8(ascii: "\"") else { throw fail(.syntax, at: offset) }
                reserveTape()
                let nameStart = offset &+ 1
                let name = try string(nameStart)
                try pushName(nameStart, name.end, name.flags, head: head, count: count, depth)
                offset = skipSpace(name.end &+ 1)
                guard byte(offset) == UInt8(ascii: ":") else { throw fail(.syntax, at: offset) }
                offset = skipSpace(try value(skipSpace(offset &+ 1), depth))
                count &+= 1
                if byte(offset) == UInt8(ascii: ",") {
                    offset = skipSpace(offset &+ 1)
                    continue
                }
                guard byte(offset) == UInt8(ascii: "}") else { throw fail(.syntax, at: offset) }
                break
            }
        }
        closeContainer(head, .map, from: start, to: offset &+ 1, count: count)
        if count > Self.searchedNamesMax { try checkNames(of: head, count: count) }
        return offset &+ 1
    }
}
