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
        append(mantissa: number.mantissa, exponent: number.exponent, to: &key)
    }

    /// Appends an N of mantissa x 10^exponent, where the mantissa has no zero at its end.
    static func append(mantissa: Int128, exponent: Int, to key: inout [UInt8]) {
        guard mantissa != 0 else {
            key.append(2)
            return
        }
        let isNegative = mantissa < 0
        key.append(isNegative ? 1 : 3)
        let start = key.count
        let digits = NumberSize.digits(mantissa.magnitude)
        // The power of ten of the first digit lies between -130 and 125.
        let power = UInt16(truncatingIfNeeded: exponent + digits - 1 + 256)
        key.append(UInt8(truncatingIfNeeded: power >> 8))
        key.append(UInt8(truncatingIfNeeded: power))
        appendPairs(mantissa.magnitude, digits, to: &key)
        key.append(0)
        if isNegative { for index in start..<key.count { key[index] = ~key[index] } }
    }

    /// Appends the digits two a byte, from the first, with a zero at the end where their number is
    /// odd; each byte is one more than the two digits say.
    private static func appendPairs(_ magnitude: UInt128, _ digits: Int, to key: inout [UInt8]) {
        let first = key.count
        let count = (digits + 1) / 2
        key.append(contentsOf: repeatElement(0, count: count))
        var index = first + count - 1
        var large = digits.isMultiple(of: 2) ? magnitude : magnitude &* 10
        // Divisions of 128 bits are slow, and most numbers are small.
        while large > UInt128(UInt64.max) {
            key[index] = UInt8(large % 100) + 1
            large /= 100
            index -= 1
        }
        var small = UInt64(large)
        while index >= first {
            key[index] = UInt8(small % 100) + 1
            small /= 100
            index -= 1
        }
    }

    /// Appends a value that is written in JSON as items are stored.
    ///
    /// - Parameter content: The text between the quotes.
    static func append(
        _ kind: WireAttribute.Kind, _ content: Range<Int>, of bytes: [UInt8], to key: inout [UInt8]
    ) {
        switch kind {
        case .number:
            guard let (mantissa, scale) = NumberText.decimal(bytes.span.bytes.extracting(content))
            else { preconditionFailure("a number that was read is one") }
            append(mantissa: mantissa, exponent: -scale, to: &key)
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
