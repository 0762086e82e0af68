public import DDBAttributes
import DDBBase

/// Turns a text of a file into a value of DynamoDB JSON.
public enum TextValue {
    /// Appends `{"N":"12"}` or whatever the type asks for.
    ///
    /// - Returns: Whether something was appended; false where the rules make nothing of the value,
    ///   as of a NaN, and where a set has no members, which DynamoDB does not know.
    /// - Throws: ``ValueFault`` where the text is not of the type; `wire` is then as it was.
    public static func append(
        _ text: RawSpan, as type: AttributeType, _ rules: ValueRules, limits: DecodeLimits,
        to wire: inout [UInt8]
    ) throws(ValueFault) -> Bool {
        let start = wire.count
        do throws(ValueFault) {
            return try appendValue(text, type, rules, limits, to: &wire)
        } catch {
            wire.removeSubrange(start...)
            throw error
        }
    }

    private static func appendValue(
        _ text: RawSpan, _ type: AttributeType, _ rules: ValueRules, _ limits: DecodeLimits,
        to wire: inout [UInt8]
    ) throws(ValueFault) -> Bool {
        switch type {
        case .string: WireEncoder.appendString(utf8: text, to: &wire)
        case .number: return try appendNumber(text, rules, to: &wire)
        case .boolean: WireEncoder.appendBool(try boolean(text), to: &wire)
        case .binary(let form):
            wire.append(contentsOf: #"{"B":""#.utf8)
            try appendBase64(text, form, to: &wire)
            wire.append(contentsOf: "\"}".utf8)
        case .json: try appendJSON(text, first: nil, limits, to: &wire)
        case .map: try appendJSON(text, first: UInt8(ascii: "{"), limits, to: &wire)
        case .list(delimiter: nil):
            try appendJSON(text, first: UInt8(ascii: "["), limits, to: &wire)
        case .list(let delimiter?):
            wire.append(contentsOf: #"{"L":["#.utf8)
            for (index, part) in parts(text, delimiter).enumerated() {
                if index > 0 { wire.append(UInt8(ascii: ",")) }
                unsafe WireEncoder.appendString(utf8: part.span.bytes, to: &wire)
            }
            wire.append(contentsOf: "]}".utf8)
        case .stringSet(let delimiter?), .numberSet(let delimiter?),
            .binarySet(let delimiter?, _):
            return try SetMembers.append(
                parts(text, delimiter), as: type, to: &wire)
        case .stringSet(delimiter: nil), .numberSet(delimiter: nil),
            .binarySet(delimiter: nil, _):
            return try SetMembers.append(jsonArray: text, as: type, to: &wire)
        }
        return true
    }

    /// Appends `{"N":".."}` of a number's text, spaces around it left out.
    ///
    /// - Returns: False where the rules make nothing of it.
    static func appendNumber(
        _ text: RawSpan, _ rules: ValueRules, to wire: inout [UInt8]
    ) throws(ValueFault) -> Bool {
        let range = trimmed(text)
        let digits = text.extracting(range)
        if isPlain(digits) {
            WireEncoder.appendNumber(text: digits, to: &wire)
            return true
        }
        if let name = nonFinite(digits) { return try append(nonFinite: name, rules, to: &wire) }
        do throws(AttributeError) {
            _ = try DecimalNumber(utf8: digits)
        } catch {
            guard error.code != .numberSyntax else { throw .notNumber }
            if NumberText.isZeroBeyondRange(digits) {
                WireEncoder.appendNumber(mantissa: 0, scale: 0, to: &wire)
                return true
            }
            switch rules.outOfRange {
            case .error: throw .outOfRange
            case .null: return false
            case .text:
                WireEncoder.appendString(utf8: digits, to: &wire)
                return true
            }
        }
        WireEncoder.appendNumber(text: digits, to: &wire)
        return true
    }

    /// Appends what the rules make of NaN and the infinities.
    ///
    /// - Returns: False where they make nothing of it.
    public static func append(
        nonFinite name: String, _ rules: ValueRules, to wire: inout [UInt8]
    ) throws(ValueFault) -> Bool {
        switch rules.nonFinite {
        case .null: return false
        case .error: throw .nonFinite
        case .text:
            wire.append(contentsOf: "{\"S\":\"\(name)\"}".utf8)
            return true
        }
    }

    /// Whether a text is an optional minus and 1 to 38 digits with a point between two of them at
    /// most: no check of ranges is needed.
    private static func isPlain(_ text: RawSpan) -> Bool {
        let count = text.byteCount
        var index = count > 0 && byte(text, 0) == UInt8(ascii: "-") ? 1 : 0
        guard count > index, count - index <= 38 else { return false }
        var previousIsDigit = false
        var hasPoint = false
        while index < count {
            let isDigit = byte(text, index) &- 0x30 < 10
            if !isDigit {
                guard byte(text, index) == UInt8(ascii: "."), previousIsDigit, !hasPoint else {
                    return false
                }
                hasPoint = true
            }
            previousIsDigit = isDigit
            index += 1
        }
        return previousIsDigit
    }

    /// `NaN`, `Infinity` or `-Infinity` where a text says that in one of the usual spellings.
    static func nonFinite(_ text: RawSpan) -> String? {
        guard (3...9).contains(text.byteCount) else { return nil }
        switch string(text).lowercased() {
        case "nan", "+nan", "-nan": return "NaN"
        case "inf", "+inf", "infinity", "+infinity": return "Infinity"
        case "-inf", "-infinity": return "-Infinity"
        case _: return nil
        }
    }

    /// Whether a text says true: `true`, `t` or `1` in any case, or the opposite.
    public static func boolean(_ text: RawSpan) throws(ValueFault) -> Bool {
        guard text.byteCount <= 16 else { throw .notBoolean }
        switch string(text.extracting(trimmed(text))).lowercased() {
        case "true", "t", "1": return true
        case "false", "f", "0": return false
        case _: throw .notBoolean
        }
    }

    /// Appends base64 of what a text stands for.
    static func appendBase64(
        _ text: RawSpan, _ form: AttributeType.BinaryText, to wire: inout [UInt8]
    ) throws(ValueFault) {
        switch form {
        case .base64:
            var bytes: [UInt8] = []
            guard Base64.decode(text, into: &bytes) else { throw .notBase64 }
            TokenText.copy(0..<text.byteCount, of: text, to: &wire)
        case .hex:
            guard let bytes = Hex.decode(string(text)) else { throw .notHex }
            unsafe Base64.encode(bytes.span.bytes, into: &wire)
        case .text:
            Base64.encode(text, into: &wire)
        }
    }

    /// Appends the value that JSON text says, which must begin with a mark where one is given.
    static func appendJSON(
        _ text: RawSpan, first: UInt8?, _ limits: DecodeLimits, to wire: inout [UInt8]
    ) throws(ValueFault) {
        let range = trimmed(text)
        if let first, range.isEmpty || byte(text, range.lowerBound) != first {
            throw first == UInt8(ascii: "{") ? .notObject : .notArray
        }
        do throws(AttributeError) {
            try WireEncoder.append(plainJSON: text.extracting(range), limits: limits, to: &wire)
        } catch {
            throw ValueFault(plainJSON: error)
        }
    }

    /// The seconds since 1970 of a text: ISO 8601, or a number of seconds, milliseconds or
    /// microseconds, which its size tells.
    public static func seconds(_ text: RawSpan) throws(ValueFault) -> Int64 {
        let text = text.extracting(trimmed(text))
        guard text.byteCount <= 64 else { throw .notTime }
        if let number = NumberText.decimal(text) {
            var whole = number.mantissa
            guard (-40...40).contains(number.scale) else { throw .notTime }
            for _ in 0..<max(0, number.scale) { whole /= 10 }
            for _ in number.scale..<max(0, number.scale) {
                guard whole.magnitude < 1 << 64 else { throw .notTime }
                whole *= 10
            }
            guard let value = Int64(exactly: whole) else { throw .notTime }
            return seconds(value)
        }
        guard let instant = MomentText.instant(string(text)) else { throw .notTime }
        return instant.floorSeconds
    }

    /// The seconds of a number whose unit its size tells: below 10^11 it is seconds, below 10^14
    /// milliseconds, else microseconds.
    public static func seconds(_ number: Int64) -> Int64 {
        if number.magnitude < 100_000_000_000 { return number }
        return number.magnitude < 100_000_000_000_000 ? number / 1000 : number / 1_000_000
    }

    /// The parts of a text between delimiters; none of an empty text.
    private static func parts(_ text: RawSpan, _ delimiter: String) -> [[UInt8]] {
        guard text.byteCount > 0 else { return [] }
        let mark = Array(delimiter.utf8)
        var parts: [[UInt8]] = []
        var part: [UInt8] = []
        var index = 0
        while index < text.byteCount {
            var matched = 0
            while matched < mark.count, index + matched < text.byteCount,
                byte(text, index + matched) == mark[matched]
            {
                matched += 1
            }
            if matched == mark.count {
                parts.append(part)
                part = []
                index += matched
            } else {
                part.append(byte(text, index))
                index += 1
            }
        }
        return parts + [part]
    }

    /// The range without white space at its ends.
    static func trimmed(_ text: RawSpan) -> Range<Int> {
        var start = 0
        var end = text.byteCount
        while start < end, isSpace(byte(text, start)) { start += 1 }
        while end > start, isSpace(byte(text, end - 1)) { end -= 1 }
        return start..<end
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    static func string(_ text: RawSpan) -> String {
        unsafe text.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
    }

    @inline(__always)
    static func byte(_ text: RawSpan, _ index: Int) -> UInt8 {
        unsafe text.unsafeLoad(fromByteOffset: index, as: UInt8.self)
    }
}

extension Instant {
    /// Whole seconds since 1970, rounded down.
    var floorSeconds: Int64 {
        let (quotient, remainder) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
