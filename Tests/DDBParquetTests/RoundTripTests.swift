import DDBParquet
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

    @Test(.enabled(if: Python.path != nil), arguments: ["pyarrow", "polars", "duckdb"], [1, 2, 3])
    func `other engines read what is written`(engine: String, seed: Int) throws {
        let table = try SampleTable(rowCount: 1500, seed: UInt64(seed))
        var settings = WriterSettings()
        settings.codec = [.zstd, .lz4Raw, .gzip][seed - 1]
        settings.pageRowsMax = 400
        let file = try TemporaryFile(try table.file(settings))
        let expected = RowRenderer.rows(table.schema, table.columns, count: table.rowCount)
        let found = try Python.rows(engine, file)
        #expect(firstDifference(found, expected) == nil)
    }
}
