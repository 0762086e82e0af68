import DDBBase
import DDBDeltaLog
import DDBStorage
import DDBTestKit
import DDBTestSupport
import Testing

/// What logs of other software have that ours never do.
@Suite struct ForeignTableTests {
    private let metadata = """
        {"metaData":{"id":"t","format":{"provider":"parquet","options":{}},"schemaString":\
        "{\\"type\\":\\"struct\\",\\"fields\\":[]}","partitionColumns":[],"configuration":{}}}

        """

    private func table(_ lines: String) async throws -> DeltaTable {
        let store = MemoryBlobStore()
        _ = try await store.put(
            "t/" + LogPath.commit(0), Array((lines + metadata).utf8), condition: .always)
        return DeltaTable(store: store, path: "t")
    }

    @Test(arguments: ["variantType", "catalogManaged", "timeTravel-preview"])
    func `a reader feature that is not known is refused by name`(feature: String) async throws {
        let table = try await table(
            """
            {"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":\
            ["deletionVectors","\(feature)"],"writerFeatures":["deletionVectors","\(feature)"]}}

            """)
        do {
            _ = try await table.snapshot()
            Issue.record("it was read")
        } catch let error as DeltaError {
            #expect(error.code == .unsupportedFeature)
            #expect(error.message.contains("'\(feature)'"))
            #expect(!error.message.contains("'deletionVectors'"))
        }
    }

    @Test(
        arguments: [
            ("s3://bucket/a.parquet", true), ("file:///tmp/a.parquet", true),
            ("/tmp/a.parquet", true), ("abfss://c@h/x%20y.parquet", true),
            ("a%20b/c%25d.parquet", false), ("day=10%3A00/a.parquet", false),
            ("a%3Ab.parquet", false), ("a%3Ab/c.parquet", false),
        ])
    func `a file at an absolute path is refused and others are decoded once`(
        path: String, isForeign: Bool
    ) async throws {
        let table = try await table(
            """
            {"protocol":{"minReaderVersion":1,"minWriterVersion":2}}
            {"add":{"path":"\(path)","partitionValues":{},"size":1,"modificationTime":1,\
            "dataChange":true}}

            """)
        let file = try #require(try await table.snapshot().files.first)
        if isForeign {
            await expectDelta(.foreignFile) { try table.storePath(of: file) }
        } else {
            #expect(try table.storePath(of: file) == "t/" + LogPath.decode(path))
            #expect(LogPath.decode(path) != path)
        }
    }

    @Test func `a path that leads out of the folder is refused by the store`() async throws {
        var vector = DeletionVectorDescriptor(
            storage: .file, pathOrInlineDv: "../../^-aqEH.-t@S}K{vb[*k^", offset: 1,
            sizeInBytes: 40, cardinality: 1)
        vector.maxRowIndex = 1
        let table = try await table("")
        await #expect(throws: StorageError.self) { try await table.rows(of: vector) }
    }

    @Test func `change data and what is not known are passed over`() async throws {
        let table = try await table(
            """
            {"protocol":{"minReaderVersion":1,"minWriterVersion":4}}
            {"cdc":{"path":"_change_data/a.parquet","partitionValues":{},"size":1,\
            "dataChange":false}}
            {"fancy":{"path":"b"}}
            {"commitInfo":{"inCommitTimestamp":17,"timestamp":5}}

            """)
        let snapshot = try await table.snapshot()
        #expect(snapshot.files.isEmpty && snapshot.timestamp == 5)
    }

    @Test func `a first commit is checked for deletion vectors too`() async throws {
        var file = SampleLog.file("a")
        var vectors = DeletionVectorBuilder()
        file.deletionVector = vectors.add(RowSet([1]))
        let table = DeltaTable(store: MemoryBlobStore(), path: "t")
        let commit = try TableCommit(
            [
                .protocolVersion(ProtocolVersion(requiring: [])),
                .metaData(TableMetadata(id: "t", schema: DeltaSchema([DeltaField("pk", .string)]))),
                .add(file),
            ], info: SampleLog.info)
        await expectDelta(.invalidCommit) { try await table.commit(commit, onto: nil) }
    }
}

/// Checkpoints of Spark's in several files, some of which are gone.
@Suite(.enabled(if: SharedVectors.root != nil, "../shared/vectors is absent"))
struct IncompleteCheckpointTests {
    /// Copies the log of a golden table, without some of its files.
    private func table(
        _ name: String, without isGone: (String) -> Bool
    ) async throws -> DeltaTable {
        let root = try #require(SharedVectors.path("delta-golden"))
        let golden = LocalBlobStore(root: root, pool: ThreadPool(threadCount: 1))
        let store = MemoryBlobStore()
        for entry in try await golden.listAll(prefix: name + "/_delta_log/") {
            let path = String(entry.path.dropFirst(name.utf8.count + 1))
            if isGone(path) { continue }
            _ = try await store.put(
                "t/" + path, golden.read(entry.path), condition: .always)
        }
        return DeltaTable(store: store, path: "t")
    }

    private let cases: [(name: String, part: String)] = [
        ("multi-part-checkpoint", "checkpoint.0000000002.0000000002.parquet"),
        ("v2-checkpoint-parquet", "_sidecars/"), ("v2-checkpoint-json", "_sidecars/"),
    ]

    @Test func `whole ones need no commits`() async throws {
        for (name, _) in cases {
            let all = try await table(name) { _ in false }.snapshot()
            let alone = try await table(name) { path in
                path.hasSuffix(".json") && !path.contains("checkpoint")
            }.snapshot()
            #expect(alone.facts.files == all.facts.files && alone.version == all.version)
            #expect(alone.metadata == all.metadata, "\(name)")
        }
    }

    @Test func `commits make up for a part that is gone`() async throws {
        for (name, part) in cases {
            let whole = try await table(name) { _ in false }.snapshot()
            let torn = try await table(name) { $0.contains(part) }
            #expect(try await torn.snapshot().facts.files == whole.facts.files, "\(name)")
        }
    }

    @Test func `without commits a part that is gone is told`() async throws {
        for (name, part) in cases {
            let table = try await table(name) { path in
                path.contains(part) || path.hasSuffix(".json") && !path.contains("checkpoint")
            }
            await expectDelta(.gap) { try await table.snapshot() }
        }
    }
}
