import DDBAttributes
import DDBBase
import DDBDeltaLog
import DDBSchema
import DDBStorage
import DDBStore
import DDBTestKit
import DDBTestSupport
import StoreModel
import Testing

/// Commits of other software between those of a writer that is open.
@Suite struct ForeignCommitTests {
    /// A table `t` of keys and numbers, its writer, and a second table to take parts from.
    struct Fixture {
        let scratch: ScratchFolder
        let blobs: LocalBlobStore
        let writer: TableWriter
        let log: DeltaTable

        init() async throws {
            scratch = try ScratchFolder("foreign")
            blobs = LocalBlobStore(root: scratch.path, pool: ThreadPool(threadCount: 1))
            writer = try await Self.writer(blobs, "t")
            log = DeltaTable(store: blobs, path: "t")
            try await commit(["a": 1, "b": 2, "c": 3, "d": 4])
            try await commit(["b": 20, "e": 5])
        }

        static func writer(_ blobs: LocalBlobStore, _ name: String) async throws -> TableWriter {
            var options = WriterOptions()
            options.keys = ["pk"]
            options.maintenance = .off
            return try await TableStore(blobs).writer(name, options: options)
        }

        static func stage(
            _ items: [String: Int], deleting keys: [String] = [], in writer: TableWriter
        ) async throws -> [StagedChanges] {
            var lines = items.sorted { $0.key < $1.key }.map { key, number in
                "{\"operation\":\"put\",\"newImage\":{\"pk\":{\"S\":\"\(key)\"},"
                    + "\"n\":{\"N\":\"\(number)\"}}}"
            }
            lines += keys.map { "{\"operation\":\"delete\",\"keys\":{\"pk\":{\"S\":\"\($0)\"}}}" }
            let lane = writer.makeLane()
            for batch in try ChangeBatches.batches(
                of: lines.map { GeneratedChange(key: "", line: $0) })
            {
                #expect(try await lane.append(batch) == [])
            }
            return try await lane.seal().map { [$0] } ?? []
        }

        @discardableResult
        func commit(
            _ items: [String: Int], deleting keys: [String] = []
        ) async throws -> CommitSummary {
            try await writer.commit(
                Self.stage(items, deleting: keys, in: writer), [])
        }

        /// What other software commits.
        func commitAsOther(_ actions: [LogAction]) async throws {
            let commit = try TableCommit(
                actions, info: CommitInfo(timestamp: 1, operation: "WRITE", engine: "other"))
            let outcome = try await log.commit(commit, onto: await log.snapshot())
            guard case .committed = outcome else {
                Issue.record("\(outcome)")
                return
            }
        }

        /// Expects a table with these items and nothing wrong, by a reader and by the writer that
        /// opens it next.
        func expect(_ items: [String: Int], _ note: String = "") async throws {
            let found = try await Self.items(of: TableStore(blobs).table("t"))
            #expect(found == items.map { "\($0.key)=\($0.value)" }.sorted(), "\(note)")
            #expect(try await TableStore(blobs).table("t").verify().faults == [], "\(note)")
        }

        static func items(of table: StoredTable) async throws -> [String] {
            try await StreamedTable.items(of: table).map { item in
                guard case .string(let key)? = item["pk"], case .number(let number)? = item["n"]
                else { return "?" }
                return "\(key)=\(number.text)"
            }.sorted()
        }
    }

    @Test func `rows that others delete by a vector are gone, and can be put again`() async throws {
        let fixture = try await Fixture()
        let snapshot = try await fixture.log.snapshot()
        // The first part has a, c and d left.
        let file = try #require(snapshot.files.first { $0.deletionVector != nil })
        let table = try await TableStore(fixture.blobs).table("t")
        let part = try #require(table.parts.first { $0.name == file.path })
        let masked = try await table.deletedRows(of: part)
        let rowCount = try #require(part.rowCount)
        let staged = try await Fixture.stage(
            ["d": 40, "f": 6], deleting: ["e"], in: fixture.writer)
        let free = try #require((0..<rowCount).first { !masked.contains($0) })
        var vectors = DeletionVectorBuilder(random: SeededRandom(seed: 3))
        let vector = vectors.add(masked.union(RowSet([free])))
        try await fixture.log.write(vectors)
        var add = file
        add.deletionVector = vector
        try await fixture.commitAsOther([.remove(file.removal(at: 1)), .add(add)])
        let left = try await Fixture.items(of: TableStore(fixture.blobs).table("t"))
        #expect(left.count == 4)
        let gone = try #require(["a=1", "c=3", "d=4"].first { !left.contains($0) })
        _ = try await fixture.writer.commit(staged, [])
        var expected = ["a": 1, "b": 20, "c": 3, "d": 40, "f": 6]
        if gone != "d=4" { expected[String(gone.prefix(1))] = nil }
        try await fixture.expect(expected)
        // Each key has one row, whoever deleted the one before.
        try await fixture.commit(["a": 100, "c": 300, "d": 400])
        expected.merge(["a": 100, "c": 300, "d": 400]) { $1 }
        try await fixture.expect(expected)
        try await fixture.writer.close()
    }

    @Test func `rows that others append are found by their keys, the later of two is kept`()
        async throws
    {
        let fixture = try await Fixture()
        let other = try await Fixture.writer(fixture.blobs, "other")
        _ = try await other.commit(
            Fixture.stage(["a": 11, "x": 9], in: other), [])
        try await other.close()
        let added = try await DeltaTable(store: fixture.blobs, path: "other").snapshot().files
        let file = try #require(added.first)
        let bytes = try await fixture.blobs.read("other/" + file.path)
        _ = try await fixture.blobs.put("t/" + file.path, bytes, condition: .ifAbsent)
        let staged = try await Fixture.stage(["x": 90, "y": 8], in: fixture.writer)
        try await fixture.commitAsOther([.add(file)])
        _ = try await fixture.writer.commit(staged, [])
        var expected = ["a": 11, "b": 20, "c": 3, "d": 4, "e": 5, "x": 90, "y": 8]
        try await fixture.expect(expected)
        try await fixture.writer.close()
        let next = try await Fixture.writer(fixture.blobs, "t")
        _ = try await next.commit(Fixture.stage(["a": 12], deleting: ["x"], in: next), [])
        try await next.close()
        expected["a"] = 12
        expected["x"] = nil
        try await fixture.expect(expected)
    }

    @Test(arguments: [false, true])
    func `a row that others bring back takes the key from the one that had it`(
        reopens: Bool
    ) async throws {
        let fixture = try await Fixture()
        // The first part has the old b masked.
        let file = try #require(
            await fixture.log.snapshot().files.first { $0.deletionVector != nil })
        var whole = file
        whole.deletionVector = nil
        if reopens { try await fixture.writer.close() }
        try await fixture.commitAsOther([.remove(file.removal(at: 1)), .add(whole)])
        let found = try await Fixture.items(of: TableStore(fixture.blobs).table("t"))
        #expect(found.count { $0.hasPrefix("b=") } == 2)
        let writer =
            reopens ? try await Fixture.writer(fixture.blobs, "t") : fixture.writer
        let summary = try await writer.commit(Fixture.stage(["f": 6], in: writer), [])
        #expect(summary.maskedCount == 1)
        try await fixture.expect(["a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6])
        _ = try await writer.commit(Fixture.stage(["b": 200], deleting: ["e"], in: writer), [])
        try await fixture.expect(["a": 1, "b": 200, "c": 3, "d": 4, "f": 6])
        try await writer.close()
    }

    @Test(arguments: [false, true])
    func `a file that others put back takes its keys from the rows that had them`(
        reopens: Bool
    ) async throws {
        let fixture = try await Fixture()
        let file = try #require(
            await fixture.log.snapshot().files.first { $0.deletionVector == nil })
        // Nothing of the file is left then, and it goes.
        let summary = try await fixture.commit(["b": 21], deleting: ["e"])
        #expect(summary.removedPartCount == 1)
        if reopens { try await fixture.writer.close() }
        try await fixture.commitAsOther([.add(file)])
        let writer =
            reopens ? try await Fixture.writer(fixture.blobs, "t") : fixture.writer
        _ = try await writer.commit(Fixture.stage(["f": 6], in: writer), [])
        try await fixture.expect(["a": 1, "b": 20, "c": 3, "d": 4, "e": 5, "f": 6])
        _ = try await writer.commit(Fixture.stage(["b": 200], deleting: ["e"], in: writer), [])
        try await fixture.expect(["a": 1, "b": 200, "c": 3, "d": 4, "f": 6])
        try await writer.close()
    }

    @Test func `a file that others take out takes its rows with it`() async throws {
        let fixture = try await Fixture()
        let staged = try await Fixture.stage(["a": 10], deleting: ["b"], in: fixture.writer)
        let file = try #require(
            await fixture.log.snapshot().files.first { $0.deletionVector != nil })
        try await fixture.commitAsOther([.remove(file.removal(at: 1))])
        _ = try await fixture.writer.commit(staged, [])
        try await fixture.expect(["a": 10, "e": 5])
        try await fixture.commit(["c": 30])
        try await fixture.expect(["a": 10, "c": 30, "e": 5])
        try await fixture.writer.close()
    }

    @Test
    func `properties that others set stay, and commits that say nothing of rows harm nothing`()
        async throws
    {
        let fixture = try await Fixture()
        var metadata = try await fixture.log.snapshot().metadata
        metadata.configuration["owner"] = "somebody"
        try await fixture.commitAsOther([.metaData(metadata)])
        try await fixture.commitAsOther([
            .transaction(SetTransaction(appId: "other", version: 7))
        ])
        let summary = try await fixture.commit(["f": 6], deleting: ["a"])
        #expect(summary.version == 4)
        let table = try await TableStore(fixture.blobs).table("t")
        #expect(table.properties["owner"] == "somebody")
        try await fixture.expect(["b": 20, "c": 3, "d": 4, "e": 5, "f": 6])
        try await fixture.writer.close()
    }

    @Test func `a feature that is not known here ends the writer with its name`() async throws {
        let fixture = try await Fixture()
        let text = """
            {"protocol":{"minReaderVersion":3,"minWriterVersion":7,\
            "readerFeatures":["deletionVectors"],\
            "writerFeatures":["deletionVectors","domainMetadata","clockwork"]}}

            """
        _ = try await fixture.blobs.put(
            "t/_delta_log/00000000000000000002.json", Array(text.utf8), condition: .ifAbsent)
        await #expect { try await fixture.commit(["f": 6]) } throws: {
            "\($0)".contains("clockwork")
        }
        // Its readers go on, and nothing was written.
        try await fixture.expect(["a": 1, "b": 20, "c": 3, "d": 4, "e": 5])
        try await fixture.writer.close()
        await #expect { try await Fixture.writer(fixture.blobs, "t") } throws: {
            "\($0)".contains("clockwork")
        }
    }

    @Test(.enabled(if: PeerReaders.isSoak, "only by Tools/test --soak: Sail is a large wheel"))
    func `rows that Sail deletes by a vector of its own are gone, and can be put again`()
        async throws
    {
        let fixture = try await Fixture()
        let staged = try await Fixture.stage(
            ["d": 40, "f": 6], deleting: ["e"], in: fixture.writer)
        try TestPython.run("sail_delete.py", fixture.scratch.path + "/t", "pk in ('c', 'b')")
        let table = try await TableStore(fixture.blobs).table("t")
        #expect(try await Fixture.items(of: table) == ["a=1", "d=4", "e=5"])
        _ = try await fixture.writer.commit(staged, [])
        try await fixture.expect(["a": 1, "d": 40, "f": 6])
        try await fixture.commit(["b": 21, "c": 31])
        try await fixture.expect(["a": 1, "b": 21, "c": 31, "d": 40, "f": 6])
        try await fixture.writer.close()
    }
}
