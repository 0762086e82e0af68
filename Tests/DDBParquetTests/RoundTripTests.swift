import DDBParquet
import DDBTestSupport
import Testing

@Suite struct RoundTripTests {
    @Test(arguments: [Codec.uncompressed, .zstd, .lz4Raw, .gzip])
    func `what is written is read back`(codec: Codec) throws {
        let table = try SampleTable(rowCount: 700, seed: 1)
        var settings = WriterSettings()
        settings.codec = codec
        let reader = try ParquetReader(
            source: MemoryByteSource(try table.file(settings, rowGroups: 2)))
        #expect(reader.schema == table.schema)
        #expect(reader.rowCount == 1400)
        for slice in try reader.plan() {
            let columns = try reader.read(slice)
            for (leaf, column) in zip(reader.schema.leaves, columns) {
                #expect(column == table.columns[leaf.index], "\(leaf.name)")
            }
        }
    }

    @Test(arguments: 0..<24)
    func `nested rows survive pages that are cut anywhere`(seed: Int) throws {
        let table = try SampleTable(rowCount: 1 + seed * 7, seed: UInt64(seed))
        var settings = WriterSettings()
        settings.codec = .uncompressed
        settings.pageRowsMax = 1 + seed % 11
        settings.pageBytesMax = seed % 3 == 0 ? 64 : 1 << 20
        settings.encodings = Dictionary(
            uniqueKeysWithValues: table.schema.leaves.map { leaf in
                let all: [WriterSettings.ValueEncoding] = [.automatic, .plain, .dictionary, .delta]
                return (leaf.index, all[(leaf.index + seed) % 4])
            })
        let reader = try ParquetReader(source: MemoryByteSource(try table.file(settings)))
        for slice in try reader.plan() {
            #expect(try reader.read(slice) == table.columns)
        }
    }

    @Test(.enabled(if: TestPython.path != nil), arguments: ["pyarrow", "polars", "duckdb"])
    func `other engines read pages without a value`(engine: String) throws {
        let schema = try ParquetSchema([
            .primitive("none", .optional, .byteArray, .string),
            .primitive("late", .optional, .byteArray, .string),
            .primitive("number", .optional, .int64),
            .list("list", .optional, element: .primitive("e", .optional, .byteArray, .string)),
        ])
        let count = 300
        let isLate = (0..<count).map { $0 >= 250 ? UInt8(1) : 0 }
        let texts = ByteArrayColumn((250..<count).map { "text \($0)" })
        let columns = [
            LeafColumn(
                definitionLevels: [UInt8](repeating: 0, count: count),
                values: .byteArray(ByteArrayColumn())),
            LeafColumn(definitionLevels: isLate, values: .byteArray(texts)),
            LeafColumn(
                definitionLevels: isLate, values: .int64((250..<count).map { Int64($0) * 77 })),
            LeafColumn(
                definitionLevels: isLate.map { $0 * 3 },
                repetitionLevels: [UInt8](repeating: 0, count: count), values: .byteArray(texts)),
        ]
        var settings = WriterSettings()
        settings.pageRowsMax = 100
        settings.encodings = [1: .delta, 2: .delta, 3: .delta]
        let table = SampleTable(schema: schema, columns: columns, rowCount: count)
        let file = try TemporaryFile(try table.file(settings))
        let expected = RowRenderer.rows(schema, columns, count: count)
        #expect(firstDifference(try TestPython.rows(engine, file), expected) == nil)
    }

    @Test(
        .enabled(if: TestPython.path != nil), arguments: ["pyarrow", "polars", "duckdb"], [1, 2, 3])
    func `other engines read what is written`(engine: String, seed: Int) throws {
        let table = try SampleTable(rowCount: 1500, seed: UInt64(seed))
        var settings = WriterSettings()
        settings.codec = [.zstd, .lz4Raw, .gzip][seed - 1]
        settings.pageRowsMax = 400
        let file = try TemporaryFile(try table.file(settings))
        let expected = RowRenderer.rows(table.schema, table.columns, count: table.rowCount)
        let found = try TestPython.rows(engine, file)
        #expect(firstDifference(found, expected) == nil)
    }
}
