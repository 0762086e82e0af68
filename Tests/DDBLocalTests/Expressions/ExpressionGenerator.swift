import DDBAttributes
import DDBTestKit

/// Makes items and expressions over their attributes, of which some do not fit.
struct ExpressionGenerator {
    let random: SeededRandom

    /// The values of the expression that is being made.
    private(set) var values = Item()

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
    }

    mutating func begin() { values = Item() }

    private func pick<Element>(_ elements: [Element]) -> Element {
        elements[random.number(below: elements.count)]
    }

    static let paths = [
        "s", "s2", "n", "n2", "b", "t", "z", "ss", "ns", "m.x", "m.y", "m.l[0]", "m.l[1]", "l[0]",
        "l[1]", "l[2]", "l[2].k", "absent", "m.absent", "l[7]", "m", "l",
    ]

    mutating func item() throws -> Item {
        var item: Item = ["pk": .string("key")]
        let texts = ["", "a", "ab", "abc", "b", "é", "\u{FFFF}", "\u{1F9F3}"]
        for name in ["s", "s2"] where random.number(below: 5) > 0 {
            item[name] = .string(pick(texts))
        }
        for name in ["n", "n2"] where random.number(below: 5) > 0 { item[name] = try number() }
        item["b"] = .binary(pick([[1], [1, 2], [0xFF]]))
        item["t"] = .bool(random.number(below: 2) == 0)
        item["z"] = .null
        item["ss"] = .stringSet(pick([["a"], ["a", "b"], ["b", "c", "d"]]))
        item["ns"] = .numberSet([DecimalNumber(Int64(random.number(below: 3))), DecimalNumber(7)])
        item["m"] = .map([
            "x": try number(), "y": .string(pick(texts)),
            "l": .list([try number(), .string("end")]),
        ])
        item["l"] = .list([.string("first"), try number(), .map(["k": .string("v")])])
        return item
    }

    private func number() throws -> AttributeValue {
        .number(
            try DecimalNumber(
                pick(["0", "1", "-1", "2", "2.5", "10", "100", "-0.001", "12345678901234567890"])))
    }

    private func scalar() throws -> AttributeValue {
        switch random.number(below: 3) {
        case 0: .string(pick(["", "a", "ab", "b", "é", "zz"]))
        case 1: try number()
        default: .binary(pick([[1], [1, 2], [2], [0xFF]]))
        }
    }

    private func anything() throws -> AttributeValue {
        switch random.number(below: 6) {
        case 0: .bool(random.number(below: 2) == 0)
        case 1: .stringSet(pick([["a"], ["b", "a"]]))
        case 2: .list([.string("first")])
        default: try scalar()
        }
    }

    private mutating func placeholder(_ value: AttributeValue) -> String {
        let name = ":v\(values.count)"
        values[name] = value
        return name
    }

    // MARK: conditions

    mutating func condition(depth: Int = 0) throws -> String {
        switch random.number(below: depth > 2 ? 6 : 9) {
        case 0, 1:
            let path = pick(Self.paths)
            return "\(path) \(pick(["=", "<>"])) \(placeholder(try anything()))"
        case 2:
            let path = pick(Self.paths)
            return "\(path) \(pick(["<", "<=", ">", ">="])) \(placeholder(try scalar()))"
        case 3: return try range()
        case 4: return try function()
        case 5:
            let members = try (0...random.number(below: 3)).map { _ in placeholder(try scalar()) }
            return "\(pick(Self.paths)) IN (\(members.joined(separator: ", ")))"
        case 6: return "NOT (\(try condition(depth: depth + 1)))"
        default:
            let parts = try (0...1).map { _ in try condition(depth: depth + 1) }
            return "(\(parts.joined(separator: pick([") AND (", ") OR ("]))))"
        }
    }

    private mutating func range() throws -> String {
        var bounds = [try number(), try number()]
        if case .number(let low) = bounds[0], case .number(let high) = bounds[1], high < low {
            bounds.swapAt(0, 1)
        }
        let names = bounds.map { placeholder($0) }
        return "\(pick(Self.paths)) BETWEEN \(names[0]) AND \(names[1])"
    }

    private mutating func function() throws -> String {
        let path = pick(Self.paths)
        switch random.number(below: 6) {
        case 0: return "attribute_exists(\(path))"
        case 1: return "attribute_not_exists(\(path))"
        case 2:
            let type = pick(["S", "N", "B", "BOOL", "NULL", "M", "L", "SS", "NS", "BS"])
            return "attribute_type(\(path), \(placeholder(.string(type))))"
        case 3: return "begins_with(\(path), \(placeholder(.string(pick(["", "a", "ab"])))))"
        case 4:
            return "contains(\(pick(["s", "s2", "ss"])), \(placeholder(.string(pick(["a", "b"])))))"
        default:
            let size = AttributeValue.number(DecimalNumber(Int64(random.number(below: 4))))
            return "size(\(pick(["s", "ss", "ns", "m", "l", "b"]))) "
                + "\(pick(["=", "<", ">="])) \(placeholder(size))"
        }
    }

    // MARK: updates and projections

    mutating func update() throws -> String {
        var targets = ["s", "n", "ns", "ss", "m.x", "m.new", "l[0]", "l[1]", "new", "n2"]
        func target() -> String { targets.remove(at: random.number(below: targets.count)) }
        var sections: [String] = []
        let sets = try (0..<random.number(below: 3)).map { _ in "\(target()) = \(try setValue())" }
        if !sets.isEmpty { sections.append("SET " + sets.joined(separator: ", ")) }
        let removed = (0..<random.number(below: 2)).map { _ in target() }
        if !removed.isEmpty { sections.append("REMOVE " + removed.joined(separator: ", ")) }
        if random.number(below: 2) == 0 {
            let value = placeholder(
                random.number(below: 2) == 0 ? try number() : .stringSet(["a", "x"]))
            sections.append("ADD \(target()) \(value)")
        }
        if sections.isEmpty || random.number(below: 3) == 0 {
            sections.append("DELETE \(target()) \(placeholder(.stringSet(["a", "x"])))")
        }
        return sections.joined(separator: " ")
    }

    private mutating func setValue() throws -> String {
        switch random.number(below: 5) {
        case 0: return placeholder(try anything())
        case 1:
            return pick(["n", "m.x", "l[1]", "n2"]) + pick([" + ", " - "])
                + placeholder(try number())
        case 2: return "if_not_exists(\(pick(Self.paths)), \(placeholder(try anything())))"
        case 3: return "list_append(\(pick(["l", "m.l"])), \(placeholder(.list([.null]))))"
        default: return pick(Self.paths)
        }
    }

    func projection() -> String {
        var paths = [
            "s", "n", "m.x", "m.l[1]", "m.absent", "l[2].k", "l[0]", "z", "absent", "l[7]",
        ]
        return (0...random.number(below: 4)).map { _ in
            paths.remove(at: random.number(below: paths.count))
        }.joined(separator: ", ")
    }
}
