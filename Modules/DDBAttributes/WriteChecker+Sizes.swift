extension WriteChecker {
    /// Checks a name and returns its size.
    @inline(__always)
    func nameSize(_ name: Token, at index: Int, _ bytes: RawSpan) throws(CheckFault) -> Int {
        let size = ValueSize.text(name, of: bytes)
        // One comparison for both ends.
        guard UInt(bitPattern: size &- 1) < UInt(ItemLimits.nameBytesMax) else {
            throw CheckFault(size == 0 ? .emptyName : .plainNameSize, at: index)
        }
        return size
    }

    /// Checks the value at a tape index and returns its size.
    ///
    /// - Parameter depth: The number of maps and lists of the item around it.
    @inline(__always)
    mutating func size(
        of index: Int, _ depth: Int, _ tape: Span<UInt64>, _ bytes: RawSpan
    ) throws(CheckFault) -> Int {
        let token = Token(word: tape[index])
        switch token.kind {
        case .string, .name: return ValueSize.text(token, of: bytes)
        case .number:
            do throws(ScanFault) {
                return try ValueSize.number(token, of: bytes)
            } catch {
                throw CheckFault(error, at: index)
            }
        case .bool, .null: return 1
        case .binary: return TokenText.binaryByteCount(token, of: bytes)
        case .map, .list, .stringSet, .numberSet, .binarySet:
            return try containerSize(index, depth, tape, bytes)
        }
    }

    @inline(never)
    private mutating func containerSize(
        _ head: Int, _ depth: Int, _ tape: Span<UInt64>, _ bytes: RawSpan
    ) throws(CheckFault) -> Int {
        let kind = Token(word: tape[head]).kind
        let count = Tape.count(of: head, in: tape)
        var index = Tape.firstChild(of: head)
        let end = Tape.next(after: head, in: tape)
        var sum = 0
        switch kind {
        case .map:
            guard depth < ItemLimits.depthMax else { throw CheckFault(.depth, at: head) }
            while index < end {
                sum &+= try nameSize(Token(word: tape[index]), at: index, bytes)
                sum &+= try size(of: index &+ 1, depth &+ 1, tape, bytes)
                index = Tape.next(after: index &+ 1, in: tape)
            }
            return sum &+ ValueSize.container &+ count &* ValueSize.element
        case .list:
            guard depth < ItemLimits.depthMax else { throw CheckFault(.depth, at: head) }
            while index < end {
                sum &+= try size(of: index, depth &+ 1, tape, bytes)
                index = Tape.next(after: index, in: tape)
            }
            return sum &+ ValueSize.container &+ count &* ValueSize.element
        case .stringSet, .numberSet, .binarySet:
            while index < end {
                sum &+= try size(of: index, depth, tape, bytes)
                index &+= 1
            }
            if count > 1 {
                try members.checkDistinct(
                    Tape.firstChild(of: head)..<end, tape, bytes, identifier.digester)
            }
            return sum
        case .name, .string, .number, .binary, .bool, .null:
            preconditionFailure("only containers are walked into")
        }
    }
}
