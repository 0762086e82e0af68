import DDBParquet
import DDBTestSupport
import Foundation
import Testing

/// The files of [parquet-testing](https://github.com/apache/parquet-testing), made by many writers.
@Suite struct ParquetTestingTests {
    private static let folder = SharedVectors.path("parquet-testing/data")

    private static let files: [String] = {
        guard let folder else { return [] }
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder)
        return (names ?? []).filter { $0.hasSuffix(".parquet") }.sorted()
    }()

    /// Files that are damaged on purpose, or need what is not supported, and the error due.
    private static let refused: [String: ParquetError.Code] = [
        "datapage_v1-corrupt-checksum.parquet": .checksum,
        "rle-dict-uncompressed-corrupt-checksum.parquet": .checksum,
        "large_string_map.brotli.parquet": .unsupported,
        "nation.dict-malformed.parquet": .malformed,
    ]

    /// Files of which pyarrow shows something other than what is stored, and why.
    private static let shownOtherwise = [
        "incorrect_map_schema.parquet": "pyarrow refuses the optional key"
    ]

    @Test(.enabled(if: folder != nil && TestPython.path != nil), arguments: files)
    func `every file reads as pyarrow reads it`(name: String) throws {
        let folder = try #require(Self.folder)
        if let code = Self.refused[name] {
            let failure = #expect(throws: ParquetError.self) {
                let reader = try ParquetReader(source: FileByteSource(path: folder + "/" + name))
                for slice in try reader.plan() { _ = try reader.read(slice) }
            }
            #expect(failure?.code == code)
            return
        }
        let reader = try ParquetReader(source: FileByteSource(path: folder + "/" + name))
        let rows = try RowRenderer.rows(reader)
        guard Self.shownOtherwise[name] == nil else { return }
        #expect(firstDifference(rows, try TestPython.rows("pyarrow", folder + "/" + name)) == nil)
    }
}
