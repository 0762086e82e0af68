import DDBAttributes
import Testing

@Suite struct NumberTextTests {
    private func int64(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        return NumberText.int64(bytes.span.bytes)
    }

    @Test(
        arguments: [
            ("0", 0), ("-0", 0), ("7", 7), ("-7", -7), ("1.0", 1), ("1E3", 1000), ("1e-0", 1),
            ("999999999999999999", 999_999_999_999_999_999),
            ("1000000000000000000", 1_000_000_000_000_000_000),
            ("9223372036854775807", .max), ("-9223372036854775808", .min), ("+5", 5), ("0007", 7),
            ("0.5e1", 5), ("1200e-2", 12), ("0e5", 0),
        ] as [(String, Int64)])
    func `integers that fit are read`(text: String, expected: Int64) {
        #expect(int64(text) == expected)
    }

    @Test(arguments: [
        "9223372036854775808", "-9223372036854775809", "1.5", "1e19", "1e125", "0.1", "", "-", "x",
        "1e-1", "99999999999999999999999999999999999999",
    ])
    func `others are not`(text: String) {
        #expect(int64(text) == nil)
    }

    @Test(
        arguments: [
            ("1.50", 15, 1), ("1000", 1, -3), ("0", 0, 0), ("-0.0", 0, 0), ("-12.34", -1234, 2),
            ("1e-130", 1, 130), ("1e125", 1, -125), ("1.0E+2", 1, -2),
            (
                "12345678901234567890.123456789012345678",
                12_345_678_901_234_567_890_123_456_789_012_345_678, 18
            ),
            (
                "99999999999999999999999999999999999999",
                99_999_999_999_999_999_999_999_999_999_999_999_999, 0
            ),
        ] as [(String, Int128, Int)])
    func `decimals have the smallest mantissa`(text: String, mantissa: Int128, scale: Int) throws {
        let bytes = Array(text.utf8)
        let found = NumberText.decimal(bytes.span.bytes)
        let decimal = try #require(found)
        #expect(decimal.mantissa == mantissa)
        #expect(decimal.scale == scale)
        var written: [UInt8] = []
        NumberText.append(mantissa: mantissa, scale: scale, to: &written)
        let again = NumberText.decimal(written.span.bytes)
        #expect(again?.mantissa == mantissa)
        #expect(again?.scale == scale)
    }

    @Test func `random integers agree with the standard library`() {
        var random = SplitMix(seed: 11)
        for _ in 0..<20_000 {
            let value = Int64(bitPattern: random.next()) >> Int64(random.next() % 64)
            #expect(int64(String(value)) == value)
            var text: [UInt8] = []
            NumberText.append(mantissa: Int128(value), scale: 0, to: &text)
            #expect(String(decoding: text, as: UTF8.self) == String(value))
        }
    }
}
