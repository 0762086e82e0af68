import DDBAttributes
import DDBBase
import DDBJSON

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Writes key values so that the order of the bytes is DynamoDB's order of the values.
///
/// - S and B: the bytes, with FF behind every zero byte, then two zero bytes.
/// - N: a byte for sign and zero; the power of ten of the first digit; two digits a byte; an end.
///   Of negative numbers what follows the first byte is inverted.
enum KeyOrder {
    /// Compares bytes as unsigned numbers, the shorter of equal beginnings first.
    static func isLess(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        let order = left.withUnsafeBytes { left in
            right.withUnsafeBytes { right in
                guard let first = left.baseAddress, let second = right.baseAddress else {
                    return 0
                }
                return Int(memcmp(first, second, min(left.count, right.count)))
            }
        }
        return order != 0 ? order < 0 : left.count < right.count
    }

    /// Appends an S or B of plain bytes.
    static func append(_ plain: some Collection<UInt8>, to key: inout [UInt8]) {
        if plain.contains(0) {
            for byte in plain {
                key.append(byte)
                if byte == 0 { key.append(0xFF) }
            }
        } else {
            key.append(contentsOf: plain)
        }
        key.append(0)
        key.append(0)
    }

    /// Appends an N.
    static func append(_ number: DecimalNumber, to key: inout [UInt8]) {
        guard number.mantissa != 0 else {
            key.append(2)
            return
        }
        let isNegative = number.mantissa < 0
        key.append(isNegative ? 1 : 3)
        let start = key.count
        var digits: [UInt8] = []
        var rest = number.mantissa.magnitude
        while rest > 0 {
            digits.append(UInt8(rest % 10))
            rest /= 10
        }
        // The power of ten of the first digit lies between -130 and 125.
        let power = UInt16(truncatingIfNeeded: number.exponent + digits.count - 1 + 256)
        key.append(UInt8(truncatingIfNeeded: power >> 8))
        key.append(UInt8(truncatingIfNeeded: power))
        digits.reverse()
        for index in stride(from: 0, to: digits.count, by: 2) {
            let low = index + 1 < digits.count ? digits[index + 1] : 0
            key.append(digits[index] * 10 + low + 1)
        }
        key.append(0)
        if isNegative { for index in start..<key.count { key[index] = ~key[index] } }
    }

    /// Appends a value that is written in JSON as items are stored.
    ///
    /// - Parameter content: The text between the quotes.
    static func append(
        _ kind: WireAttribute.Kind, _ content: Range<Int>, of bytes: [UInt8], to key: inout [UInt8]
    ) {
        switch kind {
        case .number:
            guard let (mantissa, scale) = NumberText.decimal(bytes.span.bytes.extracting(content)),
                let number = DecimalNumber(mantissa: mantissa, scale: scale)
            else { preconditionFailure("a number that was read is one") }
            append(number, to: &key)
        case .binary:
            var plain: [UInt8] = []
            let isBase64 = Base64.decode(bytes.span.bytes.extracting(content), into: &plain)
            precondition(isBase64, "a binary that was read is base64")
            append(plain, to: &key)
        case .string, .bool, .null, .map, .list, .stringSet, .numberSet, .binarySet:
            guard bytes[content].contains(UInt8(ascii: "\\")) else {
                append(bytes[content], to: &key)
                return
            }
            var plain: [UInt8] = []
            JSONText.unescape(bytes.span.bytes, content, into: &plain)
            append(plain, to: &key)
        }
    }
}
