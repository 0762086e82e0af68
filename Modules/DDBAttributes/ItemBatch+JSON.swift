import DDBJSON

extension ItemBatch {
    /// Appends the value at a tape index as plain JSON, splicing wire text where it can.
    ///
    /// S becomes a string, N a number of the same text (in JSON's grammar), B a string of base64,
    /// BOOL and NULL the literals, M an object, L and sets arrays.
    public func appendPlainJSON(at index: Int, to json: inout [UInt8]) {
        let bytes = bytes
        let tape = tape
        let token = Token(word: tape[index])
        switch token.kind {
        case .name, .string, .binary:
            TokenText.copy(token.offset - 1..<token.range.upperBound + 1, of: bytes, to: &json)
        case .number: appendNumber(token, to: &json)
        case .bool: TokenText.copy(token.range, of: bytes, to: &json)
        case .null: json.append(contentsOf: "null".utf8)
        case .map:
            json.append(UInt8(ascii: "{"))
            var name = Tape.firstChild(of: index)
            for position in 0..<Tape.count(of: index, in: tape) {
                if position > 0 { json.append(UInt8(ascii: ",")) }
                let range = Token(word: tape[name]).range
                TokenText.copy(range.lowerBound - 1..<range.upperBound + 1, of: bytes, to: &json)
                json.append(UInt8(ascii: ":"))
                appendPlainJSON(at: name + 1, to: &json)
                name = Tape.next(after: name + 1, in: tape)
            }
            json.append(UInt8(ascii: "}"))
        case .list, .stringSet, .numberSet, .binarySet:
            json.append(UInt8(ascii: "["))
            var child = Tape.firstChild(of: index)
            for position in 0..<Tape.count(of: index, in: tape) {
                if position > 0 { json.append(UInt8(ascii: ",")) }
                appendPlainJSON(at: child, to: &json)
                child = Tape.next(after: child, in: tape)
            }
            json.append(UInt8(ascii: "]"))
        }
    }

    /// Appends the attribute value at a tape index as DynamoDB JSON, `{"<type>":<wire bytes>}`.
    public func appendWire(at index: Int, to wire: inout [UInt8]) {
        let token = token(at: index)
        let isQuoted: Bool
        switch token.kind {
        case .name, .string, .number, .binary: isQuoted = true
        case .bool, .null, .map, .list, .stringSet, .numberSet, .binarySet: isQuoted = false
        }
        wire.append(contentsOf: WireEncoder.opening(token.kind).utf8)
        let margin = isQuoted ? 1 : 0
        TokenText.copy(
            token.offset - margin..<token.range.upperBound + margin, of: bytes, to: &wire)
        wire.append(UInt8(ascii: "}"))
    }

    /// Appends an attribute as DynamoDB JSON, `"name":{"<type>":<wire bytes>}`, the name as it was
    /// written.
    ///
    /// - Parameter name: The tape index of the name, which the value follows.
    public func appendAttributeWire(at name: Int, to wire: inout [UInt8]) {
        let token = token(at: name)
        TokenText.copy(token.offset - 1..<token.range.upperBound + 1, of: bytes, to: &wire)
        wire.append(UInt8(ascii: ":"))
        appendWire(at: name + 1, to: &wire)
    }

    /// Appends an item's very bytes, `{"pk":{"S":".."},...}`.
    public func appendItemWire(at index: Int, to wire: inout [UInt8]) {
        TokenText.copy(token(at: index).range, of: bytes, to: &wire)
    }

    /// Appends the name of a partition as a JSON string.
    ///
    /// - Parameter partition: An index into ``partitions``.
    public func appendPartition(_ partition: Int, to json: inout [UInt8]) {
        json.append(UInt8(ascii: "\""))
        JSONText.escape(partitions[partition], into: &json)
        json.append(UInt8(ascii: "\""))
    }

    /// JSON has no plus sign, leading zero or bare point, which DynamoDB accepts.
    private func appendNumber(_ token: Token, to json: inout [UInt8]) {
        let bytes = bytes
        var index = token.offset
        let end = index + token.byteCount
        if byteAt(bytes, index) == UInt8(ascii: "-") { index += 1 }
        let first = byteAt(bytes, index)
        let second = index + 1 < end ? byteAt(bytes, index + 1) : 0
        let isPlain =
            first &- 0x31 < 9 || (first == 0x30 && (second == 0 || second == UInt8(ascii: ".")))
        let last = byteAt(bytes, end - 1)
        var hasBarePoint = last == UInt8(ascii: ".")
        while index < end - 1, !hasBarePoint {
            hasBarePoint =
                byteAt(bytes, index) == UInt8(ascii: ".") && byteAt(bytes, index + 1) &- 0x30 >= 10
            index += 1
        }
        if isPlain, !hasBarePoint {
            TokenText.copy(token.range, of: bytes, to: &json)
        } else if let decimal = NumberText.decimal(bytes.extracting(token.range)) {
            NumberText.append(mantissa: decimal.mantissa, scale: decimal.scale, to: &json)
        }
    }
}
