import DDBTestKit

/// Writes random items as DynamoDB JSON: a few dozen names whose types mostly stay, and sometimes
/// not.
struct ItemLines {
    private let random: SeededRandom
    /// How often, in a thousand, a value has another type than its name's.
    private let oddsOfMisfit: Int

    init(seed: UInt64, oddsOfMisfit: Int = 20) {
        random = SeededRandom(seed: seed)
        self.oddsOfMisfit = oddsOfMisfit
    }

    func lines(_ count: Int, firstKey: Int = 0) -> [String] {
        (0..<count).map { item(key: firstKey + $0) }
    }

    private func item(key: Int) -> String {
        var fields = ["\"pk\":{\"S\":\"key-\(key)\"}"]
        for (index, name) in Self.names.enumerated() where random.number(below: 3) > 0 {
            fields.append("\(name):\(value(kind: index, depth: 0))")
        }
        return "{" + fields.joined(separator: ",") + "}"
    }

    private static let names = [
        "a", "A", "b", "c.d", "c", "emoji😀", "with space", "quote\\\"d", "esc\\u0041ped", "_rest",
        "_timestamp", "long-name-\(String(repeating: "x", count: 60))", "é", "e\u{301}", "n1", "n2",
        "n3", "n4", "set1", "set2", "set3", "list1", "list2", "map1", "map2", "deep",
    ].map { "\"\($0)\"" }

    private func value(kind: Int, depth: Int) -> String {
        let isMisfit = random.number(below: 1000) < oddsOfMisfit
        let kind = isMisfit ? random.number(below: 26) : kind
        if random.number(below: 20) == 0 { return "{\"NULL\":true}" }
        switch kind % 13 {
        case 0, 1, 2: return "{\"S\":\"\(text())\"}"
        case 3: return "{\"N\":\"\(random.number(below: 1_000_000))\"}"
        case 4: return "{\"N\":\"\(number())\"}"
        case 5: return "{\"B\":\"\(base64())\"}"
        case 6: return "{\"BOOL\":\(random.number(below: 2) == 0)}"
        case 7: return "{\"SS\":[\(members { "s\($0)\(text())" })]}"
        case 8: return "{\"NS\":[\(members { "\($0).\(random.number(below: 9))1" })]}"
        case 9: return "{\"BS\":[\(members { _ in base64() })]}"
        case 10: return "{\"L\":[\(list(depth: depth))]}"
        case 11: return "{\"M\":{\(map(depth: depth))}}"
        default: return "{\"N\":\"-0.\(random.number(below: 999))1\"}"
        }
    }

    private func text() -> String {
        let samples = [
            "", "plain", "with \\\"quotes\\\"", "line\\nbreak", "ünïcode", "\\u00e9\\uD83D\\uDE00",
            "{\\\"json\\\":1}", "tab\\t", "null", "a somewhat longer text that takes some bytes",
        ]
        return samples[random.number(below: samples.count)] + "\(random.number(below: 50))"
    }

    private func number() -> String {
        let samples = [
            "0", "-1", "3.25", "12345678901234567890", "0.000000001", "1E+30", "1E-30", "9.99E125",
            "99999999999999999999999999999999999999", "-17.5", "123456789.987654321",
            "9223372036854775807", "-9223372036854775808", "9223372036854775808", "1.50", "+7",
        ]
        return samples[random.number(below: samples.count)]
    }

    private func base64() -> String {
        ["", "AA==", "AP8Q", "aGVsbG8=", "YmM="][random.number(below: 5)]
    }

    private func members(_ make: (Int) -> String) -> String {
        var seen: Set<String> = []
        for index in 0...random.number(below: 3) { seen.insert(make(index)) }
        return seen.sorted().map { "\"\($0)\"" }.joined(separator: ",")
    }

    private func list(depth: Int) -> String {
        guard depth < 4 else { return "" }
        let kind = random.number(below: 26)
        return (0..<random.number(below: 4)).map { _ in value(kind: kind, depth: depth + 1) }
            .joined(separator: ",")
    }

    private func map(depth: Int) -> String {
        guard depth < 4 else { return "" }
        var fields: [String] = []
        for (index, name) in Self.names.prefix(8).enumerated() where random.number(below: 3) == 0 {
            fields.append("\(name):\(value(kind: index + depth * 3, depth: depth + 1))")
        }
        return fields.joined(separator: ",")
    }
}
