import DDBBase
import DDBDeltaLog
import DDBJSON
import DDBStorage
import DDBTestKit
import DDBTestSupport
import Foundation
import Testing

/// A log of ours over Parquet of pyarrow's, read by deltalake and polars.
@Suite struct InteropTests {
    private let writeParquet = """
        import sys, pyarrow as pa, pyarrow.parquet as pq
        folder = sys.argv[1]
        for name, rows in (("a b%#\u{E9}.parquet", [("k1", 1), ("k2", None)]),
                           ("c.parquet", [("k3", 9007199254740993)]), ("gone.parquet", [("k9", 9)])):
            table = pa.table({"pk": pa.array([r[0] for r in rows], pa.string()),
                              "n": pa.array([r[1] for r in rows], pa.int64())})
            pq.write_table(table, folder + "/" + name)
        """

    private let readTable = """
        import json, sys, polars, pyarrow as pa
        from deltalake import DeltaTable, QueryBuilder
        folder = sys.argv[1]
        table = DeltaTable(folder)
        query = QueryBuilder().register("t", table).execute("select pk, n from t order by pk")
        print(json.dumps({"version": table.version(), "name": table.metadata().name,
                          "polars": polars.scan_delta(folder).sort("pk").collect().rows(),
                          "deltalake": [[r["pk"], r["n"]]
                                        for r in pa.table(query.read_all()).to_pylist()],
                          "protocol": [table.protocol().min_reader_version,
                                       table.protocol().min_writer_version]}))
        """

    private let writeTable = """
        import sys, pyarrow as pa
        from deltalake import DeltaTable, write_deltalake
        folder = sys.argv[1]
        write_deltalake(folder, pa.table({"pk": ["k4"], "n": pa.array([4], pa.int64())}),
                        mode="append")
        DeltaTable(folder).create_checkpoint()
        """

    @Test(
        .enabled(if: TestPython.path != nil, "run Tools/setup"),
        arguments: [[], [TableFeature.domainMetadata]])
    func `deltalake and polars read a table of ours`(features: [TableFeature]) async throws {
        let python = try #require(TestPython.path)
        let scratch = try ScratchFolder("interop")
        let folder = scratch.path + "/orders"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        _ = try #require(try PeerPython.run(python, script: writeParquet, arguments: [folder]))
        try await commitFiles(in: scratch.path, features)
        let output = try #require(
            try PeerPython.run(python, script: readTable, arguments: [folder]))
        let seen = try JSONValue.parse(output.span.bytes)
        let rows = try JSONValue.parse(
            #"[["k1",1],["k2",null],["k3",9007199254740993]]"#)
        #expect(seen["polars"] == rows && seen["deltalake"] == rows)
        #expect(seen["version"]?.integer == 2 && seen["name"]?.string == "orders")
        #expect(
            seen["protocol"] == .array([.integer(1), .integer(features.isEmpty ? 2 : 7)]))
        // deltalake 1.6 reads tables with domain metadata and refuses to write them.
        if features.isEmpty { try await followTheirs(scratch.path, folder, python) }
    }

    /// deltalake appends to the table and checkpoints it, and a snapshot of ours follows.
    private func followTheirs(_ root: String, _ folder: String, _ python: String) async throws {
        let store = LocalBlobStore(root: root, pool: ThreadPool(threadCount: 1))
        let table = DeltaTable(store: store, path: "orders")
        var snapshot = try await table.snapshot()
        _ = try #require(try PeerPython.run(python, script: writeTable, arguments: [folder]))
        let theirs = try #require(try await table.update(&snapshot).first)
        #expect(theirs.version == 3 && theirs.info?.operation == "WRITE")
        #expect(snapshot.files.count == 3 && snapshot.transaction("x") == nil)
        let statistics = try FileStatistics(text: #require(snapshot.files.last?.statistics))
        #expect(statistics.rowCount == 1 && statistics.minimum(["pk"])?.string == "k4")
        // Their checkpoint says the same in another order, without telling what changed.
        let again = try await table.snapshot().files.sorted { $0.path < $1.path }
        let followed = snapshot.files.sorted { $0.path < $1.path }.map { file in
            var file = file
            file.dataChange = false
            return file
        }
        #expect(again == followed)
    }

    private func commitFiles(in root: String, _ features: [TableFeature]) async throws {
        let store = LocalBlobStore(root: root, pool: ThreadPool(threadCount: 1))
        let table = DeltaTable(store: store, path: "orders")
        let schema = DeltaSchema([
            DeltaField("pk", .string), DeltaField("n", .long),
        ])
        var files: [String: AddFile] = [:]
        for entry in try await store.listAll(prefix: "orders/") {
            var statistics = FileStatistics(rowCount: 2)
            statistics.setLeaf(
                ["pk"], minimum: .string("k1"), maximum: .string("k9"), nullCount: 0)
            let name = String(entry.path.dropFirst(7))
            if name.hasPrefix("c") { statistics.rowCount = 1 }
            if name.hasPrefix("g") { statistics.rowCount = 1 }
            files[name] = AddFile(
                path: name, byteCount: Int64(entry.attributes.byteCount),
                modificationTime: entry.attributes.modified.milliseconds,
                statistics: statistics.text)
        }
        #expect(files.count == 3)
        let gone = try #require(files["gone.parquet"])
        var snapshot: TableSnapshot?
        var first: [LogAction] = [
            .protocolVersion(ProtocolVersion(requiring: Set(features))),
            .metaData(
                TableMetadata(
                    id: SeededRandom(seed: 1).uuid(), name: "orders", schema: schema,
                    createdTime: 1_767_225_600_000)),
        ]
        if features.contains(.domainMetadata) {
            first.append(.domainMetadata(DomainMetadata(domain: "ddbkit.x", configuration: "{}")))
        }
        let info = CommitInfo(timestamp: 1_767_225_600_000, operation: "WRITE", engine: "ddbkit/0")
        for actions in [
            first, files.values.map { .add($0) }, [.remove(gone.removal(at: 1_767_225_600_001))],
        ] {
            let commit = try TableCommit(actions, info: info)
            guard case .committed = try await table.commit(commit, onto: snapshot) else {
                Issue.record("the commit failed")
                return
            }
            snapshot = try await table.snapshot()
        }
    }
}
