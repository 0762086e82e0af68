import DDBAttributes
import DDBJSON
import DDBSchema

/// A batch's bytes and tape, as plain memory for the shredder's inner loops.
///
/// It is made and used inside one call that borrows the batch; every index comes from the batch's
/// own records and tape, which the decoder checked.
@safe struct Wire {
    let bytes: UnsafePointer<UInt8>
    let tape: UnsafePointer<UInt64>

    init(bytes: UnsafePointer<UInt8>, tape: UnsafePointer<UInt64>) {
        unsafe self.bytes = bytes
        unsafe self.tape = tape
    }

    @inline(__always)
    func token(_ index: Int) -> Token { unsafe Token(word: tape[index]) }

    /// The index after a container's last child.
    @inline(__always)
    func end(of container: Int) -> Int {
        unsafe Int(truncatingIfNeeded: tape[container + 1] & 0xFFFF_FFFF)
    }

    /// How many elements, or pairs, a container has.
    @inline(__always)
    func childCount(of container: Int) -> Int {
        unsafe Int(truncatingIfNeeded: tape[container + 1] >> 32)
    }

    /// The index after a value.
    @inline(__always)
    func next(_ value: Int) -> Int {
        token(value).kind.isContainer ? end(of: value) : value + 1
    }

    /// The start of a token's text.
    @inline(__always)
    func text(_ token: Token) -> UnsafePointer<UInt8> { unsafe bytes + token.offset }

    /// A token's text as a span.
    @inline(__always)
    func span(_ token: Token) -> UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(start: bytes + token.offset, count: token.byteCount)
    }

    /// The name at an index, without escapes.
    func name(_ index: Int) -> [UInt8] {
        let token = token(index)
        var name: [UInt8] = []
        if token.hasEscapes {
            unsafe JSONText.unescape(span(token).bytes, 0..<token.byteCount, into: &name)
        } else {
            unsafe name.append(contentsOf: span(token))
        }
        return name
    }

    /// Appends `"name":` as it stands on the wire.
    @inline(__always)
    func appendName(_ index: Int, to buffer: inout GrowBuffer<UInt8>) {
        appendQuoted(token(index), to: &buffer)
        buffer.append(UInt8(ascii: ":"))
    }

    @inline(__always)
    func appendQuoted(_ token: Token, to buffer: inout GrowBuffer<UInt8>) {
        buffer.append(UInt8(ascii: "\""))
        unsafe buffer.appendPadded(text(token), count: token.byteCount)
        buffer.append(UInt8(ascii: "\""))
    }

    /// Appends a value as DynamoDB JSON, from its own bytes.
    func appendAttribute(_ value: Int, to buffer: inout GrowBuffer<UInt8>) {
        let token = token(value)
        switch token.kind {
        case .null:
            buffer.append(contentsOf: "{\"NULL\":true}")
        case .bool:
            buffer.append(contentsOf: token.isTrue ? "{\"BOOL\":true}" : "{\"BOOL\":false}")
        case .string, .number, .binary:
            let start: StaticString =
                token.kind == .string ? "{\"S\":" : token.kind == .number ? "{\"N\":" : "{\"B\":"
            buffer.append(contentsOf: start)
            appendQuoted(token, to: &buffer)
            buffer.append(UInt8(ascii: "}"))
        case .map, .list, .stringSet, .numberSet, .binarySet:
            let start: StaticString =
                switch token.kind {
                case .map: "{\"M\":"
                case .list: "{\"L\":"
                case .stringSet: "{\"SS\":"
                case .numberSet: "{\"NS\":"
                case .binarySet, .string, .number, .binary, .bool, .null, .name: "{\"BS\":"
                }
            buffer.append(contentsOf: start)
            unsafe buffer.append(text(token), count: token.byteCount)
            buffer.append(UInt8(ascii: "}"))
        case .name:
            preconditionFailure("a name is no value")
        }
    }
}

extension Wire {
    /// Appends a value as plain JSON text: S and B as strings, N as a number, sets and L as arrays.
    func appendJSON(_ value: Int, to buffer: inout GrowBuffer<UInt8>) {
        let token = token(value)
        switch token.kind {
        case .string, .binary: appendQuoted(token, to: &buffer)
        case .number: appendJSONNumber(token, to: &buffer)
        case .bool: buffer.append(contentsOf: token.isTrue ? "true" : "false")
        case .null: buffer.append(contentsOf: "null")
        case .map:
            buffer.append(UInt8(ascii: "{"))
            var index = value + 2
            let end = end(of: value)
            while index < end {
                if index > value + 2 { buffer.append(UInt8(ascii: ",")) }
                appendName(index, to: &buffer)
                appendJSON(index + 1, to: &buffer)
                index = next(index + 1)
            }
            buffer.append(UInt8(ascii: "}"))
        case .list, .stringSet, .numberSet, .binarySet:
            buffer.append(UInt8(ascii: "["))
            var index = value + 2
            let end = end(of: value)
            while index < end {
                if index > value + 2 { buffer.append(UInt8(ascii: ",")) }
                appendJSON(index, to: &buffer)
                index = next(index)
            }
            buffer.append(UInt8(ascii: "]"))
        case .name: preconditionFailure("a name is no value")
        }
    }

    /// Appends the digits as they are where JSON allows their spelling, else in canonical form.
    private func appendJSONNumber(_ token: Token, to buffer: inout GrowBuffer<UInt8>) {
        let first = unsafe bytes[token.offset]
        let start = first == UInt8(ascii: "-") ? 1 : 0
        let digit = unsafe start < token.byteCount ? bytes[token.offset + start] : 0
        let second = unsafe start + 1 < token.byteCount ? bytes[token.offset + start + 1] : 0
        let last = unsafe bytes[token.offset + token.byteCount - 1]
        let isDigit = { (byte: UInt8) in byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
        let hasPlainStart = isDigit(digit) && !(digit == UInt8(ascii: "0") && isDigit(second))
        if hasPlainStart, isDigit(last), !hasBarePoint(token) {
            unsafe buffer.append(text(token), count: token.byteCount)
        } else {
            var digits: [UInt8] = []
            if let (mantissa, scale) = unsafe NumberText.decimal(span(token).bytes) {
                NumberText.append(mantissa: mantissa, scale: scale, to: &digits)
            }
            buffer.append(contentsOf: digits)
        }
    }

    /// Whether a point has no digit after it, as in `1.e5`.
    private func hasBarePoint(_ token: Token) -> Bool {
        for offset in 0..<max(0, token.byteCount - 1) {
            if unsafe bytes[token.offset + offset] == UInt8(ascii: ".") {
                let after = unsafe bytes[token.offset + offset + 1]
                return after < UInt8(ascii: "0") || after > UInt8(ascii: "9")
            }
        }
        return false
    }

    /// The shape of a value; nil for NULL.
    func shape(_ value: Int, limits: ShapeLimits) -> AttributeShape? {
        let token = token(value)
        switch token.kind {
        case .null: return nil
        case .string: return .string
        case .binary: return .binary
        case .bool: return .boolean
        case .number: return unsafe .number(NumberBuffer.shape(of: span(token).bytes))
        case .stringSet: return .stringSet
        case .binarySet: return .binarySet
        case .numberSet:
            guard case .number(let shape)? = elementShape(value, limits: limits) else {
                return .mixed
            }
            return .numberSet(shape)
        case .list: return .list(elementShape(value, limits: limits))
        case .map:
            var map = MapShape()
            var index = value + 2
            while index < end(of: value) {
                let isKept = map.join(
                    AttributeName(utf8: name(index)), shape(index + 1, limits: limits),
                    limits: limits, keysMax: limits.mapKeysMax)
                guard isKept else { return .mixed }
                index = next(index + 1)
            }
            return .map(map)
        case .name: preconditionFailure("a name is no value")
        }
    }

    private func elementShape(_ container: Int, limits: ShapeLimits) -> AttributeShape? {
        var result: AttributeShape?
        var index = container + 2
        while index < end(of: container) {
            result = AttributeShape.joined(result, shape(index, limits: limits), limits: limits)
            index = next(index)
        }
        return result
    }
}
