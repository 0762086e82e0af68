import DDBParquet
import DDBTestSupport
import Testing

@Suite struct WriterTests {
    /// Writes one column and gives the file and what the writer says of it.
    private func write(
        _ node: SchemaNode, _ column: LeafColumn, rows: Int,
        _ configure: (inout WriterSettings) -> Void = { _ in }
    ) throws -> (bytes: [UInt8], summary: FileSummary) {
        var settings = WriterSettings()
        configure(&settings)
        var writer = try ParquetWriter(schema: try ParquetSchema([node]), settings: settings)
        try writer.writeRowGroup(rowCount: rows, columns: [column])
        let summary = try writer.finish()
        return (writer.takeBytes(), summary)
    }

    /// Reads the only column of a file of one row group.
    private func read(_ bytes: [UInt8]) throws -> LeafColumn? {
        let reader = try ParquetReader(source: MemoryByteSource(bytes))
        guard let slice = try reader.plan().first else { return nil }
        return try reader.read(slice).first
    }

    @Test(arguments: [
        ("few", 3, Encoding.rleDictionary), ("many", 100_000, .deltaLengthByteArray),
    ])
    func `texts get a dictionary where it pays`(
        name: String, distinct: Int, encoding: Encoding
    ) throws {
        let texts = (0..<20_000).map { "text \(($0 &* 7919) % distinct)" }
        let column = LeafColumn(values: .byteArray(ByteArrayColumn(texts)))
        let (bytes, summary) = try write(
            .primitive("text", .required, .byteArray, .string), column, rows: texts.count)
        #expect(summary.leaves[0].encodings == [encoding])
        #expect(try read(bytes) == column)
    }

    @Test func `integers get what is narrowest`() throws {
        var generator = SeededGenerator(seed: 1)
        let kinds: [(Encoding, [Int64])] = [
            (.rleDictionary, (0..<9000).map { _ in Int64(generator.next() % 5) << 40 }),
            (.deltaBinaryPacked, (0..<9000).map { $0 * 1000 }),
            (.plain, (0..<9000).map { _ in Int64(bitPattern: generator.next()) }),
        ]
        for (encoding, numbers) in kinds {
            let column = LeafColumn(values: .int64(numbers))
            let (bytes, summary) = try write(
                .primitive("n", .required, .int64), column, rows: numbers.count)
            #expect(summary.leaves[0].encodings == [encoding])
            #expect(try read(bytes) == column)
        }
    }

    @Test func `differences wrap around at the ends of the type`() throws {
        let wide: [Int64] = [.min, .max, .min, 0, -1, .max, .max, 1, .min, .min + 1]
        let narrow: [Int32] = [.min, .max, .min, 0, -1, .max, .max, 1, .min, .min + 1]
        for count in [0, 1, 2, 10, 31, 32, 33, 127, 128, 129, 130, 257, 1000] {
            for columns in [
                LeafValues.int64((0..<count).map { wide[$0 % wide.count] }),
                LeafValues.int32((0..<count).map { narrow[$0 % narrow.count] }),
                LeafValues.int64((0..<count).map { _ in 7 }),
            ] {
                let type: PhysicalType = if case .int32 = columns { .int32 } else { .int64 }
                let column = LeafColumn(values: columns)
                let (bytes, _) = try write(.primitive("n", .required, type), column, rows: count) {
                    $0.encodings = [0: .delta]
                }
                #expect(try read(bytes) ?? LeafColumn(values: columns) == column)
            }
        }
    }

    @Test(arguments: 0..<60)
    func `runs of any length survive in levels and indices`(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let distinct = UInt64([1, 2, 3, 9, 200, 3000][seed % 6])
        var levels: [UInt8] = []
        var numbers: [Int64] = []
        while levels.count < 3000 {
            let run = Int(generator.next() % [1, 3, 40, 200][seed % 4] + 1)
            let level = UInt8(generator.next() % 2)
            let number = Int64(generator.next() % distinct)
            levels += repeatElement(level, count: run)
            if level == 1 { numbers += repeatElement(number, count: run) }
        }
        let column = LeafColumn(definitionLevels: levels, values: .int64(numbers))
        let (bytes, summary) = try write(
            .primitive("n", .optional, .int64), column, rows: levels.count
        ) {
            $0.encodings = [0: .dictionary]
            $0.pageRowsMax = 1001
        }
        #expect(try read(bytes) == column)
        #expect(summary.leaves[0].nullCount == levels.count - numbers.count)
    }

    @Test func `packed numbers come in runs whose header is a byte`() throws {
        // Without two equal neighbours there is no run of one value.
        let numbers = (0..<2048).map { Int64($0 % 5) }
        let column = LeafColumn(values: .int64(numbers))
        let (bytes, _) = try write(.primitive("n", .required, .int64), column, rows: 2048) {
            $0.encodings = [0: .dictionary]
            $0.codec = .uncompressed
        }
        let reader = try ParquetReader(source: MemoryByteSource(bytes))
        // The chunk lies behind the magic number and ends with the page: its width, four runs of 63
        // groups of three bytes, one of four groups.
        let end = 4 + reader.rowGroups[0].columns[0].compressedBytes
        let page = bytes[(end - 774)..<end]
        #expect(page.first == 3)
        let headers = (0..<5).map { page[page.startIndex + 1 + $0 * 190] }
        #expect(headers == [127, 127, 127, 127, 9])
        #expect(try read(bytes) == column)
    }

    @Test func `no definition levels mean that every value is there`() throws {
        let column = LeafColumn(values: .boolean([true, false, true]))
        let (bytes, _) = try write(.primitive("b", .optional, .boolean), column, rows: 3)
        let found = try read(bytes)
        #expect(found?.definitionLevels == [1, 1, 1])
        #expect(found?.values == column.values)
    }

    @Test func `a file without rows is a file`() throws {
        let column = LeafColumn(values: .int32([]))
        let (bytes, summary) = try write(.primitive("n", .required, .int32), column, rows: 0)
        #expect(summary.rowCount == 0 && summary.byteCount == bytes.count)
        #expect(try ParquetReader(source: MemoryByteSource(bytes)).plan().isEmpty)
    }

    @Test(.enabled(if: TestPython.path != nil, "run Tools/setup"))
    func `pyarrow reads a file without rows`() throws {
        let column = LeafColumn(values: .int32([]))
        let (bytes, _) = try write(.primitive("n", .required, .int32), column, rows: 0)
        #expect(try TestPython.rows("pyarrow", TemporaryFile(bytes)) == [])
    }

    @Test func `bytes may be taken or lent as they come`() throws {
        let table = try SampleTable(rowCount: 50, seed: 9)
        let whole = try table.file(rowGroups: 3)
        var writer = try ParquetWriter(schema: table.schema)
        writer.addKeyValue("origin", "a test")
        var pieces: [UInt8] = []
        for group in 0..<3 {
            try writer.writeRowGroup(rowCount: 50, columns: table.columns)
            if group == 1 {
                pieces += writer.takeBytes()
            } else {
                writer.drainBytes { bytes in
                    for offset in 0..<bytes.byteCount {
                        pieces.append(bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self))
                    }
                }
            }
        }
        let summary = try writer.finish()
        pieces += writer.takeBytes()
        #expect(pieces == whole)
        #expect(summary.byteCount == whole.count)
    }

    @Test func `columns that do not fit are refused and nothing is written`() throws {
        let schema = try ParquetSchema([
            .primitive("a", .required, .int32),
            .list("b", .optional, element: .primitive("e", .optional, .int64)),
        ])
        let good = LeafColumn(values: .int32([1, 2]))
        let list = LeafColumn(
            definitionLevels: [3, 3, 0], repetitionLevels: [0, 1, 0], values: .int64([7, 8]))
        let wrong: [[LeafColumn]] = [
            [good], [good, good], [LeafColumn(values: .int32([1])), list],
            [LeafColumn(values: .int64([1, 2])), list],
            [LeafColumn(definitionLevels: [0, 0], values: .int32([1, 2])), list],
            [good, LeafColumn(values: .int64([7, 8]))],
            [
                good,
                LeafColumn(
                    definitionLevels: [3, 4, 0], repetitionLevels: [0, 1, 0], values: .int64([7])),
            ],
            [
                good,
                LeafColumn(
                    definitionLevels: [3, 3, 0], repetitionLevels: [1, 0, 0],
                    values: .int64([7, 8])),
            ],
            [
                good,
                LeafColumn(
                    definitionLevels: [3, 3, 0], repetitionLevels: [0, 2, 0],
                    values: .int64([7, 8])),
            ],
            [
                good,
                LeafColumn(
                    definitionLevels: [3, 3, 0], repetitionLevels: [0, 1, 0],
                    values: .int64([7, 8, 9])),
            ],
        ]
        var writer = try ParquetWriter(schema: schema)
        let before = writer.byteCount
        for columns in wrong {
            var code: ParquetError.Code?
            do {
                try writer.writeRowGroup(rowCount: 2, columns: columns)
            } catch {
                code = error.code
            }
            #expect(code == .mismatch)
        }
        #expect(writer.byteCount == before)
        try writer.writeRowGroup(rowCount: 2, columns: [good, list])
        #expect(try writer.finish().rowCount == 2)
    }

    @Test func `bounds are cut so that no value escapes them`() throws {
        let cases: [(LogicalType?, [UInt8], minimum: [UInt8], maximum: [UInt8]?)] = [
            (.string, Array("short".utf8), Array("short".utf8), Array("short".utf8)),
            (.string, Array("abcdefgh".utf8), Array("abcdef".utf8), Array("abcdeg".utf8)),
            (.string, Array("abcd漢漢".utf8), Array("abcd".utf8), Array("abce".utf8)),
            (
                .string, Array("ab\u{10FFFF}zzz".utf8), Array("ab\u{10FFFF}".utf8),
                Array("ac".utf8)
            ),
            (
                .string, Array("aa\u{D7FF}xyz".utf8), Array("aa\u{D7FF}x".utf8),
                Array("aa\u{D7FF}y".utf8)
            ),
            (nil, [1, 2, 3, 4, 5, 255, 255], [1, 2, 3, 4, 5, 255], [1, 2, 3, 4, 6]),
            (nil, [255, 255, 255, 255, 255, 255, 255], [255, 255, 255, 255, 255, 255], nil),
        ]
        for (type, value, minimum, maximum) in cases {
            var column = ByteArrayColumn()
            column.append(value)
            let (bytes, summary) = try write(
                .primitive("t", .required, .byteArray, type),
                LeafColumn(values: .byteArray(column)), rows: 1
            ) { $0.boundBytesMax = 6 }
            let reader = try ParquetReader(source: MemoryByteSource(bytes))
            let statistics = try #require(reader.rowGroups[0].columns[0].statistics)
            #expect(statistics.minimum == minimum)
            #expect(statistics.maximum == maximum)
            #expect(statistics.isMinimumExact == (minimum == value))
            #expect(statistics.isMaximumExact == (maximum == nil ? nil : maximum == value))
            #expect(summary.leaves[0].minimum == value && summary.leaves[0].maximum == value)
        }
    }

    @Test func `NaN is never a bound`() throws {
        let (bytes, _) = try write(
            .primitive("d", .required, .double),
            LeafColumn(values: .double([.nan, .nan])), rows: 2)
        let reader = try ParquetReader(source: MemoryByteSource(bytes))
        let chunk = reader.rowGroups[0].columns[0]
        #expect(chunk.statistics?.minimum == nil && chunk.statistics?.maximum == nil)
        #expect(!chunk.hasPageIndex)
        #expect(try reader.plan(where: .compare(leaf: 0, .equal, .number(1))).count == 1)
    }

    @Test func `signed decimals and unsigned integers have their own order`() throws {
        let numbers: [Int64] = [-5, 3, -700, 12]
        let bytes = numbers.flatMap { number in
            (0..<16).reversed().map { shift in
                shift < 8
                    ? UInt8(truncatingIfNeeded: number >> Int64(shift * 8))
                    : number < 0 ? 0xFF : 0
            }
        }
        let fixed = try #require(FixedColumn(bytes: bytes, byteCount: 16))
        let (file, summary) = try write(
            .primitive("m", .required, .fixed(byteCount: 16), .decimal(precision: 30, scale: 0)),
            LeafColumn(values: .fixed(fixed)), rows: 4)
        #expect(summary.leaves[0].minimum == Array(fixed[2]))
        #expect(summary.leaves[0].maximum == Array(fixed[3]))
        let reader = try ParquetReader(source: MemoryByteSource(file))
        #expect(try reader.plan(where: .compare(leaf: 0, .less, .integer(-700))).isEmpty)
        #expect(try reader.plan(where: .compare(leaf: 0, .lessOrEqual, .integer(-700))).count == 1)
        let (unsigned, _) = try write(
            .primitive("u", .required, .int32, .integer(bitWidth: 32, isSigned: false)),
            LeafColumn(values: .int32([-1, 5])), rows: 2)
        let other = try ParquetReader(source: MemoryByteSource(unsigned))
        #expect(
            try other.plan(where: .compare(leaf: 0, .greater, .integer(4_000_000_000))).count == 1)
        #expect(try other.plan(where: .compare(leaf: 0, .less, .integer(5))).isEmpty)
    }
}
