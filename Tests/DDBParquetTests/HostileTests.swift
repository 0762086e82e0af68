import DDBParquet
import DDBTestSupport
import Foundation
import Testing

/// How often seeded loops run: ten times as often where `DDBKIT_SOAK` is set.
enum Soak {
    private static let factor = ProcessInfo.processInfo.environment["DDBKIT_SOAK"] == nil ? 1 : 10

    static func count(_ usual: Int) -> Int { usual * factor }
}

/// Damaged files: an error, never a crash, and never much memory.
@Suite struct HostileTests {
    private static func limits() -> ReaderLimits {
        var limits = ReaderLimits()
        limits.pageBytesMax = 4 << 20
        limits.columnBytesMax = 4 << 20
        limits.indexBytesMax = 1 << 20
        return limits
    }

    /// Reads all there is to read; gives the columns, or nil where an error stops it.
    private func readAll(_ bytes: [UInt8]) -> [[LeafColumn]]? {
        do {
            let reader = try ParquetReader(
                source: MemoryByteSource(bytes), limits: Self.limits())
            var slices: [[LeafColumn]] = []
            for slice in try reader.plan() { slices.append(try reader.read(slice)) }
            for leaf in reader.schema.leaves.indices {
                for slice in try reader.plan(where: .isNotNull(leaf: leaf)) {
                    _ = try reader.read(slice)
                }
                for group in reader.rowGroups.indices {
                    _ = try reader.bloomFilter(rowGroup: group, leaf: leaf)
                }
            }
            return slices
        } catch {
            return nil
        }
    }

    private func sample(_ codec: Codec, rows: Int, seed: UInt64) throws -> [UInt8] {
        let table = try SampleTable(rowCount: rows, seed: seed)
        var settings = WriterSettings()
        settings.codec = codec
        settings.pageRowsMax = 10
        settings.bloomFilterLeaves = [2, 8]
        settings.bloomFilterBytesMax = 64
        return try table.file(settings)
    }

    @Test func `every prefix of a file is an error`() throws {
        let bytes = try sample(.uncompressed, rows: 3, seed: 3)
        for cut in 0..<bytes.count {
            #expect(readAll(Array(bytes[..<cut])) == nil, "cut at \(cut)")
        }
    }

    @Test func `a flipped bit in a page fails its checksum`() throws {
        let table = try SampleTable(rowCount: 30, seed: 4)
        let bytes = try sample(.zstd, rows: 30, seed: 4)
        let good = try #require(readAll(bytes))
        #expect(good == [table.columns])
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<Soak.count(60) {
            var damaged = bytes
            let bit = Int(generator.next() % UInt64(bytes.count * 8))
            damaged[bit / 8] ^= 1 << UInt8(bit % 8)
            // A flip in the footer's texts or bounds may pass; one in values may not.
            guard let found = readAll(damaged), found.count == 1 else { continue }
            #expect(found == good, "bit \(bit)")
        }
    }

    @Test(arguments: [Codec.uncompressed, .zstd, .gzip, .lz4Raw])
    func `pages without checksums never crash the decoders`(codec: Codec) throws {
        let table = try SampleTable(rowCount: 25, seed: 5)
        var generator = SeededGenerator(seed: UInt64(codec.rawValue) + 1)
        for encoding: WriterSettings.ValueEncoding in [.plain, .dictionary, .delta] {
            var settings = WriterSettings()
            settings.codec = codec
            settings.hasPageChecksums = false
            settings.encodings = Dictionary(
                uniqueKeysWithValues: table.schema.leaves.map { ($0.index, encoding) })
            let bytes = try table.file(settings)
            for _ in 0..<Soak.count(25) {
                var damaged = bytes
                for _ in 0...generator.next() % 4 {
                    let place = Int(generator.next() % UInt64(bytes.count))
                    damaged[place] = UInt8(truncatingIfNeeded: generator.next())
                }
                _ = readAll(damaged)
            }
        }
    }

    @Test(.enabled(if: SharedVectors.path("parquet-testing/data") != nil))
    func `damaged files of other writers never crash`() throws {
        let folder = try #require(SharedVectors.path("parquet-testing/data"))
        var generator = SeededGenerator(seed: 21)
        for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() {
            let url = URL(fileURLWithPath: folder + "/" + name)
            let bytes = [UInt8](try Data(contentsOf: url))
            guard name.hasSuffix(".parquet"), bytes.count < 6000 else { continue }
            for _ in 0..<Soak.count(8) {
                var damaged = bytes
                for _ in 0...generator.next() % 3 {
                    let place = Int(generator.next() % UInt64(bytes.count))
                    damaged[place] ^= 1 << UInt8(generator.next() % 8)
                }
                _ = readAll(damaged)
            }
        }
    }

    @Test func `a footer that nests for ever is refused`() {
        // Unknown field 15 of type list of lists of lists...
        var footer: [UInt8] = [0xF9]
        footer += [UInt8](repeating: 0x19, count: 100_000)
        var bytes = Array("PAR1".utf8) + footer
        let count = UInt32(footer.count)
        for shift: UInt32 in [0, 8, 16, 24] {
            bytes.append(UInt8(truncatingIfNeeded: count >> shift))
        }
        bytes += Array("PAR1".utf8)
        let failure = #expect(throws: ParquetError.self) {
            try ParquetReader(source: MemoryByteSource(bytes))
        }
        #expect(failure?.code == .limitExceeded)
    }

    @Test(.enabled(if: SharedVectors.path("parquet-testing/data") != nil))
    func `numbers of every size in headers never crash`() throws {
        // A page header of version 2 is overwritten by varints of the greatest numbers.
        let folder = try #require(SharedVectors.path("parquet-testing/data"))
        let names = ["datapage_v2.snappy.parquet", "alltypes_plain.parquet"]
        for name in names {
            let url = URL(fileURLWithPath: folder + "/" + name)
            let bytes = [UInt8](try Data(contentsOf: url))
            for place in stride(from: 4, to: bytes.count - 12, by: 7) {
                var damaged = bytes
                let varint = [UInt8](repeating: 0xFF, count: 9) + [1]
                for (offset, byte) in varint.enumerated() where place + offset < bytes.count - 8 {
                    damaged[place + offset] = place % 2 == 0 ? byte : byte & 0xFE | 0x80
                }
                _ = readAll(damaged)
            }
        }
    }

    @Test func `a source that fails is named as the cause`() throws {
        struct Broken: ByteSource {
            struct Failure: Error {}
            let byteCount = 1000
            func read(offset: Int, count: Int) throws -> [UInt8] { throw Failure() }
        }
        let failure = #expect(throws: ParquetError.self) { try ParquetReader(source: Broken()) }
        #expect(failure?.code == .source)
        #expect(failure?.cause is Broken.Failure)
    }
}
