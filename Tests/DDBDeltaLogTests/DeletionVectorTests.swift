import DDBBase
import DDBDeltaLog
import DDBParquet
import DDBStorage
import DDBTestKit
import DDBTestSupport
import Foundation
import Testing

@Suite struct DeletionVectorTests {
    private let sets: [RowSet] = [
        RowSet([5]), RowSet(0..<70_000), RowSet(Array(stride(from: 0, to: 9000, by: 2))),
        RowSet([1, 1 << 33]),
    ]

    @Test(arguments: [0, 512, 1 << 20], ["", "ab"])
    func `several vectors share a file, small ones go into the log`(
        inline: Int, folder: String
    ) async throws {
        let store = MemoryBlobStore()
        let table = DeltaTable(store: store, path: "t")
        var builder = DeletionVectorBuilder(
            inlineByteCountMax: inline, folder: folder, random: SeededRandom(seed: 3))
        let descriptors = sets.map { builder.add($0) }
        try await table.write(builder)
        #expect(builder.files.count == (inline == 1 << 20 ? 0 : 1))
        #expect(store.paths == builder.files.map { "t/" + $0.path })
        for (set, descriptor) in zip(sets, descriptors) {
            let isSmall = set.serialized().count <= inline
            #expect(descriptor.storage == (isSmall ? .inline : .file))
            #expect(descriptor.cardinality == Int64(set.count))
            #expect(descriptor.sizeInBytes == Int64(set.serialized().count))
            #expect(try descriptor.relativePath() == (isSmall ? nil : builder.files[0].path))
            #expect(try await table.rows(of: descriptor) == set)
        }
        if inline == 0 { #expect(descriptors[0].offset == 1) }
        if !folder.isEmpty, let file = builder.files.first {
            #expect(file.path.hasPrefix("ab/deletion_vector_"))
        }
    }

    /// A file of two vectors, and the descriptor of the second.
    private func sample() async throws -> (
        MemoryBlobStore, DeltaTable, String, [DeletionVectorDescriptor]
    ) {
        let store = MemoryBlobStore()
        let table = DeltaTable(store: store, path: "t")
        var builder = DeletionVectorBuilder(inlineByteCountMax: 0, random: SeededRandom(seed: 3))
        let descriptors = [RowSet([1, 2, 3]), RowSet([9, 70_000])].map { builder.add($0) }
        try await table.write(builder)
        return (store, table, "t/" + (try #require(builder.files.first)).path, descriptors)
    }

    @Test func `every flipped bit and every truncation is told`() async throws {
        let (store, table, path, descriptors) = try await sample()
        let whole = try await store.read(path)
        for bit in 0..<whole.count * 8 {
            var bytes = whole
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            _ = try await store.put(path, bytes, condition: .always)
            var failures = 0
            for descriptor in descriptors {
                do {
                    _ = try await table.rows(of: descriptor)
                } catch let error as DeltaError where error.code == .corrupt {
                    failures += 1
                }
            }
            #expect(failures == 1, "bit \(bit)")
        }
        for length in 0..<whole.count {
            _ = try await store.put(path, Array(whole.prefix(length)), condition: .always)
            await expectDelta(.corrupt) { try await table.rows(of: descriptors[1]) }
        }
    }

    @Test func `a descriptor that says other than the vector is refused`() async throws {
        let (_, table, _, descriptors) = try await sample()
        var wrong = descriptors[0]
        wrong.cardinality += 1
        await expectDelta(.corrupt) { try await table.rows(of: wrong) }
        wrong = descriptors[0]
        wrong.sizeInBytes += 1
        await expectDelta(.corrupt) { try await table.rows(of: wrong) }
        wrong = descriptors[0]
        wrong.offset = 0
        await expectDelta(.corrupt) { try await table.rows(of: wrong) }
        wrong.offset = .max
        await expectDelta(.corrupt) { try await table.rows(of: wrong) }
        wrong = DeletionVectorDescriptor(
            storage: .absolutePath, pathOrInlineDv: "s3://b/x.bin", offset: 1, sizeInBytes: 10,
            cardinality: 1)
        await expectDelta(.foreignFile) { try await table.rows(of: wrong) }
        var settings = DeltaLogSettings()
        settings.deletionVectorByteCountMax = 10
        let small = DeltaTable(store: table.store, path: "t", settings: settings)
        await expectDelta(.tooLarge) { try await small.rows(of: descriptors[0]) }
    }

    @Test func `a vector beyond the rows of its file is refused`() async throws {
        let store = MemoryBlobStore()
        let table = DeltaTable(store: store, path: "t")
        var builder = DeletionVectorBuilder()
        var file = SampleLog.file("a", rows: 10)
        file.deletionVector = builder.add(RowSet([10]))
        await expectDelta(.corrupt) { try await table.deletedRows(of: file) }
        file = SampleLog.file("a", rows: 11)
        file.deletionVector = builder.add(RowSet([10]))
        #expect(try await table.deletedRows(of: file) == RowSet([10]))
        #expect(try file.liveRowCount() == 10)
        #expect(try await table.deletedRows(of: SampleLog.file("b")).isEmpty)
    }

    @Test func `rows are masked commit after commit and statistics stay true`() async throws {
        var log = try await SampleLog(MemoryBlobStore())
        try await log.add("a", "b")
        try await log.mask("a", RowSet([1, 2]))
        try await log.mask("a", RowSet([2, 3]), inline: 0)
        let read = try await log.table.snapshot()
        #expect(read.facts == log.snapshot.facts && read.fileCount == 2)
        let file = try #require(read.files.first { $0.path == "a" })
        #expect(try await log.table.deletedRows(of: file) == RowSet([1, 2, 3]))
        let statistics = try FileStatistics(text: #require(file.statistics))
        #expect(statistics.rowCount == 10_000 && statistics.isTight == false)
        #expect(try file.liveRowCount() == 9997)
        #expect(read.tombstones.count == 2)
        #expect(read.protocolVersion.readerFeatures == [.deletionVectors])
        #expect(read.protocolVersion.writerFeatures?.contains(.deletionVectors) == true)
    }

    @Test func `commits that would break the table are refused`() async throws {
        var log = try await SampleLog(MemoryBlobStore())
        try await log.add("a")
        let file = try #require(log.snapshot.files.first)
        var builder = DeletionVectorBuilder()
        let vector = builder.add(RowSet([1]))
        let masked = try file.masked(by: vector)
        var uncounted = masked
        uncounted.statistics = nil
        let tooMany = DeletionVectorDescriptor(
            inline: RowSet([1]).serialized(), cardinality: 10_001)
        var overfull = masked
        overfull.deletionVector = tooMany
        let cases: [[LogAction]] = [
            // The file stays in the table without the vector too.
            [.add(masked)],
            // It is not in the table with this vector.
            [.remove(masked.removal(at: 1)), .add(file)],
            [.remove(SampleLog.file("z").removal(at: 1))],
            [.remove(file.removal(at: 1)), .add(uncounted)],
            [.remove(file.removal(at: 1)), .add(overfull)],
        ]
        for actions in cases {
            let commit = try TableCommit(actions, info: SampleLog.info)
            await expectDelta(.invalidCommit) {
                try await log.table.commit(commit, onto: log.snapshot)
            }
        }
        #expect(throws: DeltaError.self) { try file.masked(by: tooMany) }
        let plain = DeltaTable(store: MemoryBlobStore(), path: "t")
        let creation: [LogAction] = [
            .protocolVersion(ProtocolVersion(requiring: [])),
            .metaData(TableMetadata(id: "t", schema: DeltaSchema([DeltaField("pk", .string)]))),
            .add(file),
        ]
        _ = try await plain.commit(TableCommit(creation, info: SampleLog.info), onto: nil)
        let snapshot = try await plain.snapshot()
        let commit = try TableCommit(
            file.maskingActions(by: vector, at: 1), info: SampleLog.info)
        await expectDelta(.invalidCommit) { try await plain.commit(commit, onto: snapshot) }
    }

    @Test func `two who mask one file are in conflict`() async throws {
        var log = try await SampleLog(MemoryBlobStore())
        try await log.add("a", "b")
        let before = log
        let file = try #require(log.snapshot.files.first)
        var builder = DeletionVectorBuilder()
        let mine = try TableCommit(
            file.maskingActions(by: builder.add(RowSet([7])), at: 1), info: SampleLog.info)
        try await log.mask("a", RowSet([8]))
        guard
            case .conflict(let winners) = try await before.table.commit(
                mine, onto: before.snapshot)
        else {
            Issue.record("no conflict")
            return
        }
        #expect(
            CommitConflict.between(mine.actions, and: winners[0]) == .fileRemoved(path: "a"))
        #expect(winners[0].actions.count == 3)
    }
}

/// Tables with deletion vectors that Spark wrote.
@Suite(.enabled(if: SharedVectors.root != nil, "../shared/vectors is absent"))
struct GoldenDeletionVectorTests {
    private let partitioned: [Int32] = [
        38, 48, 36, 46, 31, 41, 32, 42, 33, 43, 5, 15, 27, 37, 47, 30, 40, 1, 11, 21, 3, 13, 23, 34,
        44, 25, 35, 45, 7, 17, 9, 19, 29, 39, 49,
    ]

    /// What DuckDB 1.5.5's `delta_scan` shows of the tables.
    private func expected(_ name: String) -> [Int64] {
        name == "log-replay-dv-key-cases"
            ? (1...49).filter { ![7, 14].contains($0) } : partitioned.sorted().map { Int64($0) }
    }

    @Test(
        arguments: [
            ("dv-partitioned-with-checkpoint", "col1"), ("dv-with-columnmapping", "col1"),
            ("log-replay-dv-key-cases", "id"),
        ])
    func `the rows that are left are the right ones`(name: String, column: String) async throws {
        let root = try #require(SharedVectors.path("delta-golden"))
        let table = DeltaTable(
            store: LocalBlobStore(root: root, pool: ThreadPool(threadCount: 1)), path: name)
        let snapshot = try await table.snapshot()
        let field = try #require(try snapshot.schema().fields.first { $0.name == column })
        let physical = ColumnMapping.physicalName(
            field, try ColumnMapping.mode(of: snapshot.metadata))
        var seen: [Int64] = []
        for file in snapshot.files {
            let path = try root + "/" + table.storePath(of: file)
            let reader = try ParquetReader(source: FileByteSource(path: path))
            let leaf = try #require(reader.schema.leaf(physical))
            let deleted = try await table.deletedRows(of: file)
            var row = 0
            for slice in try reader.plan(leaves: [leaf.index]) {
                for value in try Self.integers(reader.read(slice)[0].values) {
                    if !deleted.contains(row) { seen.append(value) }
                    row += 1
                }
            }
        }
        #expect(seen.sorted() == expected(name))
    }

    private static func integers(_ values: LeafValues) throws -> [Int64] {
        switch values {
        case .int32(let values): values.map { Int64($0) }
        case .int64(let values): values
        case .boolean, .int96, .float, .double, .byteArray, .fixed:
            throw UnexpectedOutcome(text: "no integers")
        }
    }

    @Test func `vectors in the log are read, and those of the old form refused`() async throws {
        let table = DeltaTable(store: MemoryBlobStore(), path: "t")
        let good = DeletionVectorDescriptor(
            storage: .inline,
            pathOrInlineDv: "^Bg9^0rr910000000000iXQKl0rr91000f55c8Xg0@@D72lkbi5=-{L",
            offset: nil, sizeInBytes: 44, cardinality: 6)
        #expect(try await table.rows(of: good) == RowSet([3, 4, 7, 11, 18, 29]))
        var builder = DeletionVectorBuilder()
        #expect(builder.add(RowSet([3, 4, 7, 11, 18, 29])) == good)
        let old = DeletionVectorDescriptor(
            storage: .inline, pathOrInlineDv: "wi5b=000010000siXQKl0rr91000f55c8Xg0@@D72lkbi5=-{L",
            offset: nil, sizeInBytes: 40, cardinality: 6)
        await expectDelta(.corrupt) { try await table.rows(of: old) }
    }
}
