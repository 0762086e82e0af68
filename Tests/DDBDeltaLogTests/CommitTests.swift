import DDBBase
import DDBDeltaLog
import DDBJSON
import DDBStorage
import DDBTestKit
import DDBTestSupport
import Testing

@Suite struct CommitTests {
    private let info = CommitInfo(timestamp: 1, operation: "WRITE", engine: "ddbkit/0")
    private let creation: [LogAction] = [
        .protocolVersion(ProtocolVersion(requiring: [])),
        .metaData(TableMetadata(id: "t", schema: DeltaSchema([DeltaField("pk", .string)]))),
    ]

    private func file(_ name: String) -> AddFile {
        AddFile(path: name, byteCount: 1, modificationTime: 1)
    }

    private func create(_ store: any BlobStore) async throws -> TableSnapshot {
        let table = DeltaTable(store: store, path: "t")
        _ = try await table.commit(TableCommit(creation, info: info), onto: nil)
        return try await table.snapshot()
    }

    @Test func `commits follow each other and a snapshot follows them`() async throws {
        let store = MemoryBlobStore(pageEntryCountMax: 2)
        let table = DeltaTable(store: store, path: "t")
        #expect(try await !table.exists())
        var snapshot = try await create(store)
        #expect(try await table.exists())
        for number in 1...7 {
            let commit = try TableCommit([.add(file("\(number)"))], info: info)
            guard case .committed(let version) = try await table.commit(commit, onto: snapshot)
            else {
                Issue.record("commit \(number) failed")
                return
            }
            #expect(version == Int64(number))
            try snapshot.apply(commit, version: version)
        }
        let read = try await table.snapshot()
        #expect(read.files == snapshot.files && read.version == 7)
        #expect(snapshot.files.map(\.path) == (1...7).map(String.init))
        #expect(throws: DeltaError.self) {
            var copy = snapshot
            try copy.apply(TableCommit([], info: info), version: 9)
        }
        var old = try await table.snapshot(at: 2)
        #expect(try await table.update(&old).map(\.version) == [3, 4, 5, 6, 7])
        #expect(old.files == snapshot.files)
    }

    @Test func `a conflict tells what the winners did`() async throws {
        let store = MemoryBlobStore()
        let table = DeltaTable(store: store, path: "t")
        let snapshot = try await create(store)
        var other = snapshot
        for name in ["a", "b"] {
            let commit = try TableCommit([.add(file(name))], info: info)
            _ = try await table.commit(commit, onto: other)
            try other.apply(commit, version: other.version + 1)
        }
        let mine = try TableCommit([.add(file("c"))], info: info)
        guard case .conflict(let winners) = try await table.commit(mine, onto: snapshot) else {
            Issue.record("no conflict")
            return
        }
        #expect(winners.map(\.version) == [1, 2])
        #expect(winners.map { $0.actions.last } == [.add(file("a")), .add(file("b"))])
        #expect(winners.allSatisfy { CommitConflict.between(mine.actions, and: $0) == nil })
        #expect(try await table.snapshot().files.map(\.path) == ["a", "b"])
    }

    @Test func `what cannot follow a winner is told`() async throws {
        let store = MemoryBlobStore()
        let table = DeltaTable(store: store, path: "t")
        var snapshot = try await create(store)
        let gone = file("a").removal(at: 1)
        _ = try await table.commit(TableCommit([.add(file("a"))], info: info), onto: snapshot)
        _ = try await table.update(&snapshot)
        let cases: [([LogAction], [LogAction], CommitConflict)] = [
            ([], [creation[0]], .protocolChanged), ([], [creation[1]], .metadataChanged),
            ([.remove(gone)], [.remove(gone)], .fileRemoved(path: "a")),
            (
                [.transaction(SetTransaction(appId: "x", version: 1))],
                [.transaction(SetTransaction(appId: "x", version: 2))],
                .sameApplication(appId: "x")
            ),
            (
                [.domainMetadata(DomainMetadata(domain: "d", configuration: ""))],
                [.domainMetadata(DomainMetadata(domain: "d", configuration: "z"))],
                .sameDomain(domain: "d")
            ),
        ]
        for (mine, theirs, conflict) in cases {
            _ = try await table.commit(TableCommit(theirs, info: info), onto: snapshot)
            let winner = try #require(try await table.update(&snapshot).first)
            #expect(CommitConflict.between(mine, and: winner) == conflict)
        }
    }

    @Test func `writers at once lose nothing and make no gap`() async throws {
        let scratch = try ScratchFolder("delta")
        let store = LocalBlobStore(root: scratch.path, pool: ThreadPool(threadCount: 4))
        let table = DeltaTable(store: store, path: "t")
        let start = try await create(store)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<6 {
                group.addTask {
                    var snapshot = start
                    for number in 0..<5 {
                        let commit = try TableCommit(
                            [.add(file("\(writer)-\(number)"))], info: info)
                        try await commitUntilDone(commit, &snapshot, table)
                    }
                }
            }
            try await group.waitForAll()
        }
        let snapshot = try await table.snapshot()
        #expect(snapshot.version == 30)
        let expected = (0..<6).flatMap { writer in (0..<5).map { "\(writer)-\($0)" } }
        #expect(snapshot.files.map(\.path).sorted() == expected)
    }

    private func commitUntilDone(
        _ commit: TableCommit, _ snapshot: inout TableSnapshot, _ table: DeltaTable
    ) async throws {
        while true {
            switch try await table.commit(commit, onto: snapshot) {
            case .committed(let version):
                try snapshot.apply(commit, version: version)
                return
            case .conflict(let winners):
                for winner in winners { try snapshot.apply(winner) }
            case .retryable(let cause), .unconfirmed(_, let cause): throw cause
            }
        }
    }

    @Test(arguments: [BlobFault.refused(.full), .refused(.tooManyOpen), .replyLost])
    func `a fault leaves the old version or the new, and trying again ends well`(
        fault: BlobFault
    ) async throws {
        var number = 1
        while true {
            let memory = MemoryBlobStore()
            let snapshot = try await create(memory)
            let store = FaultyBlobStore(memory, failing: number, with: fault)
            let table = DeltaTable(store: store, path: "t")
            let commit = try TableCommit([.add(file("new"))], info: info)
            let outcome = try? await table.commit(commit, onto: snapshot)
            let seen = try await DeltaTable(store: memory, path: "t").snapshot()
            #expect(seen.version <= 1 && seen.files.count == Int(seen.version), "call \(number)")
            if case .committed? = outcome {
                #expect(seen.files.map(\.path) == ["new"], "call \(number)")
            }
            let again = DeltaTable(store: memory, path: "t")
            guard case .committed(1) = try await again.commit(commit, onto: snapshot) else {
                Issue.record("the second try failed after call \(number)")
                return
            }
            let after = try await DeltaTable(store: memory, path: "t").snapshot()
            #expect(after.version == 1 && after.files.map(\.path) == ["new"], "call \(number)")
            if store.callCount < number { break }
            number += 1
        }
        #expect(number > 1)
    }

    @Test(arguments: [CrashFate.dropped, .kept])
    func `a crash leaves the old version or the new`(fate: CrashFate) async throws {
        for number in 1...3 {
            let disk = MemoryBlobStore()
            let snapshot = try await create(disk)
            let store = CrashBlobStore(disk, crashingAt: number, fate: fate)
            let commit = try TableCommit([.add(file("new"))], info: info)
            let outcome = try? await DeltaTable(store: store, path: "t").commit(
                commit, onto: snapshot)
            let seen = try await DeltaTable(store: disk, path: "t").snapshot()
            let isNew = fate == .kept || number > 1
            #expect(seen.files.map(\.path) == (isNew ? ["new"] : []), "call \(number)")
            if number > 1, case .committed? = outcome { break }
        }
    }

    @Test func `a torn commit is told, never half read`() async throws {
        let disk = MemoryBlobStore()
        let snapshot = try await create(disk)
        let store = CrashBlobStore(disk, crashingAt: 1, fate: .torn)
        let commit = try TableCommit([.add(file("new"))], info: info)
        await #expect(throws: StorageError.self) {
            try await DeltaTable(store: store, path: "t").commit(commit, onto: snapshot)
        }
        await expectDelta(.corrupt) { try await DeltaTable(store: disk, path: "t").snapshot() }
    }

    @Test func `a file is not removed and added anew as it was`() throws {
        var masked = file("a")
        masked.deletionVector = DeletionVectorDescriptor(
            storage: .inline, pathOrInlineDv: "x", offset: nil, sizeInBytes: 1, cardinality: 1)
        for same in [file("a"), masked] {
            let error = #expect(throws: DeltaError.self) {
                try TableCommit([.add(same), .remove(same.removal(at: 1))], info: info)
            }
            #expect(error?.code == .invalidCommit)
            #expect(error?.location == "a")
        }
        _ = try TableCommit([.remove(masked.removal(at: 1)), .add(file("a"))], info: info)
        _ = try TableCommit([.add(masked), .remove(file("a").removal(at: 1))], info: info)
    }

    @Test func `tables that may not be written are refused`() async throws {
        let cases: [([LogAction], LogAction, DeltaError.Code)] = [
            (
                [creation[0], metadata(["delta.appendOnly": "true"])],
                .remove(file("a").removal(at: 1)), .appendOnly
            ),
            (
                [creation[0], metadata(["delta.constraints.c": "pk > 1"])], .add(file("a")),
                .unsupportedFeature
            ),
            (
                [creation[0], metadata(["delta.enableChangeDataFeed": "true"])], .add(file("a")),
                .unsupportedFeature
            ),
            (
                [creation[0], metadata([:], field: "delta.invariants")], .add(file("a")),
                .unsupportedFeature
            ),
            (
                [creation[0], metadata([:], field: "delta.generationExpression")],
                .add(file("a")), .unsupportedFeature
            ),
        ]
        for (creation, action, code) in cases {
            let table = DeltaTable(store: MemoryBlobStore(), path: "t")
            _ = try await table.commit(TableCommit(creation, info: info), onto: nil)
            let snapshot = try await table.snapshot()
            await expectDelta(code) {
                try await table.commit(TableCommit([action], info: info), onto: snapshot)
            }
        }
        let table = DeltaTable(store: MemoryBlobStore(), path: "t")
        await expectDelta(.invalidCommit) {
            try await table.commit(TableCommit([creation[1]], info: info), onto: nil)
        }
        let future = ProtocolVersion(requiring: [TableFeature("timeTravel")])
        await expectDelta(.unsupportedFeature) {
            try await table.commit(
                TableCommit([.protocolVersion(future), creation[1]], info: info), onto: nil)
        }
    }

    private func metadata(_ configuration: [String: String], field: String? = nil) -> LogAction {
        var notes = JSONObject()
        if let field { notes[field] = .string("x") }
        return .metaData(
            TableMetadata(
                id: "t", schema: DeltaSchema([DeltaField("pk", .string, metadata: notes)]),
                configuration: configuration))
    }

    @Test func `protocols are as low as the features allow`() {
        let none = ProtocolVersion(requiring: [])
        #expect(none == ProtocolVersion(minReaderVersion: 1, minWriterVersion: 2))
        let writers = ProtocolVersion(requiring: [.domainMetadata])
        #expect(writers.minReaderVersion == 1 && writers.readerFeatures == nil)
        #expect(writers.writerFeatures == [.appendOnly, .domainMetadata, .invariants])
        let both = ProtocolVersion(requiring: [.columnMapping, .deletionVectors])
        #expect(both.minReaderVersion == 3 && both.minWriterVersion == 7)
        #expect(both.readerFeatures == [.columnMapping, .deletionVectors])
        for (reader, writer) in [(4, 7), (0, 2)] as [(Int64, Int64)] {
            let odd = ProtocolVersion(minReaderVersion: reader, minWriterVersion: writer)
            #expect(throws: DeltaError.self) { try odd.checkReadable(TableFeature.readable) }
        }
        #expect(throws: DeltaError.self) {
            try ProtocolVersion(minReaderVersion: 1, minWriterVersion: 8)
                .checkWritable(TableFeature.writable)
        }
        #expect(throws: DeltaError.self) {
            try ProtocolVersion(minReaderVersion: 2, minWriterVersion: 5).checkReadable([])
        }
    }
}
