/// Orders the records of a shard: a whole number of up to 57 decimal digits.
///
/// DynamoDB Streams gives texts of 21 to 40 digits, Kinesis of 56, both of varying length, so texts
/// must be compared as numbers. The value is three words in base 10^19; comparing costs three
/// comparisons of integers and no allocation. The text comes back as it was, leading zeros
/// included, but they do not count: `007` and `7` are equal.
///
/// ```swift
/// let left = SequenceNumber("20500000000000000910398")
/// let right = SequenceNumber("820400000000000001192334")
/// // left < right, though "205…" is shorter and "82…" has the larger first digit
/// ```
public struct SequenceNumber: Sendable {
    /// The most digits of a number, leading zeros included.
    public static let digitsMax = 57

    private static let wordDigits = 19

    /// The words in base 10^19, most significant first.
    private let high: UInt64
    private let middle: UInt64
    private let low: UInt64
    /// The digits of the text, leading zeros included.
    private let digitCount: UInt8

    /// Reads 1 to 57 decimal digits; nil where text is anything else.
    public init?(_ text: some StringProtocol) {
        let digits = text.utf8
        let count = digits.count
        guard count >= 1, count <= Self.digitsMax else { return nil }
        var words: (UInt64, UInt64, UInt64) = (0, 0, 0)
        var left = count
        for byte in digits {
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            let digit = UInt64(byte &- 0x30)
            // 19 digits stay below 10^19, which 64 bits hold.
            if left > 2 * Self.wordDigits {
                words.0 = words.0 &* 10 &+ digit
            } else if left > Self.wordDigits {
                words.1 = words.1 &* 10 &+ digit
            } else {
                words.2 = words.2 &* 10 &+ digit
            }
            left -= 1
        }
        (high, middle, low) = words
        digitCount = UInt8(count)
    }

    /// The digits, as they were read.
    public var text: String {
        var digits: [UInt8] = []
        digits.reserveCapacity(Int(digitCount))
        var left = Int(digitCount)
        var word = low
        var index = 0
        while left > 0 {
            digits.append(UInt8(truncatingIfNeeded: word % 10) + 0x30)
            word /= 10
            left -= 1
            index += 1
            if index == Self.wordDigits { word = middle }
            if index == 2 * Self.wordDigits { word = high }
        }
        return String(decoding: digits.reversed(), as: UTF8.self)
    }
}

extension SequenceNumber: Comparable, Hashable {
    /// Whether two numbers are equal, whatever their leading zeros.
    public static func == (left: SequenceNumber, right: SequenceNumber) -> Bool {
        left.low == right.low && left.middle == right.middle && left.high == right.high
    }

    /// Orders by number.
    public static func < (left: SequenceNumber, right: SequenceNumber) -> Bool {
        if left.high != right.high { return left.high < right.high }
        if left.middle != right.middle { return left.middle < right.middle }
        return left.low < right.low
    }

    /// Hashes the number, without its leading zeros.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(high)
        hasher.combine(middle)
        hasher.combine(low)
    }
}

extension SequenceNumber: CustomStringConvertible, Codable {
    /// The digits.
    public var description: String { text }

    /// Reads a string of digits.
    ///
    /// - Throws: `DecodingError` where it is none, or longer than ``digitsMax``.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let number = SequenceNumber(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "A sequence number is 1 to \(Self.digitsMax) decimal digits.")
        }
        self = number
    }

    /// Writes the digits as a string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
