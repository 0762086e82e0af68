import DDBBase
import DDBParquetSource
import DDBPipeline
import DDBPipelineTestKit
import DDBTestSupport
import Foundation
import Testing

/// Files that pyarrow and many other programs wrote.
@Suite struct ParquetPeerTests {
    private static let names = ["scalars", "integers", "int96", "nested", "old-lists"]

    @Test(.enabled(if: TestPython.path != nil), arguments: [1, 2])
    func `every logical type reads as pyarrow reads it, from every position`(
        seed: Int
    ) async throws {
        let folder = try ScratchFolder()
        try TestPython.run("parquet_types.py", folder.path, "\(seed)", "150")
        for name in Self.names {
            let path = "\(folder.path)/\(name).parquet"
            let reading = try await ParquetFixture.read(path, ["batch-bytes": "4KiB"])
            #expect(reading.texts.count == 150)
            #expect(try ParquetFixture.differences(path, reading) == "", "\(name), seed \(seed)")
            for batch in stride(from: 1, to: reading.batches.count, by: 7) {
                let rest = try await SourceReading(
                    ParquetFixture.source(path, ["batch-bytes": "4KiB"]),
                    from: reading.positions(after: batch))
                #expect(rest.texts == reading.texts(from: batch), "\(name) from batch \(batch)")
            }
        }
    }

    @Test(.enabled(if: TestPython.path != nil))
    func `the source keeps the contract`() async throws {
        let folder = try ScratchFolder()
        try TestPython.run("parquet_types.py", folder.path, "3", "90")
        let source = try ParquetFixture.source(
            folder.path + "/[in]*.parquet", ["batch-bytes": "16KiB"])
        var kit = SourceConformance(spec: ParquetSource.spec) { try await source.open(from: $0) }
        kit.resumeCountMax = 12
        let report = await kit.run()
        #expect(report.isConforming, "\(report)")
    }

    @Test(.enabled(if: TestPython.path != nil))
    func `every truncation and flipped bit is an error or rows`() async throws {
        let folder = try ScratchFolder()
        try TestPython.run("parquet_types.py", folder.path, "4", "3")
        let file = folder.path + "/small.parquet"
        let whole = try await ParquetFixture.read(file).texts
        #expect(whole.count == 3)
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
        let cut = folder.path + "/cut.parquet"
        for count in bytes.indices {
            try folder.write("cut.parquet", Array(bytes[..<count]))
            #expect(try await ParquetFixture.failure(cut) != nil, "\(count) bytes")
        }
        for index in bytes.indices {
            for bit in 0..<8 {
                var flipped = bytes
                flipped[index] ^= 1 << UInt8(bit)
                try folder.write("cut.parquet", flipped)
                // What comes back is an error of ours or rows; anything else fails the test.
                _ = try await ParquetFixture.failure(cut)
            }
        }
    }

    private static let vectors = SharedVectors.path("parquet-testing/data")

    private static let files: [String] = {
        guard let vectors else { return [] }
        let names = try? FileManager.default.contentsOfDirectory(atPath: vectors)
        return (names ?? []).filter { $0.hasSuffix(".parquet") }.sorted()
    }()

    /// Files that are refused, and a part of the message.
    private static let refused: [String: String] = [
        "datapage_v1-corrupt-checksum.parquet": "fails its checksum",
        "rle-dict-uncompressed-corrupt-checksum.parquet": "fails its checksum",
        "large_string_map.brotli.parquet": "unsupported codec BROTLI",
        "nation.dict-malformed.parquet": "ends too early",
    ]

    /// Files that pyarrow itself refuses, or shows with years that its nanoseconds do not reach.
    private static let shownOtherwise = [
        "incorrect_map_schema.parquet", "int96_from_spark.parquet",
    ]

    @Test(.enabled(if: vectors != nil && TestPython.path != nil), arguments: files)
    func `files of many writers read as pyarrow reads them, or are refused`(
        name: String
    ) async throws {
        let path = try #require(Self.vectors) + "/" + name
        let failure = try await ParquetFixture.failure(path)
        if let message = Self.refused[name] {
            #expect(failure?.description.contains(message) == true, "\(failure as Any)")
            return
        }
        #expect(failure == nil)
        guard failure == nil else { return }
        let reading = try await ParquetFixture.read(path)
        guard !Self.shownOtherwise.contains(name) else { return }
        #expect(try ParquetFixture.differences(path, reading) == "")
    }

    @Test(.enabled(if: vectors != nil))
    func `old timestamps of Spark reach as far as Spark's`() async throws {
        let path = try #require(Self.vectors) + "/int96_from_spark.parquet"
        // What the folder's own description says of the file.
        let wanted = [
            "2024-01-01T20:34:56.123456", "2024-01-01T01:00:00", "9999-12-31T03:00:00",
            "2024-12-30T23:00:00", nil, "+290000-12-30T23:00:00",
        ]
        #expect(
            try await ParquetFixture.read(path).texts
                == wanted.map { text in
                    text.map { #"{"a":{"S":"\#($0)"}}"# } ?? #"{"a":{"NULL":true}}"#
                })
    }
}
