import DDBParquet
import Testing

@Suite struct ReaderLimitTests {
    /// A file of one column whose values are all the same: small, and large when decoded.
    private func bomb() throws -> [UInt8] {
        let schema = try ParquetSchema([.primitive("t", .optional, .byteArray, .string)])
        var settings = WriterSettings()
        settings.encodings = [0: .dictionary]
        var writer = try ParquetWriter(schema: schema, settings: settings)
        let texts = [String](repeating: String(repeating: "x", count: 1000), count: 10_000)
        try writer.writeRowGroup(
            rowCount: texts.count,
            columns: [LeafColumn(values: .byteArray(ByteArrayColumn(texts)))])
        _ = try writer.finish()
        return writer.takeBytes()
    }

    @Test func `a small file cannot make a large column`() throws {
        let bytes = try bomb()
        #expect(bytes.count < 3000)
        var limits = ReaderLimits()
        limits.columnBytesMax = 1 << 20
        let reader = try ParquetReader(source: MemoryByteSource(bytes), limits: limits)
        let slice = try #require(try reader.plan().first)
        let failure = #expect(throws: ParquetError.self) { try reader.read(slice) }
        #expect(failure?.code == .limitExceeded)
    }

    @Test func `pages and footers have limits`() throws {
        let bytes = try SampleTable(rowCount: 300, seed: 1).file()
        var limits = ReaderLimits()
        limits.footerBytesMax = 100
        let footer = #expect(throws: ParquetError.self) {
            try ParquetReader(source: MemoryByteSource(bytes), limits: limits)
        }
        #expect(footer?.code == .limitExceeded)
        limits = ReaderLimits()
        limits.pageBytesMax = 16
        let reader = try ParquetReader(source: MemoryByteSource(bytes), limits: limits)
        let slice = try #require(try reader.plan().first)
        let page = #expect(throws: ParquetError.self) { try reader.read(slice) }
        #expect(page?.code == .limitExceeded)
    }

    @Test func `schemas have a greatest depth`() {
        var node = SchemaNode.primitive("leaf", .optional, .int32)
        for _ in 0..<70 { node = .group("g", .optional, [node]) }
        let failure = #expect(throws: ParquetError.self) { try ParquetSchema([node]) }
        #expect(failure?.code == .limitExceeded)
    }

    @Test func `a slice of another file is refused`() throws {
        let one = try ParquetReader(source: MemoryByteSource(try bomb()))
        let table = try SampleTable(rowCount: 5, seed: 1)
        let two = try ParquetReader(source: MemoryByteSource(try table.file(rowGroups: 2)))
        let slice = try #require(try two.plan().last)
        let failure = #expect(throws: ParquetError.self) { try one.read(slice) }
        #expect(failure?.code == .mismatch)
    }
}
