import DDBAttributes
import DDBBase
import DDBStorage
import DDBStore
import DDBTestKit
import DDBTestSupport
import Testing

/// What other people's readers make of a compacted table.
@Suite(.enabled(if: TestPython.path != nil, "run Tools/setup"))
struct CompactionInteropTests {
    /// Loads lines and overwrites many of them with themselves, commit by commit, so that the table
    /// must hold just the lines.
    static func make(
        _ lines: [String], in scratch: ScratchFolder, seed: Int
    ) async throws -> (writer: TableWriter, path: String, lines: String) {
        let made = try await TableInteropTests.load(
            lines, into: scratch, settings: TableMergeTests.smallParts(seed), lanes: 2)
        let disk = LocalBlobStore(
            root: scratch.path + "/store", pool: ThreadPool(threadCount: 2))
        let store = TableStore(
            disk, random: SeededRandom(seed: UInt64(seed)), time: ManualTimeSource())
        let writer = try await store.writer("t", options: CompactorTests.options)
        let random = SeededRandom(seed: UInt64(seed))
        for _ in 0..<12 {
            let some = lines.filter { _ in random.number(below: 10) == 0 }
            let lane = writer.makeLane()
            for batch in try StoreFixture.batches(some) { _ = try await lane.append(batch) }
            let staged = try await lane.seal()
            _ = try await writer.commit(staged.map { [$0] } ?? [], [])
        }
        return (writer, made.path, made.lines)
    }

    @Test(arguments: 0..<3)
    func `a compacted table reads equal by readers that know deletion vectors`(
        seed: Int
    ) async throws {
        let scratch = try ScratchFolder()
        let lines = TableInteropTests.lines(seed: seed)
        let made = try await Self.make(lines, in: scratch, seed: seed)
        var steps = 0
        while try await made.writer.compactOnce() != nil { steps += 1 }
        #expect(steps > 0)
        try await made.writer.close()
        let report = try TestPython.run(
            "compare_table.py", made.path, made.lines, "--key", "pk", "--changed", "--reader",
            "deltalake", "--reader", "polars")
        #expect(report.split(separator: "\n").count == 2, "\(report)")
        try Self.expectScan(of: made.path, rows: lines.count)
    }

    @Test(arguments: 0..<3)
    func `a purged table reads equal by every reader, and its statistics are true`(
        seed: Int
    ) async throws {
        let scratch = try ScratchFolder()
        let lines = TableInteropTests.lines(seed: seed)
        let made = try await Self.make(lines, in: scratch, seed: seed)
        while try await made.writer.compactOnce(.purge) != nil {}
        try await made.writer.close()
        let report = try TestPython.run(
            "compare_table.py", made.path, made.lines, "--key", "pk", "--changed")
        #expect(report.split(separator: "\n").count == 4, "\(report)")
        try TestPython.run("check_statistics.py", made.path)
        try Self.expectScan(of: made.path, rows: lines.count)
    }

    /// Expects so many rows, each with a key of its own, of DuckDB's `delta_scan`.
    static func expectScan(of path: String, rows: Int) throws {
        guard let python = PeerPython.deltaScan else { return }
        let script = """
            import glob, os, sys, duckdb
            pattern = os.path.join(os.path.dirname(duckdb.__file__), "..", "duckdb_extension_delta",
                                   "extensions", "*", "delta.duckdb_extension")
            connection = duckdb.connect()
            connection.execute(f"load '{glob.glob(pattern)[0]}'")
            print(connection.sql(
                f"select count(*), count(distinct pk) from delta_scan('{sys.argv[1]}')").fetchone())
            """
        let output = try #require(
            try PeerPython.run(python, script: script, arguments: [path]))
        #expect(String(decoding: output, as: UTF8.self) == "(\(rows), \(rows))\n")
    }
}
