import DDBBase
import DDBDeltaLog
import DDBJSON
import DDBStorage
import DDBTestKit
import DDBTestSupport
import Foundation
import Testing

/// Tables with deletion vectors and checkpoints, ours read by others and theirs read here.
@Suite struct DeletionVectorInteropTests {
    /// Parts of several row groups: 1000, 100,000 and 500 rows, whose `n` is the row and a million
    /// times the part.
    private static let rowCounts = [1000, 100_000, 500]

    private let writeParts = """
        import sys, pyarrow as pa, pyarrow.parquet as pq
        for part, rows in enumerate((1000, 100000, 500)):
            n = pa.array(range(part * 1000000, part * 1000000 + rows), pa.int64())
            pk = pa.array([f"k{part}-{row}" for row in range(rows)], pa.string())
            pq.write_table(pa.table({"pk": pk, "n": n}), f"{sys.argv[1]}/part-{part}.parquet",
                           row_group_size=20000)
        """

    private static let queries = """
        QUERIES = ["select count(*), cast(sum(n) as bigint), min(n), max(n) from t",
                   "select count(*), min(pk) from t where n >= 1000000 and n < 1000100",
                   "select count(*), cast(sum(n) as bigint) from t where pk like 'k2-%'"]
        """

    private let readByKernel = """
        import json, sys, polars, pyarrow as pa
        from deltalake import DeltaTable, QueryBuilder
        \(queries)
        folder = sys.argv[1]
        out = {"deltalake": [], "polars": []}
        table = DeltaTable(folder)
        for query in QUERIES:
            rows = QueryBuilder().register("t", table).execute(query).read_all()
            out["deltalake"].append([list(row.values()) for row in pa.table(rows).to_pylist()][0])
        frame = polars.scan_delta(folder).collect()
        context = polars.SQLContext(t=frame)
        for query in QUERIES:
            out["polars"].append(list(context.execute(query).collect().rows()[0]))
        print(json.dumps(out))
        """

    private let readByDuckDB = """
        import glob, json, os, sys, duckdb
        \(queries)
        pattern = os.path.join(os.path.dirname(duckdb.__file__), "..", "duckdb_extension_delta",
                               "extensions", "*", "delta.duckdb_extension")
        connection = duckdb.connect()
        connection.execute(f"load '{glob.glob(pattern)[0]}'")
        connection.execute(f"create view t as select * from delta_scan('{sys.argv[1]}')")
        print(json.dumps({"duckdb": [list(connection.sql(q).fetchone()) for q in QUERIES]}))
        """

    /// A table whose three parts are masked, by vectors in the log and in files, with its early
    /// log cleaned away behind a checkpoint.
    private func maskParts(_ root: String) async throws -> [RowSet] {
        let store = LocalBlobStore(root: root, pool: ThreadPool(threadCount: 1))
        let table = DeltaTable(store: store, path: "t")
        var log = SampleLog(table: table, snapshot: try await create(table))
        var adds: [LogAction] = []
        for (part, count) in Self.rowCounts.enumerated() {
            let name = "part-\(part).parquet"
            let attributes = try #require(try await store.attributes("t/" + name))
            var statistics = FileStatistics(rowCount: Int64(count), isTight: true)
            let first = Int64(part) * 1_000_000
            statistics.setLeaf(
                ["n"], minimum: .integer(first), maximum: .integer(first + Int64(count) - 1),
                nullCount: 0)
            adds.append(
                .add(
                    AddFile(
                        path: name, byteCount: Int64(attributes.byteCount),
                        modificationTime: attributes.modified.milliseconds,
                        statistics: statistics.text)))
        }
        try await log.commit(adds)
        let masks = [
            RowSet([0, 3, 999]), RowSet(Array(stride(from: 0, to: 100_000, by: 7))),
            RowSet(0..<250),
        ]
        try await log.mask("part-0.parquet", masks[0])
        try await log.mask("part-1.parquet", masks[1])
        try await log.mask("part-2.parquet", masks[2], inline: 0)
        let more = RowSet([1, 99_999])
        try await log.mask("part-1.parquet", more)
        try await log.checkpoint()
        try await log.mask("part-2.parquet", RowSet([499]))
        let plan = try #require(
            try await table.planLogCleanup(before: Instant(microseconds: .max)))
        try await table.cleanLog(plan, of: log.snapshot)
        #expect(try await table.snapshot().facts == log.snapshot.facts)
        return [masks[0], masks[1].union(more), masks[2].union(RowSet([499]))]
    }

    private func create(_ table: DeltaTable) async throws -> TableSnapshot {
        let creation: [LogAction] = [
            .protocolVersion(ProtocolVersion(requiring: [.deletionVectors, .domainMetadata])),
            .metaData(
                TableMetadata(
                    id: SeededRandom(seed: 1).uuid(),
                    schema: DeltaSchema([DeltaField("pk", .string), DeltaField("n", .long)]),
                    configuration: TableRetention.brief.properties.merging([
                        TableSnapshot.deletionVectorsProperty: "true"
                    ]) { $1 })),
            .domainMetadata(DomainMetadata(domain: "ddbkit.shard.1", configuration: "{}")),
            .transaction(SetTransaction(appId: "app", version: 1)),
        ]
        _ = try await table.commit(TableCommit(creation, info: SampleLog.info), onto: nil)
        return try await table.snapshot()
    }

    /// What the queries must give, by the plain meaning of the masks.
    private func expected(_ masks: [RowSet]) -> JSONValue {
        var live: [(part: Int, row: Int)] = []
        for (part, count) in Self.rowCounts.enumerated() {
            live += (0..<count).filter { !masks[part].contains($0) }.map { (part, $0) }
        }
        let numbers = live.map { $0.part * 1_000_000 + $0.row }
        let early = live.filter { $0.part == 1 && $0.row < 100 }
        let last = live.filter { $0.part == 2 }.map { 2_000_000 + $0.row }
        return .array([
            .array([
                .integer(numbers.count), .integer(numbers.reduce(0, +)),
                .integer(numbers.min() ?? 0), .integer(numbers.max() ?? 0),
            ]),
            .array([
                .integer(early.count),
                .string(early.map { "k1-\($0.row)" }.min() ?? ""),
            ]),
            .array([.integer(last.count), .integer(last.reduce(0, +))]),
        ])
    }

    /// A table in a folder of its own, what the queries must give, and the names of its files.
    private func makeTable() async throws -> (ScratchFolder, JSONValue, [String]) {
        let python = try #require(TestPython.path)
        let scratch = try ScratchFolder("vectors")
        let folder = scratch.path + "/t"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        _ = try #require(try PeerPython.run(python, script: writeParts, arguments: [folder]))
        let masks = try await maskParts(scratch.path)
        return (scratch, expected(masks), try scratch.names())
    }

    @Test(.enabled(if: TestPython.path != nil, "run Tools/setup"))
    func `others see the rows that are left`() async throws {
        let (scratch, expected, names) = try await makeTable()
        let python = try #require(TestPython.path)
        let folder = scratch.path + "/t"
        #expect(names.count { $0.contains("deletion_vector_") } == 3)
        #expect(!names.contains("t/" + LogPath.commit(4)))
        let output = try #require(
            try PeerPython.run(python, script: readByKernel, arguments: [folder]))
        let seen = try JSONValue.parse(output.span.bytes)
        #expect(seen["deltalake"] == expected)
        #expect(seen["polars"] == expected)
    }

    @Test(.enabled(if: TestPython.path != nil && PeerPython.deltaScan != nil, "run Tools/setup"))
    func `delta_scan sees the rows that are left`() async throws {
        let (folder, expected, _) = try await makeTable()
        let duckdb = try #require(PeerPython.deltaScan)
        let output = try #require(
            try PeerPython.run(duckdb, script: readByDuckDB, arguments: [folder.path + "/t"]))
        #expect(try JSONValue.parse(output.span.bytes)["duckdb"] == expected)
    }

    private let writeTheirs = """
        import datetime, glob, json, os, sys, pyarrow as pa
        from deltalake import DeltaTable, QueryBuilder, write_deltalake
        folder = sys.argv[1]
        for step in range(6):
            days = [datetime.date(2026, 1, 1 + row % 3) for row in range(30)]
            write_deltalake(folder, pa.table({
                "pk": pa.array([f"{step}-{row}" for row in range(30)]),
                "n": pa.array([step * 100 + row for row in range(30)], pa.int64()),
                "day": pa.array(days, pa.date32())}), mode="append", partition_by=["day"])
        table = DeltaTable(folder)
        table.delete("n >= 500 and day = '2026-01-02'")
        table.create_checkpoint()
        write_deltalake(folder, pa.table({
            "pk": ["last"], "n": pa.array([9999], pa.int64()),
            "day": pa.array([None], pa.date32())}), mode="append")
        for version in range(6):
            os.remove(f"{folder}/_delta_log/{version:020}.json")
        table = DeltaTable(folder)
        actions = pa.table(table.get_add_actions(flatten=True)).to_pylist()
        rows = pa.table(QueryBuilder().register("t", table).execute(
            "select count(*) n from t").read_all()).to_pylist()[0]["n"]
        print(json.dumps({
            "version": table.version(), "rows": rows, "schema": table.schema().to_json(),
            "files": sorted([a["path"], a["num_records"],
                             a["partition.day"] and str(a["partition.day"])] for a in actions)}))
        """

    @Test(.enabled(if: TestPython.path != nil, "run Tools/setup"))
    func `a table and checkpoint of deltalake's are read here`() async throws {
        let python = try #require(TestPython.path)
        let scratch = try ScratchFolder("theirs")
        let folder = scratch.path + "/t"
        let output = try #require(
            try PeerPython.run(python, script: writeTheirs, arguments: [folder]))
        let theirs = try JSONValue.parse(output.span.bytes)
        let store = LocalBlobStore(root: scratch.path, pool: ThreadPool(threadCount: 1))
        let snapshot = try await DeltaTable(store: store, path: "t").snapshot()
        #expect(snapshot.version == theirs["version"]?.integer)
        #expect(
            try JSONValue.parse(snapshot.metadata.schemaString ?? "")
                == JSONValue.parse(theirs["schema"]?.string ?? ""))
        var rows: Int64 = 0
        let ours = try snapshot.files.sorted { $0.path < $1.path }.map { file in
            let count = try #require(try file.liveRowCount())
            rows += count
            let day = try snapshot.partitionValues(of: file)[0].value
            let text: JSONValue =
                switch day {
                case .date(let days): .string("2026-01-0\(days - 20_453)")
                case .null: .null
                case _: .string("\(day)")
                }
            return JSONValue.array([.string(file.path), .integer(count), text])
        }
        #expect(.array(ours) == theirs["files"])
        #expect(rows == theirs["rows"]?.integer)
    }
}
