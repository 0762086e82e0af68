import DDBBase
import DDBDeltaLog
import DDBStorage
import DDBStore
import DDBTestKit
import Testing

/// What a vacuum deletes, and what it never touches.
@Suite struct VacuumTests {
    private static func vacuum(
        _ model: VacuumModel, over blobs: (any BlobStore)? = nil, pins: [Int64] = [],
        isDryRun: Bool = false
    ) async throws -> VacuumSummary {
        try await model.store(over: blobs).vacuumLocked("t", isDryRun: isDryRun) { pins }
    }

    /// A table with five parts, two of which were taken out and one masked twice.
    private static func small(keeping seconds: Int64 = 3600) async throws -> VacuumModel {
        var model = try await VacuumModel(seed: 7, keeping: seconds)
        for _ in 0..<5 { try await model.add() }
        for _ in 0..<2 { try await model.mask() }
        for _ in 0..<2 { try await model.remove() }
        return model
    }

    @Test func `what was taken out stays for as long as the table says, and goes then`()
        async throws
    {
        let model = try await Self.small()
        let all = model.present
        model.time.advance(by: .seconds(3600))
        #expect(try await Self.vacuum(model).files == [])
        #expect(model.present == all)
        model.time.advance(by: .milliseconds(1))
        let looked = try await Self.vacuum(model, isDryRun: true)
        #expect(looked.isDryRun && looked.version == 9)
        #expect(model.present == all)
        let gone = try await Self.vacuum(model)
        #expect(gone.files == looked.files && gone.byteCount == looked.byteCount)
        #expect(Set(gone.files) == all.subtracting(model.needed(pins: [])))
        #expect(!gone.files.isEmpty)
        #expect(model.present == model.needed(pins: []))
    }

    @Test func `a version that is read keeps its files`() async throws {
        let model = try await Self.small()
        model.time.advance(by: .seconds(7200))
        let summary = try await Self.vacuum(model, pins: [5, 7])
        let held = model.needed(pins: [5, 7]).subtracting(model.needed(pins: []))
        #expect(summary.heldFileCount == held.count && summary.oldestReadVersion == 5)
        #expect(model.present == model.needed(pins: [5, 7]))
        #expect(model.present != model.needed(pins: []))
        _ = try await Self.vacuum(model, pins: [9, 12])
        #expect(model.present == model.needed(pins: []))
    }

    @Test func `a reader of a version that the log lost keeps everything`() async throws {
        var model = try await Self.small()
        model.time.advance(by: .seconds(7200))
        try await model.checkpoint()
        try await model.add()
        model.time.advance(by: .seconds(7200))
        try await model.cleanLog(keeping: [])
        let all = model.present
        await #expect(throws: StoreError.self) { try await Self.vacuum(model, pins: [3]) }
        #expect(model.present == all)
    }

    @Test func `what no log names and ddbkit cannot have made stays`() async throws {
        let model = try await Self.small()
        let uuid = "0123abcd-0123-4123-8123-0123456789ab"
        let foreign = [
            "part-00000-\(uuid)-c000.snappy.parquet", "part-\(uuid).parquet.crc",
            "part-\(uuid.uppercased()).parquet", "part-x.parquet", "notes.txt",
            "year=2026/part-\(uuid).parquet", "ab/deletion_vector_\(uuid).bin",
            "_ddbkit/part-\(uuid).parquet", "deletion_vector_.bin", "_change_data/x.parquet",
        ]
        for name in foreign { try await model.write(name) }
        let orphan = "part-\(uuid).parquet"
        let vector = "deletion_vector_\(uuid).bin"
        try await model.write(orphan)
        try await model.write(vector)
        #expect(try await Self.vacuum(model).files == [orphan])
        // Software that takes no lock may be about to commit the vector.
        model.time.advance(by: .seconds(3600))
        #expect(try await Self.vacuum(model).files == [])
        model.time.advance(by: .seconds(1))
        #expect(try await Self.vacuum(model).files.contains(vector))
        for name in foreign { #expect(try await model.disk.attributes("t/" + name) != nil) }
    }

    @Test func `files of other writers go when the log has taken them out`() async throws {
        var model = try await Self.small()
        let names = ["year=2026/a b.parquet", "data.parquet", "_odd/x.parquet", "kept.parquet"]
        for name in names {
            try await model.write(name)
            try await model.commit([
                .add(AddFile(path: name, byteCount: 3, modificationTime: 0))
            ])
        }
        for file in model.snapshot.files where names.dropLast().contains(file.path) {
            try await model.commit([.remove(file.removal(at: model.time.now.milliseconds))])
        }
        model.time.advance(by: .seconds(3601))
        _ = try await Self.vacuum(model)
        #expect(!model.present.contains("year=2026/a b.parquet"))
        #expect(!model.present.contains("data.parquet"))
        #expect(model.present.isSuperset(of: ["_odd/x.parquet", "kept.parquet"]))
    }

    @Test func `a load that is under way keeps its parts, and a broken one everything`()
        async throws
    {
        let model = try await Self.small()
        let part = "part-0123abcd-0123-4123-8123-0123456789ab.parquet"
        try await model.write(part)
        let generation = DeltaTable(store: model.disk, path: "t/_ddbkit/generations/g1")
        let metadata = TableMetadata(id: "g", schema: DeltaSchema([DeltaField("pk", .string)]))
        let commit = try TableCommit(
            [
                .protocolVersion(ProtocolVersion(requiring: [])), .metaData(metadata),
                .add(AddFile(path: part, byteCount: 3, modificationTime: 0)),
            ], info: CommitInfo(timestamp: 0, operation: "WRITE", engine: "test"),
            random: model.random)
        _ = try await generation.commit(commit, onto: nil)
        model.time.advance(by: .seconds(7200))
        _ = try await Self.vacuum(model)
        #expect(model.present == model.needed(pins: []).union([part]))
        let first = "t/_ddbkit/generations/g1/_delta_log/00000000000000000000.json"
        let bytes = try await model.disk.read(first)
        _ = try await model.disk.put(first, Array("{".utf8), condition: .always)
        let all = model.present
        await #expect(throws: StoreError.self) { try await Self.vacuum(model) }
        #expect(model.present == all)
        // Given up: the first commit is the first to go.
        _ = try await model.disk.put(first, bytes, condition: .always)
        try await model.disk.delete(first)
        #expect(try await Self.vacuum(model).files == [part])
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `random histories keep what any version within the retention and any reader needs`(
        seed: UInt64
    ) async throws {
        var model = try await VacuumModel(seed: seed, keeping: 300)
        let random = model.random
        var pins: [Int64] = []
        for step in 0..<120 {
            switch random.number(below: 9) {
            case 0, 1: try await model.add()
            case 2: try await model.remove()
            case 3: try await model.mask()
            case 4: model.time.advance(by: .seconds(random.number(below: 120)))
            case 5: try await model.checkpoint()
            case 6: try await model.cleanLog(keeping: pins)
            case 7:
                if random.number(below: 2) == 0 || pins.isEmpty {
                    pins.append(model.snapshot.version)
                } else {
                    pins.remove(at: random.number(below: pins.count))
                }
            case _:
                let kind = random.number(below: 2)
                try await model.write(
                    kind == 0
                        ? "part-\(random.uuid()).parquet"
                        : "deletion_vector_\(random.uuid()).bin")
            }
            guard step % 10 == 9 else { continue }
            _ = try await Self.vacuum(model, pins: pins)
            let needed = model.needed(pins: pins)
            #expect(model.present.isSuperset(of: needed), "seed \(seed), step \(step)")
            let spared = model.present.subtracting(needed)
            #expect(
                spared.allSatisfy { $0.hasPrefix("deletion_vector_") }, "seed \(seed), \(spared)")
        }
        // An hour after the last reader has gone nothing is left but the newest version.
        model.time.advance(by: .seconds(3601))
        _ = try await Self.vacuum(model)
        #expect(model.present == model.needed(pins: []), "seed \(seed)")
    }

    @Test(arguments: [BlobFault.refused(.failed), .replyLost])
    func `whichever call fails, nothing is lost that is needed, and the next vacuum ends it`(
        fault: BlobFault
    ) async throws {
        for number in 1...500 {
            let model = try await Self.small()
            model.time.advance(by: .seconds(7200))
            let faulty = FaultyBlobStore(model.disk, failing: number, with: fault)
            do {
                _ = try await Self.vacuum(model, over: faulty, pins: [6])
            } catch {
                #expect("\(error)".contains("Injected"), "\(error)")
            }
            #expect(model.present.isSuperset(of: model.needed(pins: [6])), "call \(number)")
            _ = try await Self.vacuum(model, pins: [6])
            #expect(model.present == model.needed(pins: [6]), "call \(number)")
            if faulty.callCount < number { return }
        }
        Issue.record("the loop did not end")
    }
}
