import DDBParquet
import Testing

@Suite struct PruningTests {
    @Test(arguments: [
        (123_008, 20_480, 18_432), (122_880, 20_000, 18_432), (5000, 4095, 2048),
        (4096, 1 << 20, 4096), (2049, 2048, 2048), (1000, 300, 250), (100_000, 2047, 2041),
    ])
    func `long pages are whole batches of readers`(
        count: Int, rowsMax: Int, expected: Int
    ) throws {
        let schema = try ParquetSchema([
            .primitive("key", .required, .int64),
            .list("tags", .required, element: .primitive("e", .required, .int64)),
        ])
        var settings = WriterSettings()
        settings.pageRowsMax = rowsMax
        var writer = try ParquetWriter(schema: schema, settings: settings)
        let numbers = (0..<Int64(count)).map { $0 }
        let lists = LeafColumn(
            definitionLevels: [UInt8](repeating: 1, count: count),
            repetitionLevels: [UInt8](repeating: 0, count: count), values: .int64(numbers))
        try writer.writeRowGroup(
            rowCount: count, columns: [LeafColumn(values: .int64(numbers)), lists])
        _ = try writer.finish()
        let reader = try ParquetReader(source: MemoryByteSource(writer.takeBytes()))
        var pages: Set<Range<Int>> = []
        for number in Array(stride(from: 0, to: count, by: expected)) + [count - 1] {
            let plan = try reader.plan(
                leaves: [0], where: .compare(leaf: 0, .equal, .integer(Int64(number))))
            pages.formUnion(plan.flatMap(\.rowRanges))
        }
        let starts = stride(from: 0, to: count, by: expected)
        #expect(pages == Set(starts.map { $0..<min($0 + expected, count) }))
        let whole = try reader.plan().map { try reader.read($0) }
        #expect(whole.map { $0[1].values } == [.int64(numbers)])
    }

    /// A sorted key, a value in random order with nulls, text, and a list.
    private func reader(
        _ configure: (inout WriterSettings) -> Void = { _ in }
    ) throws -> (ParquetReader, keys: [Int64], numbers: [Int32?], texts: [String]) {
        let schema = try ParquetSchema([
            .primitive("key", .required, .int64), .primitive("number", .optional, .int32),
            .primitive("text", .required, .byteArray, .string),
        ])
        var settings = WriterSettings()
        settings.pageRowsMax = 50
        settings.bloomFilterLeaves = [0, 2]
        settings.sortingColumns = [SortingColumn(leafIndex: 0)]
        configure(&settings)
        var writer = try ParquetWriter(schema: schema, settings: settings)
        var generator = SeededGenerator(seed: 7)
        var keys: [Int64] = []
        var numbers: [Int32?] = []
        var texts: [String] = []
        for group in 0..<4 {
            let start = Int64(group * 1000)
            let groupKeys = (0..<1000).map { row in
                start + Int64(row) * 2 % 1000 + Int64(row) / 500
            }.sorted()
            let groupNumbers: [Int32?] = (0..<1000).map { row in
                // The second hundred is null, so that whole pages are.
                100..<200 ~= row || generator.next() % 5 == 0
                    ? nil : Int32(truncatingIfNeeded: generator.next() % 10_000) - 5000
            }
            let groupTexts = groupKeys.map { "user-\($0 * 3)" }
            try writer.writeRowGroup(
                rowCount: 1000,
                columns: [
                    LeafColumn(values: .int64(groupKeys)),
                    LeafColumn(
                        definitionLevels: groupNumbers.map { $0 == nil ? 0 : 1 },
                        values: .int32(groupNumbers.compactMap { $0 })),
                    LeafColumn(values: .byteArray(ByteArrayColumn(groupTexts))),
                ])
            keys += groupKeys
            numbers += groupNumbers
            texts += groupTexts
        }
        _ = try writer.finish()
        let reader = try ParquetReader(source: MemoryByteSource(writer.takeBytes()))
        return (reader, keys, numbers, texts)
    }

    /// The numbers of the rows in a plan, having checked that reading them gives those rows.
    private func rows(
        _ plan: [ReadSlice], _ reader: ParquetReader, _ keys: [Int64]
    ) throws -> [Int] {
        var all: [Int] = []
        for slice in plan {
            let rows = slice.rowRanges.flatMap { Array($0) }.map { $0 + slice.firstRow }
            let columns = try reader.read(slice)
            guard case .int64(let found)? = columns.first?.values else { continue }
            #expect(found == rows.map { keys[$0] })
            #expect(columns.last?.values.count == rows.count)
            all += rows
        }
        return all
    }

    @Test func `a range of a sorted key reads only its pages`() throws {
        let (reader, keys, _, _) = try reader()
        let predicate = Predicate.and([
            .compare(leaf: 0, .greaterOrEqual, .integer(1495)),
            .compare(leaf: 0, .less, .integer(1505)),
        ])
        let plan = try reader.plan(where: predicate)
        let found = try rows(plan, reader, keys)
        #expect(Set(keys.indices.filter { 1495..<1505 ~= keys[$0] }).isSubset(of: found))
        #expect(plan.map(\.rowGroup) == [1])
        #expect(found.count <= 100)
    }

    @Test func `a bloom filter rules out what bounds cannot`() throws {
        let (reader, keys, _, texts) = try reader()
        // Between the bounds of the third group, and not there.
        let absent = try reader.plan(where: .compare(leaf: 2, .equal, .text("user-6001x")))
        #expect(absent.isEmpty)
        for row in stride(from: 0, to: keys.count, by: 397) {
            let plan = try reader.plan(where: .isIn(leaf: 2, [.text("?"), .text(texts[row])]))
            #expect(try rows(plan, reader, keys).contains(row))
        }
    }

    @Test func `pages of nulls are known`() throws {
        let (reader, keys, numbers, _) = try reader()
        let present = try rows(try reader.plan(where: .isNotNull(leaf: 1)), reader, keys)
        #expect(present.count == 4 * 900)
        #expect(Set(numbers.indices.filter { numbers[$0] != nil }).isSubset(of: present))
        let absent = try rows(try reader.plan(where: .isNull(leaf: 1)), reader, keys)
        #expect(Set(numbers.indices.filter { numbers[$0] == nil }).isSubset(of: absent))
    }

    @Test func `no row that matches is left out`() throws {
        let table = try reader()
        for seed in 0..<200 { try checkPredicate(seed: seed, table) }
    }

    private func checkPredicate(
        seed: Int, _ table: (ParquetReader, keys: [Int64], numbers: [Int32?], texts: [String])
    ) throws {
        let (reader, keys, numbers, texts) = table
        var generator = SeededGenerator(seed: UInt64(seed))
        func make(_ depth: Int) -> (Predicate, (Int) -> Bool) {
            let comparisons: [Predicate.Comparison] = [
                .equal, .less, .lessOrEqual, .greater, .greaterOrEqual,
            ]
            func compare<Value: Comparable>(
                _ comparison: Predicate.Comparison, _ left: Value, _ right: Value
            ) -> Bool {
                switch comparison {
                case .equal: left == right
                case .less: left < right
                case .lessOrEqual: left <= right
                case .greater: left > right
                case .greaterOrEqual: left >= right
                }
            }
            let comparison = comparisons[Int(generator.next() % 5)]
            switch generator.next() % (depth > 2 ? 4 : 6) {
            case 0:
                let value = Int64(generator.next() % 4200) - 100
                return (
                    .compare(leaf: 0, comparison, .integer(value)),
                    { compare(comparison, keys[$0], value) }
                )
            case 1:
                let value = Int32(generator.next() % 10_400) - 5200
                return (
                    .compare(leaf: 1, comparison, .integer(Int64(value))),
                    { row in numbers[row].map { compare(comparison, $0, value) } ?? false }
                )
            case 2:
                let value = "user-\(generator.next() % 12_000)"
                return (
                    .compare(leaf: 2, comparison, .text(value)),
                    {
                        compare(
                            comparison, texts[$0].utf8.map { Int($0) }.text,
                            value.utf8.map { Int($0) }.text)
                    }
                )
            case 3: return (.isNull(leaf: 1), { numbers[$0] == nil })
            case 4:
                let parts = (0..<2).map { _ in make(depth + 1) }
                return (.and(parts.map(\.0)), { row in parts.allSatisfy { $0.1(row) } })
            case _:
                let parts = (0..<2).map { _ in make(depth + 1) }
                return (.or(parts.map(\.0)), { row in parts.contains { $0.1(row) } })
            }
        }
        let (predicate, matches) = make(0)
        let found = Set(try rows(try reader.plan(where: predicate), reader, keys))
        #expect(keys.indices.filter(matches).allSatisfy(found.contains), "seed \(seed)")
    }

    @Test func `files without indexes are pruned by row group only`() throws {
        let (reader, _, _, _) = try reader { $0.bloomFilterLeaves = [] }
        #expect(try reader.bloomFilter(rowGroup: 0, leaf: 0) == nil)
        let plan = try reader.plan(where: .compare(leaf: 0, .equal, .integer(3001)))
        #expect(plan.map(\.rowGroup) == [3])
    }

    @Test func `a predicate that does not fit is refused`() throws {
        let (reader, _, _, _) = try reader()
        for predicate: Predicate in [
            .isNull(leaf: 3), .compare(leaf: 0, .equal, .text("x")),
            .compare(leaf: 1, .equal, .integer(1 << 40)),
        ] {
            let failure = #expect(throws: ParquetError.self) { try reader.plan(where: predicate) }
            #expect(failure?.code == .mismatch)
        }
    }
}

extension [Int] {
    /// Text whose order is that of its bytes.
    fileprivate var text: String {
        String(String.UnicodeScalarView(compactMap { Unicode.Scalar($0) }))
    }
}
