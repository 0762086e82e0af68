import DDBParquet
import DDBTestSupport
import Testing

/// Chunks that are put one behind the other, as values and as places among distinct ones.
@Suite struct LeafStackTests {
    /// Some tables of one schema, each in a file of its own, and their rows together.
    struct Tables {
        var schema: ParquetSchema
        var readers: [ParquetReader] = []
        var tables: [SampleTable] = []
        var rowCount = 0

        init(seed: Int) throws {
            schema = try SampleTable(rowCount: 1, seed: 0).schema
            for number in 0..<4 {
                let table = try SampleTable(
                    rowCount: 1 + seed * 41 + number * 17, seed: UInt64(seed * 7 + number))
                var settings = WriterSettings()
                settings.codec = number == 0 ? .uncompressed : .zstd
                settings.pageRowsMax = 1 + (seed * 37 + number * 50) % 200
                settings.encodings = Dictionary(
                    uniqueKeysWithValues: schema.leaves.map { leaf in
                        let all: [WriterSettings.ValueEncoding] = [
                            .dictionary, .automatic, .dictionary, .plain, .delta,
                        ]
                        return (leaf.index, all[(leaf.index + seed + number) % 5])
                    })
                readers.append(
                    try ParquetReader(source: MemoryByteSource(try table.file(settings))))
                tables.append(table)
                rowCount += table.rowCount
            }
        }

        /// The rows of all tables in one column; levels are spelt out.
        func column(_ leaf: SchemaLeaf) throws -> LeafColumn {
            var all = tables[0].columns[leaf.index]
            for table in tables.dropFirst() {
                let more = table.columns[leaf.index]
                all.definitionLevels += more.definitionLevels
                all.repetitionLevels += more.repetitionLevels
                all.values = try #require(LeafStackTests.joined(all.values, more.values))
            }
            return all
        }

        /// A stack of the leaf: all but the last table from their files, that one as a column.
        func stack(_ leaf: SchemaLeaf, isNumbered: Bool) throws -> LeafStack {
            var stack = LeafStack(leaf, isNumbered: isNumbered)
            for reader in readers.dropLast() {
                try reader.append(leaf: leaf.index, rowGroup: 0, to: &stack)
            }
            let last = tables[tables.count - 1]
            try stack.append(last.columns[leaf.index], rowCount: last.rowCount)
            return stack
        }
    }

    static func joined(_ left: LeafValues, _ right: LeafValues) -> LeafValues? {
        switch (left, right) {
        case (.boolean(let left), .boolean(let right)): return .boolean(left + right)
        case (.int32(let left), .int32(let right)): return .int32(left + right)
        case (.int64(let left), .int64(let right)): return .int64(left + right)
        case (.float(let left), .float(let right)): return .float(left + right)
        case (.double(let left), .double(let right)): return .double(left + right)
        case (.fixed(let left), .fixed(let right)):
            return FixedColumn(bytes: left.bytes + right.bytes, byteCount: left.byteCount)
                .map { .fixed($0) }
        case (.byteArray(let left), .byteArray(let right)):
            var all = left
            for index in 0..<right.count { all.append(right[index]) }
            return .byteArray(all)
        case (_, _): return nil
        }
    }

    /// Whether the levels are those of a column, or left out where all of them are the greatest.
    static func haveLevels(_ levels: [UInt8], of column: LeafColumn, _ leaf: SchemaLeaf) -> Bool {
        if levels == column.definitionLevels { return true }
        return levels.isEmpty && leaf.repetitionLevelMax == 0
            && column.definitionLevels.allSatisfy { $0 == leaf.definitionLevelMax }
    }

    @Test(arguments: 0..<10)
    func `rows lie one behind the other`(seed: Int) throws {
        let tables = try Tables(seed: seed)
        for leaf in tables.schema.leaves {
            let expected = try tables.column(leaf)
            let stack = try tables.stack(leaf, isNumbered: false)
            #expect(stack.rowCount == tables.rowCount)
            #expect(stack.values == expected.values, "\(leaf.name)")
            #expect(stack.repetitionLevels == expected.repetitionLevels)
            #expect(Self.haveLevels(stack.definitionLevels, of: expected, leaf))
        }
    }

    @Test(arguments: 0..<10)
    func `a file of numbered columns says what one of their values says`(seed: Int) throws {
        let tables = try Tables(seed: seed)
        var settings = WriterSettings()
        settings.pageRowsMax = 90
        settings.dictionaryBytesMax = seed % 3 == 0 ? 200 : 1 << 20
        settings.bloomFilterLeaves = [8, 12]
        settings.encodings = seed % 2 == 0 ? [:] : [2: .plain, 8: .delta, 11: .delta, 12: .plain]
        var encoder = try ChunkEncoder(schema: tables.schema, settings: settings)
        var chunks: [EncodedChunk] = []
        var columns: [LeafColumn] = []
        for leaf in tables.schema.leaves {
            let column = try tables.column(leaf)
            columns.append(column)
            guard leaf.physicalType != .boolean else {
                chunks.append(
                    try encoder.encode(column, leaf: leaf.index, rowCount: tables.rowCount))
                continue
            }
            var stack = try tables.stack(leaf, isNumbered: true)
            let entries = try stack.entries()
            #expect(stack.numbers.allSatisfy { $0 < entries.count })
            chunks.append(
                try encoder.encode(
                    NumberedColumn(
                        definitionLevels: stack.definitionLevels,
                        repetitionLevels: stack.repetitionLevels, numbers: stack.numbers),
                    of: entries, leaf: leaf.index, rowCount: tables.rowCount))
        }
        let found = try Self.reader(tables.schema, settings) { writer in
            try writer.writeRowGroup(rowCount: tables.rowCount, chunks: chunks)
        }
        let plain = try Self.reader(tables.schema, settings) { writer in
            try writer.writeRowGroup(rowCount: tables.rowCount, columns: columns)
        }
        for slice in try found.plan() { #expect(try found.read(slice) == columns) }
        for (leaf, pair) in zip(
            tables.schema.leaves, zip(found.rowGroups[0].columns, plain.rowGroups[0].columns))
        {
            #expect(pair.0.statistics == pair.1.statistics, "\(leaf.name)")
            #expect(pair.0.unencodedBytes == pair.1.unencodedBytes, "\(leaf.name)")
            #expect(pair.0.valueCount == pair.1.valueCount, "\(leaf.name)")
            #expect(pair.0.hasBloomFilter == pair.1.hasBloomFilter, "\(leaf.name)")
        }
    }

    private static func reader(
        _ schema: ParquetSchema, _ settings: WriterSettings,
        _ body: (inout ParquetWriter) throws -> Void
    ) throws -> ParquetReader {
        var writer = try ParquetWriter(schema: schema, settings: settings)
        try body(&writer)
        _ = try writer.finish()
        return try ParquetReader(source: MemoryByteSource(writer.takeBytes()))
    }

    @Test func `values that come again and again take no room`() throws {
        let leaf = try #require(
            try ParquetSchema([.primitive("a", .required, .byteArray, .string)]).leaves.first)
        var stack = LeafStack(leaf, isNumbered: true)
        let texts = (0..<3000).map { "text \($0)" }
        for round in 0..<10 {
            // Every round has its own order, and ten texts of its own.
            let own = texts[(round * 100)...] + texts[..<(round * 100)]
            let values = ByteArrayColumn(own + (0..<10).map { "round \(round) \($0)" })
            try stack.append(LeafColumn(values: .byteArray(values)), rowCount: values.count)
        }
        let entries = try stack.entries()
        #expect(entries.count == 3100)
        guard case .byteArray(let column) = entries else {
            Issue.record("the values have another type")
            return
        }
        let seen = stack.numbers.map { String(decoding: column[Int($0)], as: UTF8.self) }
        #expect(seen.count == 30_100)
        #expect(seen[3010] == "text 100" && seen[30_099] == "round 9 9")
        #expect(Set(seen).count == 3100)
    }

    @Test func `columns of another form, and places that stand for nothing, are refused`() throws {
        let tables = try Tables(seed: 1)
        let leaves = tables.schema.leaves
        var stack = LeafStack(leaves[2], isNumbered: true)
        #expect(throws: ParquetError.self) {
            try tables.readers[0].append(leaf: 8, rowGroup: 0, to: &stack)
        }
        #expect(throws: ParquetError.self) {
            try stack.append(LeafColumn(values: .int32([1])), rowCount: 1)
        }
        #expect(throws: ParquetError.self) {
            try stack.append(LeafColumn(values: .int64([1])), rowCount: 2)
        }
        var encoder = try ChunkEncoder(schema: tables.schema)
        #expect(throws: ParquetError.self) {
            _ = try encoder.encode(
                NumberedColumn(definitionLevels: [], repetitionLevels: [], numbers: [0, 2]),
                of: .int64([5, 6]), leaf: 2, rowCount: 2)
        }
    }
}
