import DDBAttributes

/// Makes items of every type and awkward texts from a seed.
struct RandomItems {
    var random: SplitMix

    init(seed: UInt64) {
        random = SplitMix(seed: seed)
    }

    mutating func item() -> Item {
        map(depth: 0)
    }

    private mutating func map(depth: Int) -> Item {
        var item = Item()
        for _ in 0..<below(depth == 0 ? 20 : 5) { item[text()] = value(depth: depth) }
        if below(40) == 0 {
            for index in 0..<100 { item["name_number_\(index)"] = .bool(index % 3 == 0) }
        }
        return item
    }

    private mutating func value(depth: Int) -> AttributeValue {
        switch below(depth > 6 ? 8 : 10) {
        case 0, 1: return .string(text())
        case 2: return .number(number())
        case 3: return .binary(binary())
        case 4: return .bool(below(2) == 0)
        case 5: return .null
        case 6: return .stringSet(distinct { $0.text() })
        case 7:
            return below(2) == 0
                ? .numberSet(distinct { $0.number() }) : .binarySet(distinct { $0.binary() })
        case 8: return .map(map(depth: depth + 1))
        default: return .list((0..<below(5)).map { _ in value(depth: depth + 1) })
        }
    }

    private mutating func distinct<Member: Hashable>(
        _ make: (inout RandomItems) -> Member
    ) -> [Member] {
        var members: [Member] = []
        for _ in 0...below(4) {
            let member = make(&self)
            if !members.contains(member) { members.append(member) }
        }
        return members
    }

    mutating func text() -> String {
        let scalars: [Unicode.Scalar] = [
            "a", "b", "Z", "0", " ", "\"", "\\", "/", "\n", "\t", "\u{0}", "\u{1F}", "\u{7F}", "é",
            "ß", "\u{7FF}", "\u{800}", "ハ", "\u{FFFF}", "🧳", "\u{10FFFF}", "{", "}", ":", ",",
        ]
        var text = String.UnicodeScalarView()
        let isPlain = below(2) == 0
        for _ in 0..<below(below(10) == 0 ? 80 : 20) {
            text.append(scalars[below(isPlain ? 5 : scalars.count)])
        }
        return String(text)
    }

    private mutating func binary() -> [UInt8] {
        (0..<below(20)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }

    mutating func number() -> DecimalNumber {
        var digits = ""
        for _ in 0...below(38) { digits += String(below(10)) }
        let exponent = below(4) == 0 ? below(200) - 120 : below(10) - 5
        let text = (below(2) == 0 ? "-" : "") + digits + "e\(exponent)"
        return (try? DecimalNumber(text)) ?? .zero
    }

    mutating func below(_ bound: Int) -> Int {
        Int(random.next() % UInt64(bound))
    }
}
