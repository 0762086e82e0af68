import DDBAttributes
import DDBBase
import DDBDeltaLog
import DDBSchema
import DDBStorage
import DDBStore
import DDBTestKit
import DDBTestSupport
import Foundation
import Testing

/// Masked tables as other engines see them, beside what is read and exported here.
@Suite(.enabled(if: TestPython.path != nil, "run Tools/setup"))
struct MaskInteropTests {
    /// A masked table of random items in a folder.
    static func make(
        _ scratch: ScratchFolder, seed: Int, isMapped: Bool = false
    ) async throws -> StoredTable {
        var settings = PartSettings()
        settings.rowGroupRowsMax = [40, 100, 1000][seed % 3]
        settings.partBytesTarget = 1
        settings.replayBytesMax = 0
        let made = try await TableInteropTests.load(
            TableInteropTests.lines(seed: seed, isMapped: isMapped), into: scratch,
            settings: settings, lanes: 2)
        let random = SeededRandom(seed: UInt64(seed) + 5)
        let blobs = LocalBlobStore(root: scratch.path + "/store", pool: ThreadPool(threadCount: 1))
        var log = try await MaskedLog(blobs)
        // Twice: the second commit masks more rows of parts that are masked.
        for round in 0..<2 {
            var masks: [String: RowSet] = [:]
            for (index, part) in made.table.parts.enumerated() {
                masks[part.name] = MaskTests.mask(
                    part.rowCount ?? 0, random, kind: (index + round) % 3)
            }
            try await log.mask(masks, inlineByteCountMax: seed % 2 == 0 ? 40 : 512)
        }
        return try await TableStore(blobs).table("t")
    }

    /// Exports a table and returns the paths of the files.
    static func export(
        _ table: StoredTable, _ scratch: ScratchFolder, columns: [String]? = nil
    ) async throws -> (parquet: String, csv: String) {
        var bytes: [UInt8] = []
        var parquet = try ParquetExport(table, columns: columns)
        while let piece = try await parquet.next() { bytes += piece }
        #expect(parquet.rowCount == table.rowCount)
        try scratch.write("export.parquet", bytes)
        bytes = []
        var csv = try CSVExport(table, columns: columns)
        while let piece = try await csv.next() { bytes += piece }
        #expect(csv.rowCount == table.rowCount)
        try scratch.write("export.csv", bytes)
        return (scratch.path + "/export.parquet", scratch.path + "/export.csv")
    }

    @Test(arguments: 0..<5)
    func `an export has the rows that deltalake and polars show`(seed: Int) async throws {
        let scratch = try ScratchFolder("masked")
        let table = try await Self.make(scratch, seed: seed)
        #expect(table.parts.contains { $0.maskedRowCount > 0 })
        let files = try await Self.export(table, scratch)
        let report = try TestPython.run(
            "compare_masked.py", scratch.path + "/store/t", files.parquet, files.csv)
        #expect(report.split(separator: "\n").count == 3, "\(report)")
    }

    @Test func `an export of mapped columns has their names`() async throws {
        let scratch = try ScratchFolder("masked")
        let table = try await Self.make(scratch, seed: 4, isMapped: true)
        #expect(table.columns.usesColumnMapping)
        let files = try await Self.export(table, scratch)
        let report = try TestPython.run(
            "compare_masked.py", scratch.path + "/store/t", files.parquet, files.csv, "deltalake")
        #expect(report.split(separator: "\n").count == 2, "\(report)")
    }

    private static let byDuckDB = """
        import glob, os, sys, duckdb
        pattern = os.path.join(os.path.dirname(duckdb.__file__), "..", "duckdb_extension_delta",
                               "extensions", "*", "delta.duckdb_extension")
        connection = duckdb.connect()
        connection.execute(f"load '{glob.glob(pattern)[0]}'")
        table, parquet = sys.argv[1:]
        seen = connection.sql(f"select pk from delta_scan('{table}') order by pk").fetchall()
        exported = connection.sql(f"select pk from '{parquet}' order by pk").fetchall()
        assert seen == exported
        print("\\n".join(row[0] for row in seen))
        """

    @Test(.enabled(if: PeerPython.deltaScan != nil, "run Tools/setup"))
    func `items are those that delta_scan shows`() async throws {
        let scratch = try ScratchFolder("masked")
        let table = try await Self.make(scratch, seed: 7)
        let files = try await Self.export(table, scratch, columns: ["pk"])
        let python = try #require(PeerPython.deltaScan)
        let printed = try PeerPython.run(
            python, script: Self.byDuckDB, arguments: [scratch.path + "/store/t", files.parquet])
        let keys = String(decoding: try #require(printed), as: UTF8.self).split(separator: "\n")
        var ours: [Substring] = []
        for part in table.parts {
            for item in try await MaskTests.items(table, part) {
                if case .string(let key) = item["pk"] { ours.append(key[...]) }
            }
        }
        #expect(ours.sorted() == keys.sorted())
        #expect(ours.count == table.rowCount)
    }
}
