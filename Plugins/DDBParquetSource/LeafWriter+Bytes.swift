import DDBAttributes
import DDBBase
import DDBFiles
import DDBJSON

extension LeafWriter {
    /// Appends a floating-point number.
    ///
    /// - Parameter single: The number as it is stored, where that is with 32 bits or fewer.
    func append(
        _ value: Double, single: Float?, to text: inout [UInt8]
    ) throws(ValueFault) -> Bool {
        guard form.content != .nothing else { return false }
        let isText = form.target == .string || form.target == .name
        guard value.isFinite else {
            let name = value.isNaN ? "NaN" : value > 0 ? "Infinity" : "-Infinity"
            guard !isText else {
                text.append(contentsOf: name.utf8)
                return true
            }
            if case .member = form.target { throw .nonFinite }
            return try replace(
                rules.nonFinite == .text ? name : nil, rules.nonFinite == .error ? .nonFinite : nil,
                &text)
        }
        let magnitude = value.magnitude
        let fits = magnitude < 1e126 && (magnitude >= 1e-130 || magnitude == 0)
        guard fits || isText else {
            return try replace(
                rules.outOfRange == .text ? value.description : nil,
                rules.outOfRange == .error ? .outOfRange : nil, &text)
        }
        if let single {
            DigitText.append(single, to: &text)
        } else {
            DigitText.append(value, to: &text)
        }
        return true
    }

    /// Puts S, nothing, or an error in the place of a number that has begun.
    private func replace(
        _ name: String?, _ fault: ValueFault?, _ text: inout [UInt8]
    ) throws(ValueFault) -> Bool {
        if let fault { throw fault }
        guard let name else { return false }
        text.removeLast(Self.numberOpening.count)
        text.append(contentsOf: "{\"S\":\"\(name)".utf8)
        return true
    }

    private static let numberOpening = Array(#"{"N":""#.utf8)

    /// Appends what is stored as bytes.
    func append(_ bytes: RawSpan, to text: inout [UInt8]) throws(ValueFault) -> Bool {
        switch form.content {
        case .nothing: return false
        case .decimal(let scale): return try appendDecimal(bytes, scale, to: &text)
        case .float16:
            return try append(Double(Self.half(bytes)), single: Self.half(bytes), to: &text)
        case .interval: Self.appendInterval(bytes, to: &text)
        case .uuid:
            if isBinary {
                Base64.encode(bytes, into: &text)
            } else {
                Self.appendUUID(bytes, to: &text)
            }
        case .bytes:
            let isName = form.target == .string || form.target == .name || isTextMember
            if isName {
                JSONText.escape(bytes, into: &text)
            } else {
                Base64.encode(bytes, into: &text)
            }
        case .text, .json: return try appendText(bytes, to: &text)
        case .boolean, .integer, .float, .double, .day, .time, .timestamp, .oldTimestamp:
            throw .type
        }
        return true
    }

    /// Whether bytes become B, or members of BS.
    private var isBinary: Bool {
        switch form.target {
        case .binary, .member(.binarySet): true
        case .natural, .string, .number, .boolean, .parsed, .expiry, .member, .name: false
        }
    }

    private var isTextMember: Bool {
        if case .member(.stringSet) = form.target { true } else { false }
    }

    private func appendText(_ bytes: RawSpan, to text: inout [UInt8]) throws(ValueFault) -> Bool {
        switch form.target {
        case .natural, .string, .name, .member(.stringSet):
            JSONText.escape(bytes, into: &text)
            return true
        case .number:
            // The frame of a number is written already; what is no number has another.
            text.removeLast(Self.numberOpening.count)
            guard try TextValue.append(bytes, as: .number, rules, limits: limits, to: &text) else {
                return false
            }
            text.removeLast(2)
            return true
        case .boolean:
            text.append(contentsOf: (try TextValue.boolean(bytes) ? "true" : "false").utf8)
            return true
        case .binary(let form), .member(.binarySet(_, let form)):
            var value: [UInt8] = []
            _ = try TextValue.append(bytes, as: .binary(form), rules, limits: limits, to: &value)
            text.append(contentsOf: value.dropFirst(6).dropLast(2))
            return true
        case .member:
            do throws(AttributeError) {
                try DecimalNumber(utf8: bytes).appendText(to: &text)
            } catch {
                throw error.code == .numberSyntax ? .notNumber : .outOfRange
            }
            return true
        case .parsed(let type):
            return try TextValue.append(bytes, as: type, rules, limits: limits, to: &text)
        case .expiry(let more):
            let (sum, overflow) = try TextValue.seconds(bytes).addingReportingOverflow(more)
            guard !overflow else { throw .notTime }
            DigitText.append(sum, to: &text)
            return true
        }
    }

    private func appendDecimal(
        _ bytes: RawSpan, _ scale: Int, to text: inout [UInt8]
    ) throws(ValueFault) -> Bool {
        let isText = form.target == .string || form.target == .name
        if bytes.byteCount <= 8, scale <= 18 {
            var value: Int64 = bytes.byteCount > 0 && byte(bytes, 0) >= 0x80 ? -1 : 0
            for index in 0..<bytes.byteCount { value = value << 8 | Int64(byte(bytes, index)) }
            DigitText.append(value, scale: scale, to: &text)
            return true
        }
        let start = text.count
        let digitCount = DigitText.append(bigEndian: bytes, scale: scale, to: &text)
        guard digitCount > 38, !isText else { return true }
        if case .member = form.target { throw .outOfRange }
        let digits = String(decoding: text[start...], as: UTF8.self)
        text.removeSubrange(start...)
        return try replace(
            rules.outOfRange == .text ? digits : nil,
            rules.outOfRange == .error ? .outOfRange : nil, &text)
    }

    private static func half(_ bytes: RawSpan) -> Float {
        let bits = UInt16(byte(bytes, 0)) | UInt16(byte(bytes, 1)) << 8
        let sign: Float = bits >> 15 == 1 ? -1 : 1
        let exponent = Int(bits >> 10 & 0x1F)
        let fraction = Float(bits & 0x3FF)
        switch exponent {
        case 0: return sign * fraction * 0x1p-24
        case 31: return fraction == 0 ? sign * .infinity : .nan
        case _:
            return sign * (1 + fraction / 1024)
                * Float(sign: .plus, exponent: exponent - 15, significand: 1)
        }
    }

    private static func appendUUID(_ bytes: RawSpan, to text: inout [UInt8]) {
        let digits = Array("0123456789abcdef".utf8)
        for index in 0..<bytes.byteCount {
            if [4, 6, 8, 10].contains(index) { text.append(UInt8(ascii: "-")) }
            text.append(digits[Int(byte(bytes, index) >> 4)])
            text.append(digits[Int(byte(bytes, index) & 0xF)])
        }
    }

    /// Appends `P1M2DT3.004S` of months, days and milliseconds.
    private static func appendInterval(_ bytes: RawSpan, to text: inout [UInt8]) {
        var parts: [Int64] = []
        for part in 0..<3 {
            var value: UInt32 = 0
            for index in (0..<4).reversed() {
                value = value << 8 | UInt32(byte(bytes, 4 * part + index))
            }
            parts.append(Int64(value))
        }
        text.append(contentsOf: "P\(parts[0])M\(parts[1])DT".utf8)
        DigitText.append(parts[2], scale: 3, to: &text)
        text.append(UInt8(ascii: "S"))
    }
}

/// The byte at an offset that the caller has proven to lie inside.
@inline(__always)
private func byte(_ bytes: RawSpan, _ offset: Int) -> UInt8 {
    bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
}
