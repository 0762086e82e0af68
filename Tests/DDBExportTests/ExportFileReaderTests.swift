import DDBAttributes
import DDBCompression
import DDBExport
import DDBJSON
import DDBStorage
import Testing

@Suite struct ExportFileReaderTests {
    private func lines(_ range: Range<Int>) -> [String] {
        range.map { "{\"Item\":{\"pk\":{\"N\":\"\($0)\"},\"text\":{\"S\":\"\($0)\"}}}" }
    }

    @Test func `lines longer and shorter than the memory come out in order`() async throws {
        var builder = ExportBuilder()
        let long = "{\"Item\":{\"pk\":{\"S\":\"\(String(repeating: "x", count: 300_000))\"}}}"
        builder.files = [
            lines(0..<20_000) + [long] + lines(0..<10) + [long, long], lines(0..<1), [],
        ]
        for readByteCount in [1, 7, 4096, 1 << 20] {
            var settings = ExportSettings()
            settings.readByteCount = readByteCount
            if readByteCount == 1 { builder.files[0].removeFirst(18_000) }
            let export = try await builder.open(settings: settings)
            let items = try await readItems(export)
            let count = builder.files[0].count
            #expect(items.map(\.line) == Array(1...count) + [1], "reading \(readByteCount)")
        }
    }

    @Test(arguments: [1, 2, 3, 999, 1000, 1001])
    func `reading may begin at any line`(first: Int) async throws {
        var builder = ExportBuilder()
        builder.files = [lines(0..<1000)]
        let export = try await builder.open()
        var reader = try await export.makeReader(of: export.files[0], startingAt: first)
        var found: [Int] = []
        while let batch = try reader.nextBatch() { found += batch.records.map(\.line) }
        #expect(found == Array(first..<1001))
        #expect(reader.itemCount == 1000 && reader.lineCount == 1000)
        #expect(reader.readByteCount == export.byteCount)
        #expect(reader.inflatedByteCount == builder.files[0].reduce(0) { $0 + $1.utf8.count + 1 })
        #expect(try reader.nextBatch() == nil)
    }

    @Test func `every flipped byte of a data file is noticed`() async throws {
        var builder = ExportBuilder()
        let count = builder.compressed(0).count
        for index in 0..<count {
            builder.damage = { file, bytes in
                var bytes = bytes
                if file == 0 { bytes[index] ^= UInt8(1 << (index % 8)) }
                return bytes
            }
            let error = try #require(await fault(builder), "byte \(index)")
            #expect(error.disposition == .corrupt && error.file?.hasSuffix("file0.json.gz") == true)
        }
    }

    @Test func `every cut of a data file is noticed`() async throws {
        var builder = ExportBuilder()
        let count = builder.compressed(0).count
        for length in 0..<count {
            builder.damage = { $0 == 0 ? Array($1[..<length]) : $1 }
            let error = try #require(await fault(builder), "cut at \(length)")
            #expect(error.code == .damagedFile && error.message.contains("ends too early"))
        }
    }

    @Test func `bytes behind the end of a data file are noticed`() async throws {
        var builder = ExportBuilder()
        builder.damage = { $0 == 0 ? $1 + [0, 1, 2] : $1 }
        #expect(await fault(builder)?.code == .damagedFile)
        builder.damage = { $0 == 0 ? $1 + $1 : $1 }
        #expect(await fault(builder)?.code == .checksum)
    }

    @Test func `another file in the place of a data file is noticed`() async throws {
        var builder = ExportBuilder()
        var other = builder
        other.files = [lines(0..<2), []]
        let bytes = other.compressed(0)
        builder.damage = { $0 == 0 ? bytes : $1 }
        let error = try #require(await fault(builder))
        #expect(error.code == .checksum && error.description.contains("file0.json.gz"))
    }

    @Test func `a wrong count is noticed`() async throws {
        var builder = ExportBuilder()
        builder.rewrite = { index, line in
            line.replacing("\"itemCount\":\(index == 0 ? 2 : 0)", with: "\"itemCount\":1")
        }
        builder.itemCount = 2
        let error = try #require(await fault(builder))
        #expect(error.code == .itemCount)
        #expect(error.message.contains("has 2 items, and 1 by the manifest"))
    }

    @Test func `a bad line is told with its number, and whether the file was damaged`() async throws
    {
        var builder = ExportBuilder()
        builder.files = [lines(0..<5000)]
        builder.files[0][4321] = "{\"Item\":{\"pk\":{\"N\":\"secret-value\"}}}"
        let authentic = try #require(await fault(builder))
        #expect(authentic.code == .damagedLine && authentic.line == 4322)
        #expect(authentic.description.contains("file0.json.gz, line 4322: "))
        #expect(authentic.message.contains("as AWS wrote it"))
        #expect(!authentic.description.contains("secret"))
        let bytes = builder.compressed(0)
        builder.files[0][4321] = lines(0..<1)[0]
        builder.damage = { _, _ in bytes }
        let damaged = try #require(await fault(builder))
        #expect(damaged.line == 4322 && damaged.message.contains("copy it again"))
    }

    @Test(arguments: ["{", "null", "{\"Item\":{}}x", "{\"pk\":{\"S\":\"a\"}}", "{\"Item\":1}"])
    func `lines of other shapes are refused`(line: String) async throws {
        var builder = ExportBuilder()
        builder.files = [[line]]
        #expect(await fault(builder)?.code == .damagedLine)
    }

    @Test func `a record over the limit is told`() async throws {
        var builder = ExportBuilder()
        builder.files = [
            lines(0..<3) + [
                "{\"Item\":{\"pk\":{\"S\":\"\(String(repeating: "x", count: 3_000_000))\"}}}"
            ]
        ]
        var settings = ExportSettings()
        settings.decodeLimits = DecodeLimits(recordBytesMax: 1 << 20)
        let error = try #require(await fault(builder, settings: settings))
        #expect(error.code == .tooLarge && error.line == 4)
        settings = ExportSettings()
        settings.inflatedByteCountMax = 1 << 20
        #expect(await fault(builder, settings: settings)?.code == .tooLarge)
    }

    @Test func `a file without MD5 is still checked by gzip and count`() async throws {
        var builder = ExportBuilder()
        builder.rewrite = { $1.replacing(/"md5Checksum":"[^"]*",/, with: "") }
        #expect(await fault(builder) == nil)
        builder.damage = { $0 == 0 ? Array($1.dropLast()) : $1 }
        #expect(await fault(builder)?.code == .damagedFile)
    }

    @Test func `a file that goes after the manifest was read is told`() async throws {
        let export = try await ExportBuilder().open()
        try await export.location.store.delete(export.files[0].path)
        await expectExport(.missingFile) { try await readItems(export) }
    }
}

/// Expects an error of a code.
func expectExport<Value>(
    _ code: ExportError.Code, sourceLocation: SourceLocation = #_sourceLocation,
    _ work: () async throws -> Value
) async {
    do {
        _ = try await work()
        Issue.record("nothing was thrown", sourceLocation: sourceLocation)
    } catch let error as ExportError {
        #expect(error.code == code, "\(error)", sourceLocation: sourceLocation)
    } catch {
        Issue.record("\(error)", sourceLocation: sourceLocation)
    }
}
