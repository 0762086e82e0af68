import DDBAttributes
import DDBExport
import Testing

/// Data files of Ion, which are read as those of JSON are.
@Suite struct IonFileReaderTests {
    private func builder(_ files: [[String]]) -> ExportBuilder {
        var builder = ExportBuilder()
        builder.extraFields = #","outputFormat":"ION""#
        builder.files = files
        return builder
    }

    private func lines(_ range: Range<Int>) -> [String] {
        range.map { "$ion_1_0 {Item:{pk:\($0).,text:\"\($0)\"}}" }
    }

    @Test func `records longer and shorter than the memory come out in order`() async throws {
        let long = "{Item:{pk:\"\(String(repeating: "x", count: 300_000))\"}}"
        var builder = builder([
            lines(0..<20_000) + [long] + lines(0..<10) + [long, long], lines(0..<1), [],
        ])
        for readByteCount in [1, 7, 4096, 1 << 20] {
            var settings = ExportSettings()
            settings.readByteCount = readByteCount
            if readByteCount == 1 { builder.files[0].removeFirst(18_000) }
            let items = try await readItems(try await builder.open(settings: settings))
            let count = builder.files[0].count
            #expect(items.map(\.line) == Array(1...count) + [1], "reading \(readByteCount)")
            builder.files[0].insert(contentsOf: lines(0..<18_000), at: 0)
        }
    }

    /// Twelve records on lines of their own, over several lines, and on one line.
    private func spread() -> ExportBuilder {
        let builder = builder([
            lines(0..<3) + ["{Item:\n{pk:\n'''a'''\n'''b'''}}", "// nothing", ""]
                + ["{Item:{pk:1}}{Item:{pk:2}} $ion_1_0 {Item:{pk:3}}"] + lines(5..<10)
        ])
        #expect(builder.files[0].count == 12)
        return builder
    }

    @Test(arguments: [1, 4, 5, 6, 7, 8, 12, 13])
    func `reading may begin at any record, however many lines it has`(first: Int) async throws {
        let export = try await spread().open()
        var reader = try await export.makeReader(of: export.files[0], startingAt: first)
        var found: [Int] = []
        while let batch = try reader.nextBatch() { found += batch.records.map(\.line) }
        #expect(found == Array(first..<13))
        #expect(reader.itemCount == 12 && reader.lineCount == 12)
        #expect(reader.readByteCount == export.byteCount)
        #expect(try reader.nextBatch() == nil)
    }

    @Test func `every flipped byte and every cut of a data file is noticed`() async throws {
        var builder = builder([lines(0..<3), []])
        let count = builder.compressed(0).count
        for index in 0..<count {
            builder.damage = { file, bytes in
                var bytes = bytes
                if file == 0 { bytes[index] ^= UInt8(1 << (index % 8)) }
                return bytes
            }
            let error = try #require(await fault(builder), "byte \(index)")
            #expect(error.disposition == .corrupt)
            builder.damage = { $0 == 0 ? Array($1[..<index]) : $1 }
            #expect(await fault(builder)?.code == .damagedFile, "cut at \(index)")
        }
    }

    @Test func `a wrong count is noticed`() async throws {
        var builder = builder([lines(0..<2), []])
        builder.rewrite = { index, line in
            line.replacing("\"itemCount\":\(index == 0 ? 2 : 0)", with: "\"itemCount\":1")
        }
        builder.itemCount = 2
        let error = try #require(await fault(builder))
        #expect(error.code == .itemCount)
        #expect(error.message.contains("has 2 items, and 1 by the manifest"))
    }

    @Test(arguments: [
        ("{Item:{pk:secret}}", "timestamp, symbol", "byte 16 ("),
        ("{Item:{pk:\"secret\",pk:\"secret\"}}", "twice", " of the record as DynamoDB JSON ("),
    ])
    func `a bad record is told with its number, and whether the file was damaged`(
        record: String, reason: String, place: String
    ) async throws {
        var builder = builder([lines(0..<5000)])
        builder.files[0][4321] = record
        let authentic = try #require(await fault(builder))
        #expect(authentic.code == .damagedLine && authentic.line == 4322)
        #expect(authentic.description.contains("file0.json.gz, line 4322: "))
        #expect(authentic.message.contains(reason) && authentic.message.contains(place))
        #expect(authentic.message.contains("as AWS wrote it"))
        #expect(!authentic.description.contains("secret"))
        let bytes = builder.compressed(0)
        builder.files[0][4321] = lines(0..<1)[0]
        builder.damage = { _, _ in bytes }
        let damaged = try #require(await fault(builder))
        #expect(damaged.line == 4322 && damaged.message.contains("was damaged since"))
    }

    @Test func `of two bad records the first is told`() async throws {
        var builder = builder([lines(0..<5000)])
        builder.files[0][4000] = "{Item:{pk:1,pk:1}}"
        builder.files[0][4001] = "{Item:{pk:1e0}}"
        #expect(await fault(builder)?.line == 4001)
        builder.files[0].swapAt(4000, 4001)
        #expect(await fault(builder)?.message.contains("is a float") == true)
    }

    @Test func `a record larger than the limit is refused, and so is a file`() async throws {
        let long = "{Item:{pk:\"\(String(repeating: "x", count: 100_000))\"}}"
        var settings = ExportSettings()
        settings.decodeLimits.recordBytesMax = 50_000
        let record = await fault(builder([lines(0..<3) + [long]]), settings: settings)
        #expect(record?.code == .tooLarge && record?.line == 4)
        settings = ExportSettings()
        settings.inflatedByteCountMax = 50_000
        let file = await fault(builder([lines(0..<3) + [long]]), settings: settings)
        #expect(file?.code == .tooLarge)
    }
}
