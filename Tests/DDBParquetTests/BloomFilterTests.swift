import DDBParquet
import DDBTestSupport
import Testing

@Suite struct BloomFilterTests {
    @Test(
        .enabled(if: SharedVectors.path("parquet-testing/data") != nil),
        arguments: [
            "data_index_bloom_encoding_stats.parquet",
            "data_index_bloom_encoding_with_length.parquet",
        ])
    func `filters of another implementation are probed`(name: String) throws {
        let folder = try #require(SharedVectors.path("parquet-testing/data"))
        let reader = try ParquetReader(source: FileByteSource(path: folder + "/" + name))
        let filter = try #require(try reader.bloomFilter(rowGroup: 0, leaf: 0))
        let slice = try #require(try reader.plan(leaves: [0]).first)
        guard case .byteArray(let words)? = try reader.read(slice).first?.values else {
            Issue.record("the first column is not text")
            return
        }
        #expect(words.count > 0)
        for index in 0..<words.count {
            let isKnown = filter.mayContain(Array(words[index]))
            #expect(isKnown, "value \(index)")
        }
        let strangers = (0..<1000).filter { filter.mayContain(Array("stranger \($0)".utf8)) }
        #expect(strangers.count < 100)
    }

    @Test(.enabled(if: TestPython.path != nil))
    func `another implementation probes written filters`() throws {
        let schema = try ParquetSchema([
            .primitive("text", .required, .byteArray, .string),
            .primitive("number", .optional, .int64),
        ])
        var settings = WriterSettings()
        settings.bloomFilterLeaves = [0, 1]
        var writer = try ParquetWriter(schema: schema, settings: settings)
        let rows = 0..<3000
        try writer.writeRowGroup(
            rowCount: rows.count,
            columns: [
                LeafColumn(
                    values: .byteArray(
                        ByteArrayColumn(rows.map { "a text of some length, number \($0)" }))),
                LeafColumn(values: .int64(rows.map { Int64($0) * 1_000_003 })),
            ])
        _ = try writer.finish()
        let file = try TemporaryFile(writer.takeBytes())
        let probes = (Array(0..<200) + Array(5000..<5200)).flatMap { number in
            ["text=a text of some length, number \(number)", "number=\(number * 1_000_003)"]
        }
        let answers = try withExtendedLifetime(file) {
            try TestPython.run("parquet_bloom.py", file.path, probes.joined(separator: ";"))
        }.split(separator: "\n")
        #expect(answers.count == probes.count)
        #expect(answers.prefix(400).allSatisfy { $0 == "perhaps" })
        #expect(answers.suffix(400).filter { $0 == "absent" }.count > 380)
    }

    @Test func `a written filter holds every value and few others`() throws {
        let schema = try ParquetSchema([.primitive("id", .required, .byteArray, .string)])
        var settings = WriterSettings()
        settings.bloomFilterLeaves = [0]
        var writer = try ParquetWriter(schema: schema, settings: settings)
        let texts = (0..<20_000).map { "item \($0)" }
        try writer.writeRowGroup(
            rowCount: texts.count,
            columns: [LeafColumn(values: .byteArray(ByteArrayColumn(texts)))])
        _ = try writer.finish()
        let reader = try ParquetReader(source: MemoryByteSource(writer.takeBytes()))
        let filter = try #require(try reader.bloomFilter(rowGroup: 0, leaf: 0))
        #expect(texts.allSatisfy { filter.mayContain(Array($0.utf8)) })
        let wrong = (0..<20_000).filter { filter.mayContain(Array("other \($0)".utf8)) }.count
        #expect(wrong < 300)
    }
}
