import DDBAttributes
import DDBJSON
import DDBTestSupport
import Foundation
import Testing

@Suite struct DecimalNumberTests {
    static func vectors() throws -> JSONValue {
        let path = try #require(SharedVectors.path("dynamodb-number/numbers.json"))
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        return try JSONValue.parse(bytes.span.bytes)
    }

    @Test(.enabled(if: SharedVectors.root != nil, "../shared/vectors is absent"))
    func `what DynamoDB accepts has the value that it says`() throws {
        let cases = try #require(try Self.vectors()["accept"]?.array)
        #expect(cases.count >= 20)
        for one in cases {
            let text = try #require(one["n"]?.string)
            let value = try #require(one["value"]?.string)
            let number = try DecimalNumber(text)
            #expect(try number == DecimalNumber(value), "\(text)")
            #expect(try DecimalNumber(number.text) == number, "\(text)")
            if !value.contains("E") { #expect(number.text == value) }
            let line = "{\"a\":{\"N\":\"\(text)\"}}"
            #expect(try decode(line, shape: .item).first?.records.count == 1, "\(text)")
        }
    }

    @Test(.enabled(if: SharedVectors.root != nil, "../shared/vectors is absent"))
    func `what DynamoDB refuses is refused for the same reason`() throws {
        let cases = try #require(try Self.vectors()["reject"]?.array)
        let codes: [String: AttributeError.Code] = [
            "overflow": .numberOverflow, "underflow": .numberUnderflow,
            "significant": .numberDigits, "numeric": .numberSyntax,
        ]
        #expect(cases.count >= 17)
        for one in cases {
            let text = try #require(one["n"]?.string)
            let code = try #require(one["error"]?.string.flatMap { codes[$0] })
            let error = #expect(throws: AttributeError.self) { try DecimalNumber(text) }
            #expect(error?.code == code, "\(text)")
            let line = #expect(throws: AttributeError.self) {
                try decode("{\"a\":{\"N\":\"\(text)\"}}", shape: .item)
            }
            #expect(line?.code == code, "\(text)")
        }
    }

    @Test(arguments: [
        ("1", "1"), ("100", "100"), ("-0", "0"), ("0.10", "0.1"), ("1e3", "1000"),
        ("1E-5", "0.00001"),
        ("12345.678e2", "1234567.8"), ("+.5", "0.5"), ("5.", "5"), ("-120e-1", "-12"),
        ("0000000000000000000000000000000000000000000000001", "1"),
        ("99999999999999999999999999999999999999", "99999999999999999999999999999999999999"),
        ("0.00000000000000000000000000000000000001", "0.00000000000000000000000000000000000001"),
    ])
    func `the canonical text has nothing that means nothing`(text: String, expected: String) throws
    {
        #expect(try DecimalNumber(text).text == expected)
    }

    @Test(arguments: [
        "1e", "1e+", "e1", ".", "-", "+", "--1", "1-", "1.2.3", "0x1", "1_0", "1,0", "٣", "1e1.5",
        "1\u{0}", ".e1",
    ])
    func `what is no number is refused`(text: String) {
        let error = #expect(throws: AttributeError.self) { try DecimalNumber(text) }
        #expect(error?.code == .numberSyntax)
    }

    @Test func `numbers are ordered by value`() throws {
        let texts = [
            "-9.9999999999999999999999999999999999999E+125", "-1e125", "-100", "-99.9", "-1",
            "-0.1", "-1e-130", "0", "1e-130", "0.1", "0.11", "1", "1.5", "2", "9", "10", "10.5",
            "99.999", "100", "12345678901234567890123456789012345678",
            "1.2345678901234567890123456789012345678e50", "1e125",
            "9.9999999999999999999999999999999999999E+125",
        ]
        let numbers = try texts.map { try DecimalNumber($0) }
        for (left, first) in numbers.enumerated() {
            for (right, second) in numbers.enumerated() {
                #expect((first < second) == (left < right), "\(first) < \(second)")
                #expect((first == second) == (left == right))
            }
        }
    }

    @Test func `integers come back as integers`() throws {
        for value in [0, 1, -1, 10, 1000, .max, .min, 1 << 40, -(10 << 50)] as [Int64] {
            #expect(DecimalNumber(value).int64 == value)
            #expect(DecimalNumber(value).text == String(value))
            #expect(try DecimalNumber(String(value)) == DecimalNumber(value))
        }
        #expect(try DecimalNumber("9223372036854775808").int64 == nil)
        #expect(try DecimalNumber("1.5").int64 == nil)
        #expect(try DecimalNumber("1e19").int64 == nil)
        #expect(DecimalNumber(mantissa: 150, scale: 2)?.text == "1.5")
        #expect(DecimalNumber(mantissa: 1, scale: 131) == nil)
        #expect(DecimalNumber(mantissa: 1, scale: -126) == nil)
        #expect(DecimalNumber(mantissa: .max, scale: 0) == nil)
        #expect(DecimalNumber(mantissa: 1, scale: .min) == nil)
    }
}
