import DDBAttributes
import DDBLocal
import DDBTestKit
import Testing

/// Sums of updates are exact or refused.
@Suite struct NumberSumTests {
    static func sum(_ left: String, _ sign: String, _ right: String) throws -> String? {
        var inputs = try ExpressionSamples.inputs(
            #"{":a":{"N":"\#(left)"},":b":{"N":"\#(right)"}}"#)
        let update = try UpdateExpression(
            parsing: "SET n = :a \(sign) :b", inputs: &inputs, keys: [])
        var text: String?
        let message = try ExpressionSamples.message {
            if case .number(let number)? = try update.apply(to: nil, key: [:])["n"] {
                text = number.text
            }
        }
        #expect(message == nil || message == UpdateErrorTests.overflow)
        return text
    }

    static let nines = String(repeating: "9", count: 38)
    static let cases: [(left: String, sign: String, right: String, sum: String?)] = [
        ("1", "+", "10000000000000000000000", "10000000000000000000001"),
        ("10000000000000000000000", "-", "1", "9999999999999999999999"),
        ("0.1", "+", "0.2", "0.3"),
        ("1e-130", "+", "1e-130", "0." + String(repeating: "0", count: 129) + "2"),
        ("5", "-", "5", "0"),
        ("-0", "+", "0", "0"),
        ("0", "-", "7.50", "-7.5"),
        ("1e125", "+", "0", "1" + String(repeating: "0", count: 125)),
        ("0", "+", "1e-130", "0." + String(repeating: "0", count: 129) + "1"),
        (nines, "+", "1", "1" + String(repeating: "0", count: 38)),
        (nines, "+", nines, nil),
        (nines, "-", "-\(nines)", nil),
        (
            "5" + nines.dropFirst(2) + "5", "+", "5" + nines.dropFirst(2) + "5",
            "11" + String(nines.dropFirst(2)) + "0"
        ),
        ("1" + String(repeating: "0", count: 38), "-", "1", nines),
        ("1" + String(repeating: "0", count: 38), "+", "1", nil),
        ("1e125", "-", "1e-130", nil),
        ("9e125", "+", "9e125", nil),
        ("-9e125", "-", "9e125", nil),
        ("9e125", "-", "9e125", "0"),
        ("1.1e-130", "-", "1e-130", nil),
    ]

    @Test(arguments: cases.indices)
    func `sums have 38 digits or are refused`(_ index: Int) throws {
        let (left, sign, right, expected) = Self.cases[index]
        #expect(try Self.sum(left, sign, right) == expected)
    }

    @Test func `sums of integers agree with the machine's`() throws {
        let random = SeededRandom(seed: 7)
        for _ in 0..<2000 {
            let left = Int(truncatingIfNeeded: random.next()) >> Int(random.next() % 63 + 1)
            let right = Int(truncatingIfNeeded: random.next()) >> Int(random.next() % 63 + 1)
            #expect(try Self.sum("\(left)", "+", "\(right)") == "\(left + right)")
            #expect(try Self.sum("\(left)e-40", "-", "\(right)e-40") == Self.scaled(left - right))
        }
    }

    /// An integer times 10^-40, as text.
    private static func scaled(_ value: Int) -> String {
        guard value != 0 else { return "0" }
        var digits = String(value.magnitude)
        digits = String(repeating: "0", count: 40 - digits.utf8.count) + digits
        while digits.last == "0" { digits.removeLast() }
        return (value < 0 ? "-" : "") + "0." + digits
    }
}
