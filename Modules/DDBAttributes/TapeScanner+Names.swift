import DDBJSON

extension TapeScanner {
    /// Up to this many names of a map, one that the filter may have seen is searched for; larger
    /// maps are sorted when they end.
    static var searchedNamesMax: Int { 64 }

    /// Pushes a name, unless the map that began at `head` has it.
    @inline(__always)
    mutating func pushName(
        _ start: Int, _ close: Int, _ flags: UInt64, head: Int, count: Int, _ depth: Int
    ) throws(ScanFault) {
        guard close &- start <= limits.nameBytesMax else { throw fail(.nameSize, at: start) }
        let hash = flags == 0 ? hash(start, close) : hashOfEscaped(start..<close)
        let token = Token(.name, offset: start, byteCount: close &- start, flags: flags)
        if addToFilter(depth, hash), count <= Self.searchedNamesMax {
            try search(token, head: head, count: count)
        }
        push(token.word)
    }

    @inline(__always)
    private func hash(_ start: Int, _ close: Int) -> UInt64 {
        let count = close &- start
        let bits = count >= 8 ? word(start) : word(start) & ((1 << UInt64(8 &* count)) &- 1)
        let tail = count >= 8 ? word(close &- 8) : 0
        return Self.mix(bits, tail, count)
    }

    @inline(__always)
    private static func mix(_ bits: UInt64, _ tail: UInt64, _ count: Int) -> UInt64 {
        (bits ^ tail &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(truncatingIfNeeded: count))
            &* 0xD6E8_FEB8_6659_FD93
    }

    /// The hash of what an escaped name stands for, equal to that of the same name without escapes.
    @inline(never)
    private mutating func hashOfEscaped(_ range: Range<Int>) -> UInt64 {
        let name = plain(Token(.name, offset: range.lowerBound, byteCount: range.count))
        let words = [name.prefix(8), name.count >= 8 ? name.suffix(8) : []].map { bytes in
            bytes.reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
        }
        return Self.mix(words[0], words[1], name.count)
    }

    /// The bytes that a name stands for.
    mutating func plain(_ token: Token) -> [UInt8] {
        var plain: [UInt8] = []
        withText(token.range) { JSONText.unescape($0, 0..<$0.byteCount, into: &plain) }
        return plain
    }

    @inline(never)
    private mutating func search(_ token: Token, head: Int, count: Int) throws(ScanFault) {
        var index = head + 2
        for _ in 0..<count {
            if isEqual(Token(word: tapeWord(index)), token) {
                throw fail(.duplicateName, at: token.offset)
            }
            index = next(after: index + 1)
        }
    }

    mutating func next(after value: Int) -> Int {
        Token(word: tapeWord(value)).rawKind >= Token.Kind.map.rawValue
            ? Int(UInt32(truncatingIfNeeded: tapeWord(value + 1))) : value + 1
    }

    private mutating func isEqual(_ left: Token, _ right: Token) -> Bool {
        if left.hasEscapes || right.hasEscapes { return plain(left) == plain(right) }
        guard left.byteCount == right.byteCount else { return false }
        return compare(left, right) == 0
    }

    /// Orders names without escapes, by length first.
    private mutating func compare(_ left: Token, _ right: Token) -> Int {
        if left.byteCount != right.byteCount { return left.byteCount - right.byteCount }
        for index in 0..<left.byteCount {
            let difference = Int(byte(left.offset + index)) - Int(byte(right.offset + index))
            if difference != 0 { return difference }
        }
        return 0
    }

    /// Looks for a name that a large map has twice, by sorting: no choice of names makes that slow.
    @inline(never)
    mutating func checkNames(of head: Int, count: Int) throws(ScanFault) {
        var names: [Token] = []
        names.reserveCapacity(count)
        var escaped: [(plain: [UInt8], token: Token)] = []
        var index = head + 2
        for _ in 0..<count {
            let token = Token(word: tapeWord(index))
            if token.hasEscapes { escaped.append((plain(token), token)) }
            names.append(token)
            index = next(after: index + 1)
        }
        if escaped.isEmpty {
            names.sort { compare($0, $1) < 0 }
            for (left, right) in zip(names, names.dropFirst()) where compare(left, right) == 0 {
                throw fail(.duplicateName, at: max(left.offset, right.offset))
            }
            return
        }
        var seen: Set<[UInt8]> = []
        for token in names where !seen.insert(plain(token)).inserted {
            throw fail(.duplicateName, at: token.offset)
        }
    }
}
