import DDBBase
import DDBDeltaLog
import DDBStorage
import DDBTestKit
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
}
