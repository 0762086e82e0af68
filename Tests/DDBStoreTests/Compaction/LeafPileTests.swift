import DDBParquet
import DDBStore
import DDBTestKit
import Testing

/// Rows that are picked from columns, against the same done row by row.
@Suite struct LeafPileTests {
    /// One entry of a leaf: its levels, and its value where it has one.
    struct Entry: Equatable {
        var repetition: UInt8
        var definition: UInt8
        var value: [UInt8]?
    }

    /// The rows of a leaf, each with its entries.
    struct Rows {
        var leaf: SchemaLeaf
        var rows: [[Entry]]

        /// The same rows as a column; levels are left out where that is allowed and wanted.
        func column(dense: Bool) throws -> LeafColumn {
            let entries = rows.flatMap { $0 }
            let values = entries.compactMap(\.value)
            let isDense =
                dense && leaf.repetitionLevelMax == 0 && values.count == entries.count
            return LeafColumn(
                definitionLevels: isDense || leaf.definitionLevelMax == 0
                    ? [] : entries.map(\.definition),
                repetitionLevels: leaf.repetitionLevelMax == 0 ? [] : entries.map(\.repetition),
                values: try Self.values(values, leaf.physicalType))
        }

        static func values(_ values: [[UInt8]], _ type: PhysicalType) throws -> LeafValues {
            func word(_ bytes: [UInt8]) -> UInt64 {
                bytes.reduce(0) { $0 &* 31 &+ UInt64($1) }
            }
            switch type {
            case .boolean: return .boolean(values.map { word($0) & 1 == 1 })
            case .int32: return .int32(values.map { Int32(truncatingIfNeeded: word($0)) })
            case .int64: return .int64(values.map { Int64(bitPattern: word($0)) })
            case .float: return .float(values.map { Float(word($0) % 1000) })
            case .double: return .double(values.map { Double(word($0) % 100_000) })
            case .int96:
                return .int96(
                    try #require(FixedColumn(bytes: values.flatMap { wide($0, 12) }, byteCount: 12))
                )
            case .fixed(let width):
                return .fixed(
                    try #require(
                        FixedColumn(bytes: values.flatMap { wide($0, width) }, byteCount: width)))
            case .byteArray:
                var column = ByteArrayColumn()
                for value in values { column.append(value) }
                return .byteArray(column)
            }
        }

        private static func wide(_ bytes: [UInt8], _ width: Int) -> [UInt8] {
            Array((bytes + Array(repeating: 7, count: width)).prefix(width))
        }
    }

    static func row(_ leaf: SchemaLeaf, _ random: SeededRandom, presence: Int) -> [Entry] {
        func entry(_ repetition: UInt8) -> Entry {
            let isThere = random.number(below: 100) < presence
            let definition =
                isThere || leaf.definitionLevelMax == 0
                ? leaf.definitionLevelMax
                : UInt8(random.number(below: Int(leaf.definitionLevelMax)))
            let bytes = (0..<random.number(below: 40)).map { _ in
                UInt8(truncatingIfNeeded: random.number(below: 256))
            }
            return Entry(
                repetition: repetition, definition: definition,
                value: definition == leaf.definitionLevelMax ? bytes : nil)
        }
        var entries = [entry(0)]
        guard leaf.repetitionLevelMax > 0 else { return entries }
        for _ in 0..<random.number(below: 5) {
            entries.append(entry(UInt8(1 + random.number(below: Int(leaf.repetitionLevelMax)))))
        }
        return entries
    }

    static let types: [PhysicalType] = [
        .boolean, .int32, .int64, .int96, .float, .double, .byteArray, .fixed(byteCount: 3),
        .fixed(byteCount: 16),
    ]

    static func leaf(_ type: PhysicalType, nesting: Int) throws -> SchemaLeaf {
        let node: SchemaNode =
            switch nesting {
            case 0: .primitive("a", .required, type)
            case 1: .primitive("a", .optional, type)
            case 2:
                .group("s", .optional, [.group("t", .optional, [.primitive("a", .optional, type)])])
            case 3: .list("l", .optional, element: .primitive("e", .optional, type))
            default:
                .list(
                    "l", .optional,
                    element: .group(
                        "e", .optional,
                        [.list("m", .optional, element: .primitive("e", .optional, type))]))
            }
        return try #require(try ParquetSchema([node]).leaves.first)
    }

    @Test(arguments: 0..<5, 0..<6)
    func `rows picked from slices are those that a naive picking gives`(
        nesting: Int, seed: Int
    ) throws {
        for (number, type) in Self.types.enumerated() {
            let random = SeededRandom(seed: UInt64(seed * 100 + number))
            let leaf = try Self.leaf(type, nesting: nesting)
            var pile = LeafPile(leaf)
            var kept: [[Entry]] = []
            for slice in 0..<random.number(below: 5) {
                let presence = [100, 100, 50, 5, 0][(slice + seed) % 5]
                let rows = Rows(
                    leaf: leaf,
                    rows: (0..<random.number(below: 200)).map { _ in
                        Self.row(leaf, random, presence: presence)
                    })
                let runs = Self.runs(rows.rows.count, random)
                try pile.append(
                    try rows.column(dense: random.number(below: 2) == 0),
                    rowCount: rows.rows.count, runs: runs)
                for run in runs { kept += rows.rows[run] }
            }
            pile.finish()
            let places = (0..<random.number(below: 300)).compactMap { _ in
                kept.isEmpty ? nil : UInt32(random.number(below: kept.count))
            }
            let expected = Rows(leaf: leaf, rows: places.map { kept[Int($0)] })
            let found = try pile.gathered(places[...])
            let isDense = found.definitionLevels.isEmpty
            #expect(
                try found == expected.column(dense: isDense),
                "nesting \(nesting), seed \(seed), \(type)")
        }
    }

    /// Rising ranges of rows with gaps between them, sometimes all rows and sometimes none.
    static func runs(_ rowCount: Int, _ random: SeededRandom) -> [Range<Int>] {
        guard rowCount > 0, random.number(below: 4) > 0 else {
            return rowCount > 0 ? [0..<rowCount] : []
        }
        var runs: [Range<Int>] = []
        var row = random.number(below: 10)
        while row < rowCount {
            let end = min(rowCount, row + 1 + random.number(below: 30))
            runs.append(row..<end)
            row = end + 1 + random.number(below: 10)
        }
        return runs
    }

    @Test func `rows that are not there, and columns of other types, are refused`() throws {
        let leaf = try Self.leaf(.int64, nesting: 1)
        var pile = LeafPile(leaf)
        #expect(throws: StoreError.self) {
            try pile.append(LeafColumn(values: .int64([1, 2])), rowCount: 2, runs: [0..<3])
        }
        #expect(throws: StoreError.self) {
            try pile.append(LeafColumn(values: .int64([1, 2])), rowCount: 3, runs: [0..<3])
        }
        #expect(throws: StoreError.self) {
            try pile.append(LeafColumn(values: .double([1, 2])), rowCount: 2, runs: [0..<2])
        }
        #expect(throws: StoreError.self) {
            try pile.append(
                LeafColumn(definitionLevels: [1, 0, 1], values: .int64([1])), rowCount: 3,
                runs: [0..<3])
        }
        let list = try Self.leaf(.int64, nesting: 3)
        var lists = LeafPile(list)
        #expect(throws: StoreError.self) {
            try lists.append(
                LeafColumn(
                    definitionLevels: [3, 3], repetitionLevels: [1, 0], values: .int64([1, 2])),
                rowCount: 2, runs: [0..<2])
        }
        #expect(throws: StoreError.self) {
            try lists.append(
                LeafColumn(
                    definitionLevels: [3, 3], repetitionLevels: [0, 1], values: .int64([1, 2])),
                rowCount: 2, runs: [0..<2])
        }
    }
}
