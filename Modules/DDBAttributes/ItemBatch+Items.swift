extension ItemBatch {
    /// Builds the item, or map, at a tape index.
    public func item(at index: Int) -> Item {
        var item = Item()
        var name = Tape.firstChild(of: index)
        for _ in 0..<Tape.count(of: index, in: tape) {
            item.append(text(of: token(at: name)), value(at: name + 1))
            name = Tape.next(after: name + 1, in: tape)
        }
        return item
    }

    /// Builds the value at a tape index.
    public func value(at index: Int) -> AttributeValue {
        let token = token(at: index)
        switch token.kind {
        case .name, .string: return .string(text(of: token))
        case .number: return .number(number(of: token))
        case .binary: return .binary(binary(of: token))
        case .bool: return .bool(token.isTrue)
        case .null: return .null
        case .map: return .map(item(at: index))
        case .list: return .list(children(of: index).map { value(at: $0) })
        case .stringSet: return .stringSet(children(of: index).map { text(of: self.token(at: $0)) })
        case .numberSet:
            return .numberSet(children(of: index).map { number(of: self.token(at: $0)) })
        case .binarySet:
            return .binarySet(children(of: index).map { binary(of: self.token(at: $0)) })
        }
    }

    /// The token at a tape index that holds a name or value.
    @inlinable
    public func token(at index: Int) -> Token {
        Tape.token(at: index, in: tape)
    }

    /// Returns the tape index of the value that an item or map has under a name, or nil.
    ///
    /// - Parameter name: The name's bytes, unescaped.
    public func index(of name: [UInt8], in map: Int) -> Int? {
        var index = Tape.firstChild(of: map)
        for _ in 0..<Tape.count(of: map, in: tape) {
            if isText(of: token(at: index), name) { return index + 1 }
            index = Tape.next(after: index + 1, in: tape)
        }
        return nil
    }

    /// Whether a token's text stands for the bytes given.
    func isText(of token: Token, _ plain: [UInt8]) -> Bool {
        if token.hasEscapes {
            var text: [UInt8] = []
            TokenText.append(token, of: bytes, to: &text)
            return text == plain
        }
        guard token.byteCount == plain.count else { return false }
        let bytes = bytes
        for index in plain.indices where byteAt(bytes, token.offset + index) != plain[index] {
            return false
        }
        return true
    }

    private func children(of index: Int) -> [Int] {
        var indexes: [Int] = []
        var child = Tape.firstChild(of: index)
        for _ in 0..<Tape.count(of: index, in: tape) {
            indexes.append(child)
            child = Tape.next(after: child, in: tape)
        }
        return indexes
    }

    private func text(of token: Token) -> String {
        var text: [UInt8] = []
        TokenText.append(token, of: bytes, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    private func binary(of token: Token) -> [UInt8] {
        var binary: [UInt8] = []
        TokenText.appendBinary(token, of: bytes, to: &binary)
        return binary
    }

    private func number(of token: Token) -> DecimalNumber {
        do throws(AttributeError) {
            return try DecimalNumber(utf8: bytes.extracting(token.range))
        } catch {
            preconditionFailure("a batch holds only numbers that were checked")
        }
    }
}
