import DDBDeltaLog
import DDBJSON
import DDBStorage
import DDBTestKit
import Testing

@Suite struct LogActionTests {
    private let everything: [LogAction] = [
        .protocolVersion(ProtocolVersion(requiring: [.deletionVectors, .domainMetadata])),
        .metaData(
            TableMetadata(
                id: "2b8e", name: "orders", comment: "a \"table\"",
                schema: DeltaSchema([DeltaField("pk", .string)]), partitionColumns: ["day"],
                createdTime: 1,
                configuration: ["delta.appendOnly": "false", "delta.enableDeletionVectors": "true"]
            )),
        .add(
            AddFile(
                path: "day=2026-01-01/p\u{E4}rt 1%.parquet",
                partitionValues: ["day": "2026-01-01", "none": nil], byteCount: 12,
                modificationTime: 34, dataChange: false, statistics: "{\"numRecords\":7}",
                tags: ["x": "y"],
                deletionVector: DeletionVectorDescriptor(
                    storage: .file, pathOrInlineDv: "ab^-aqEH.-t@S}K{vb[*k^", offset: 4,
                    sizeInBytes: 40, cardinality: 6))),
        .remove(
            RemoveFile(
                path: "old", deletionTimestamp: 7, partitionValues: [:], byteCount: 8)),
        .transaction(SetTransaction(appId: "app", version: 9, lastUpdated: 10)),
        .domainMetadata(DomainMetadata(domain: "ddbkit.shard.1", configuration: "{}")),
    ]

    private func commit(_ actions: [LogAction]) throws -> TableCommit {
        try TableCommit(
            actions,
            info: CommitInfo(timestamp: 1, operation: "WRITE", engine: "ddbkit/0"),
            random: SeededRandom(seed: 1))
    }

    private func committed(_ actions: [LogAction]) async throws -> MemoryBlobStore {
        let store = MemoryBlobStore()
        _ = try await DeltaTable(store: store, path: "t").commit(try commit(actions), onto: nil)
        return store
    }

    @Test func `what is committed is read back`() async throws {
        let store = try await committed(everything)
        let log = try await DeltaTable(store: store, path: "t").readCommit(0)
        #expect(log.map { Array($0.actions.dropFirst()) } == everything)
        #expect(log?.info?.operation == "WRITE")
    }

    @Test func `the bytes of a commit are what other readers expect`() async throws {
        let store = try await committed(everything)
        let bytes = try await store.read("t/_delta_log/00000000000000000000.json")
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 7 && lines[0].hasPrefix("{\"commitInfo\":{\"timestamp\":1,"))
        #expect(
            lines[1] == """
                {"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":\
                ["deletionVectors"],"writerFeatures":["appendOnly","deletionVectors",\
                "domainMetadata","invariants"]}}
                """)
        #expect(
            lines[3] == """
                {"add":{"path":"day=2026-01-01/p%C3%A4rt%201%25.parquet","partitionValues":\
                {"day":"2026-01-01","none":null},"size":12,"modificationTime":34,"dataChange":\
                false,"stats":"{\\"numRecords\\":7}","tags":{"x":"y"},"deletionVector":\
                {"storageType":"u","pathOrInlineDv":"ab^-aqEH.-t@S}K{vb[*k^","offset":4,\
                "sizeInBytes":40,"cardinality":6}}}
                """)
    }

    @Test func `unknown actions, fields and blank lines are passed over`() async throws {
        let store = MemoryBlobStore()
        let text = """
            {"commitInfo":{"anything":[1,{"a":null}]}}
            {"protocol":{"minReaderVersion":1,"minWriterVersion":2,"new":true}}

            {"metaData":{"id":"x","format":{"provider":"parquet"},"schemaString":"{\\"type\\":\\"struct\\",\\"fields\\":[]}","future":{}}}
            {"rowIdHighWaterMark":{"x":1}}
            {"checkpointMetadata":{"version":1},"add":null}
            {"add":{"path":"a","size":1,"clusterHint":"z"}}
            {"cdc":{"path":"_change_data/c","partitionValues":{},"size":3,"dataChange":false}}
            """
        for name in [
            "00000000000000000000.json", "00000000000000000000.crc", "_last_checkpoint",
            ".00000000000000000001.json.tmp",
            "00000000000000000000.00000000000000000004.compacted.json",
            "_staged_commits/00000000000000000001.5.json", "x.json", "1.json",
            "_staged_commits/00000000000000000009.json",
        ] {
            _ = try await store.put("_delta_log/" + name, Array(text.utf8), condition: .always)
        }
        let snapshot = try await DeltaTable(store: store, path: "").snapshot()
        #expect(snapshot.files == [AddFile(path: "a", byteCount: 1, modificationTime: 0)])
        #expect(snapshot.version == 0 && snapshot.timestamp == nil)
    }

    @Test func `a commit cut anywhere is an error or has fewer actions`() async throws {
        let store = try await committed(everything)
        let name = "t/_delta_log/00000000000000000000.json"
        let whole = try await store.read(name)
        let table = DeltaTable(store: store, path: "t")
        for count in 0..<whole.count {
            _ = try await store.put(name, Array(whole[..<count]), condition: .always)
            do {
                let commit = try await table.readCommit(0)
                #expect((commit?.actions.count ?? 0) <= everything.count + 1)
                let isLineEnd = count == 0 || whole[count] == 10 || whole[count - 1] == 10
                #expect(isLineEnd, "cut at \(count)")
            } catch let error as DeltaError {
                #expect(error.code == .corrupt && error.location?.contains("line") == true)
            }
        }
    }

    @Test(arguments: [
        "[]", "1", "{\"add\":1}", "{\"add\":{}}", "{\"add\":{\"path\":\"a\"}}",
        "{\"add\":{\"path\":\"a\",\"size\":-1}}", "{\"add\":{\"path\":\"a\",\"size\":1.5}}",
        "{\"add\":{\"path\":1,\"size\":1}}", "{\"remove\":{}}", "{\"protocol\":{}}",
        "{\"metaData\":{\"id\":5}}", "{\"txn\":{\"appId\":\"a\"}}", "{\"domainMetadata\":{}}",
        "{\"add\":{\"path\":\"a\",\"size\":1,\"partitionValues\":{\"a\":1}}}",
        "{\"add\":{\"path\":\"a\",\"size\":1,\"deletionVector\":{\"storageType\":\"z\"}}}",
        "{\"add\":{\"path\":\"a\",\"size\":99999999999999999999}}",
        "{\"add\":{\"path\":\"a\",\"size\":1},\"add\":{\"path\":\"a\",\"size\":1}}", "{",
        "nonsense",
    ])
    func `a damaged action is told with its line`(line: String) async throws {
        let store = MemoryBlobStore()
        _ = try await store.put(
            "_delta_log/00000000000000000000.json", Array("{\"x\":1}\n\(line)\n".utf8),
            condition: .always)
        do {
            _ = try await DeltaTable(store: store, path: "").snapshot()
            Issue.record("\(line) was read")
        } catch let error as DeltaError {
            #expect(error.code == .corrupt, "\(error)")
            #expect(error.location == "_delta_log/00000000000000000000.json, line 2")
        }
    }

    @Test func `limits hold`() async throws {
        let store = try await committed(everything)
        var settings = DeltaLogSettings()
        settings.actionCountMax = 3
        await expectDelta(.tooLarge) {
            try await DeltaTable(store: store, path: "t", settings: settings).snapshot()
        }
        settings = DeltaLogSettings()
        settings.commitByteCountMax = 100
        await expectDelta(.tooLarge) {
            try await DeltaTable(store: store, path: "t", settings: settings).snapshot()
        }
        settings = DeltaLogSettings()
        settings.actionByteCountMax = 100
        await expectDelta(.tooLarge) {
            try await DeltaTable(store: store, path: "t", settings: settings).snapshot()
        }
        settings = DeltaLogSettings()
        settings.depthMax = 2
        await expectDelta(.tooLarge) {
            try await DeltaTable(store: store, path: "t", settings: settings).snapshot()
        }
    }

    @Test func `a commit with contradictions is refused`() throws {
        let file = AddFile(path: "a", byteCount: 1, modificationTime: 1)
        let bad: [[LogAction]] = [
            [.add(file), .add(file)], [.add(file), .remove(file.removal(at: 1))],
            [.remove(file.removal(at: 1)), .remove(file.removal(at: 2))],
            [everything[0], everything[0]], [everything[1], everything[1]],
            [
                .transaction(SetTransaction(appId: "a", version: 1)),
                .transaction(SetTransaction(appId: "a", version: 2)),
            ],
            [
                .domainMetadata(DomainMetadata(domain: "a", configuration: "1")),
                .domainMetadata(DomainMetadata(domain: "a", configuration: "2")),
            ],
            [.commitInfo(CommitInfo(members: JSONObject()))],
            [.protocolVersion(ProtocolVersion(minReaderVersion: 3, minWriterVersion: 7))],
            [
                .protocolVersion(
                    ProtocolVersion(
                        minReaderVersion: 3, minWriterVersion: 7, readerFeatures: [.columnMapping],
                        writerFeatures: []))
            ],
            [
                .metaData(
                    TableMetadata(
                        id: "1",
                        schema: DeltaSchema([DeltaField("a", .string), DeltaField("A", .long)])))
            ],
        ]
        for actions in bad {
            #expect(throws: DeltaError.self, "\(actions)") { try commit(actions) }
        }
    }
}
