import DDBBase
import DDBTestKit

/// Makes the values of random items, as DynamoDB JSON.
struct ValueMaker {
    let random: SeededRandom
    let shape: ModelShape
    /// How far numbers have grown, and how many attributes there are by now.
    let step: Int

    /// The members of an item besides its key, as JSON.
    func members() -> String {
        var members: [String] = []
        for (place, attribute) in attributes.enumerated() where random.number(below: 3) > 0 {
            let kind =
                random.number(below: 1000) < shape.oddsOfMisfit
                ? random.number(below: Self.kindCount) : attribute.kind
            members.append("\"\(attribute.name)\":\(value(kind, depth: 0, place))")
        }
        return members.joined(separator: ",")
    }

    private static let kindCount = 13

    private static let first: [(name: String, kind: Int)] = [
        ("text", 0), ("small", 1), ("wide", 2), ("exact", 3), ("bytes", 4), ("flag", 5),
        ("tags", 6), ("numbers", 7), ("blobs", 8), ("list", 9), ("map", 10), ("nothing", 11),
        ("Name", 0), ("name", 1), ("quote\\\"d.é", 0), ("_rest", 0),
    ]

    /// The attributes that there are by now.
    private var attributes: [(name: String, kind: Int)] {
        var all = Self.first
        if shape.isMapped { all += [("with space", 1), ("a,b", 10)] }
        for number in 0..<min(step, 20) {
            all.append(("late\(number)", [0, 2, 10, 1, 9, 5, 4, 7][number % 8]))
        }
        return all
    }

    private func value(_ kind: Int, depth: Int, _ place: Int) -> String {
        if random.number(below: 25) == 0 { return "{\"NULL\":true}" }
        switch kind {
        case 0: return "{\"S\":\"\(text())\"}"
        case 1: return "{\"N\":\"\(random.number(below: 1000))\"}"
        case 2: return "{\"N\":\"\(wide())\"}"
        case 3: return "{\"N\":\"\(Self.numbers[random.number(below: Self.numbers.count)])\"}"
        case 4: return "{\"B\":\"\(bytes())\"}"
        case 5: return "{\"BOOL\":\(random.number(below: 2) == 0)}"
        case 6: return "{\"SS\":[\(members { "\($0)\(text())" })]}"
        case 7: return "{\"NS\":[\(members { "\($0).\(random.number(below: 9))1" })]}"
        case 8: return "{\"BS\":[\(members { Self.base64([UInt8($0), 7]) })]}"
        case 9: return "{\"L\":[\(list(depth, place))]}"
        case 10: return "{\"M\":{\(map(depth, place))}}"
        case 11: return "{\"NULL\":true}"
        default: return "{\"N\":\"-0.\(random.number(below: 999))1\"}"
        }
    }

    /// A number whose column must grow with the step: integers, larger ones, fractions, many
    /// digits.
    private func wide() -> String {
        let small = random.number(below: 100)
        switch random.number(below: min(step, 6) + 1) {
        case 0, 1: return "\(small)"
        case 2: return "\(small)\(random.number(below: 1 << 40))"
        case 3: return "-\(small).\(random.number(below: 90) + 10)"
        case 4: return "9223372036854775\(800 + small)"
        case 5: return "\(small)234567890123456789012.5"
        default: return Self.numbers[random.number(below: Self.numbers.count)]
        }
    }

    private static let numbers = [
        "0", "-1", "3.25", "12345678901234567890", "0.000000001", "1E+30", "1E-30", "9.99E125",
        "99999999999999999999999999999999999999", "-17.5", "123456789.987654321",
        "9223372036854775807", "-9223372036854775808", "9223372036854775808", "1.50", "+7", "-0",
        "-0.00000000000000000000000000000000000012345678901234567890123456789012345678",
    ]

    private static let texts = [
        "", "plain", "with \\\"quotes\\\"", "line\\nbreak", "ünïcode", "\\u00e9\\uD83D\\uDE00",
        "{\\\"json\\\":1}", "tab\\t", "null", "a somewhat longer text that takes some bytes",
    ]

    private func text() -> String {
        random.number(below: 15) == 0
            ? ""
            : Self.texts[random.number(below: Self.texts.count)] + "\(random.number(below: 50))"
    }

    private func bytes() -> String {
        Self.base64((0..<random.number(below: 6)).map { UInt8($0 * 50) })
    }

    private func members(_ make: (Int) -> String) -> String {
        let made = (0...random.number(below: 3)).map { "\"\(make($0))\"" }
        return Set(made).sorted().joined(separator: ",")
    }

    private func list(_ depth: Int, _ place: Int) -> String {
        guard depth < 3 else { return "" }
        let kind = [0, 1, 10, random.number(below: Self.kindCount)][random.number(below: 4)]
        return (0..<random.number(below: 4)).map { _ in value(kind, depth: depth + 1, place) }
            .joined(separator: ",")
    }

    private func map(_ depth: Int, _ place: Int) -> String {
        guard depth < 3 else { return "" }
        var fields: [String] = []
        for number in 0..<4 + min(step / 2, 4) where random.number(below: 2) == 0 {
            let kind = (number * 3 + place + depth) % Self.kindCount
            fields.append("\"f\(number)\":\(value(kind, depth: depth + 1, place + number))")
        }
        return fields.joined(separator: ",")
    }

    static func base64(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        Base64.encode(bytes.span.bytes, into: &text)
        return String(decoding: text, as: UTF8.self)
    }
}
