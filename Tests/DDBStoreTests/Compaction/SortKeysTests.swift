import DDBParquet
import DDBStore
import DDBTestKit
import Testing

@Suite struct SortKeysTests {
    /// A key column with the numbers or texts of its rows; nil is null.
    enum Values {
        case texts([[UInt8]?])
        case numbers([Int64?])
        case small([Int32?])
        case wide([Int128?])

        var count: Int {
            switch self {
            case .texts(let values): values.count
            case .numbers(let values): values.count
            case .small(let values): values.count
            case .wide(let values): values.count
            }
        }

        /// Whether one row comes before another; nil where they are equal.
        func isBefore(_ left: Int, _ right: Int) -> Bool? {
            switch self {
            case .texts(let values):
                Self.order(values[left], values[right]) { $0.lexicographicallyPrecedes($1) }
            case .numbers(let values): Self.order(values[left], values[right], by: <)
            case .small(let values): Self.order(values[left], values[right], by: <)
            case .wide(let values): Self.order(values[left], values[right], by: <)
            }
        }

        private static func order<Value>(
            _ left: Value?, _ right: Value?, by isLess: (Value, Value) -> Bool
        ) -> Bool? {
            switch (left, right) {
            case (nil, nil): nil
            case (nil, _?): false
            case (_?, nil): true
            case (let left?, let right?):
                isLess(left, right) ? true : isLess(right, left) ? false : nil
            }
        }

        func pile() throws -> LeafPile {
            let type: PhysicalType
            let values: LeafValues
            let isThere: [Bool]
            switch self {
            case .texts(let texts):
                type = .byteArray
                var column = ByteArrayColumn()
                for text in texts { if let text { column.append(text) } }
                values = .byteArray(column)
                isThere = texts.map { $0 != nil }
            case .numbers(let numbers):
                type = .int64
                values = .int64(numbers.compactMap { $0 })
                isThere = numbers.map { $0 != nil }
            case .small(let numbers):
                type = .int32
                values = .int32(numbers.compactMap { $0 })
                isThere = numbers.map { $0 != nil }
            case .wide(let numbers):
                type = .fixed(byteCount: 16)
                let bytes = numbers.compactMap { $0 }.flatMap { number in
                    (0..<16).reversed().map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
                }
                values = .fixed(try #require(FixedColumn(bytes: bytes, byteCount: 16)))
                isThere = numbers.map { $0 != nil }
            }
            let leaf = try #require(
                try ParquetSchema([.primitive("k", .optional, type)]).leaves.first)
            var pile = LeafPile(leaf)
            let levels = isThere.map { UInt8($0 ? 1 : 0) }
            try pile.append(
                LeafColumn(definitionLevels: levels, values: values), rowCount: count,
                runs: [0..<count])
            pile.finish()
            return pile
        }
    }

    static func check(_ columns: [Values], _ note: String) throws {
        let rows = Array(0..<UInt32(columns[0].count))
        let expected = rows.sorted { left, right in
            for column in columns {
                if let isBefore = column.isBefore(Int(left), Int(right)) { return isBefore }
            }
            return left < right
        }
        let found = try SortKeys(try columns.map { try $0.pile() }).sorted()
        #expect(found == expected, "\(note)")
    }

    /// Texts with long common beginnings and zeros, so that chunks end everywhere.
    static func text(_ random: SeededRandom) -> [UInt8] {
        let beginnings = ["", "a", "customer#0000000", "customer#", "\u{0}", "\u{0}\u{0}", "é"]
        var text = Array(beginnings[random.number(below: beginnings.count)].utf8)
        for _ in 0..<random.number(below: 12) {
            text.append([0, 0, 1, 0xFF, 0x61, 0x62][random.number(below: 6)])
        }
        return text
    }

    @Test(arguments: 0..<8)
    func `rows come in the order of their keys, and equal ones in their own`(seed: Int) throws {
        let random = SeededRandom(seed: UInt64(seed))
        for count in [0, 1, 2, 30, 250, 3000] {
            let nulls = seed % 2 == 0 ? 0 : 10
            func maybe<Value>(_ value: Value) -> Value? {
                random.number(below: 100) < nulls ? nil : value
            }
            let texts = Values.texts((0..<count).map { _ in maybe(Self.text(random)) })
            let few = Values.texts((0..<count).map { _ in maybe([UInt8(random.number(below: 3))]) })
            let numbers = Values.numbers(
                (0..<count).map { _ in
                    maybe(
                        random.number(below: 9) == 0
                            ? [Int64.min, .max, -1, 0][random.number(below: 4)]
                            : Int64(random.number(below: 2000)) - 1000)
                })
            let small = Values.small(
                (0..<count).map { _ in maybe(Int32(random.number(below: 50)) - 25) })
            let wide = Values.wide(
                (0..<count).map { _ in
                    maybe(
                        (Int128(random.number(below: 3)) - 1) << 100
                            + Int128(random.number(below: 9)) - 4)
                })
            for columns in [
                [texts], [numbers], [small], [wide], [texts, numbers], [few, texts], [few, few],
                [small, wide], [texts, texts], [few, numbers],
            ] {
                try Self.check(columns, "seed \(seed), \(count) rows of \(columns.count) columns")
            }
        }
    }

    /// Long stretches in order, as parts that were merged before are, some rows between them in
    /// none, and keys that several stretches have.
    @Test(arguments: 0..<12)
    func `stretches in order are merged with what is in none`(seed: Int) throws {
        let random = SeededRandom(seed: UInt64(seed))
        var texts: [[UInt8]?] = []
        var numbers: [Int64?] = []
        for stretch in 0..<1 + seed % 5 {
            let ordered = (0..<700 + random.number(below: 500)).map { _ in
                (Self.text(random), Int64(random.number(below: 5000)))
            }.sorted {
                $0.0 == $1.0 ? $0.1 < $1.1 : $0.0.lexicographicallyPrecedes($1.0)
            }
            texts += ordered.map(\.0)
            numbers += ordered.map(\.1)
            guard stretch % 2 == seed % 2 else { continue }
            for _ in 0..<random.number(below: 400) {
                texts.append(random.number(below: 9) == 0 ? nil : Self.text(random))
                numbers.append(Int64(random.number(below: 5000)))
            }
        }
        try Self.check([.texts(texts), .numbers(numbers)], "seed \(seed)")
        try Self.check([.texts(texts)], "seed \(seed), one column")
        try Self.check([.texts(texts.map { ($0 ?? []).filter { $0 > 0 } })], "seed \(seed), plain")
        let sorted = numbers.sorted { ($0 ?? 0) < ($1 ?? 0) }
        try Self.check([.numbers(sorted + [7] + sorted)], "seed \(seed), numbers twice")
    }

    @Test(arguments: 0..<6)
    func `some rows are sorted like all`(seed: Int) throws {
        let random = SeededRandom(seed: UInt64(seed))
        let texts = (0..<4000).map { _ in Self.text(random) }
        let values = Values.texts(
            seed % 2 == 0
                ? texts
                : texts.sorted {
                    $0.lexicographicallyPrecedes($1)
                })
        let rows = LeafPileTests.runs(4000, random)
        let keys = try SortKeys([try values.pile()])
        let wanted = Set(rows.flatMap { $0 }.map { UInt32($0) })
        #expect(keys.sorted(rows) == keys.sorted().filter { wanted.contains($0) })
    }
}
