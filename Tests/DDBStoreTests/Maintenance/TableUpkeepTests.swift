import DDBBase
import DDBDeltaLog
import DDBStorage
import DDBStore
import DDBTestKit
import Synchronization
import Testing

/// What maintenance does to a table, action by action.
@Suite struct TableUpkeepTests {
    private static func upkeep(
        _ model: VacuumModel, over blobs: (any BlobStore)? = nil,
        _ hooks: MaintenanceHooks = MaintenanceHooks()
    ) -> TableUpkeep {
        TableUpkeep(
            DeltaTable(store: blobs ?? model.disk, path: "t"), snapshot: model.snapshot,
            time: model.time, hooks: hooks)
    }

    private static func perform(
        _ action: MaintenanceAction, _ upkeep: TableUpkeep, _ model: VacuumModel
    ) async throws -> MaintenanceResult {
        let version = model.snapshot.version
        return try await upkeep.perform(action, upTo: { version }, shouldStop: { false })
    }

    @Test func `it follows the log by itself`() async throws {
        var model = try await VacuumModel(seed: 1, keeping: 60)
        let upkeep = Self.upkeep(model)
        for _ in 0..<7 { try await model.add() }
        try await model.remove()
        model.time.advance(by: .seconds(1))
        let written = try await Self.perform(.checkpoint, upkeep, model)
        #expect(written.checkpointVersion == 8)
        #expect(try await model.table.lastCheckpointVersion() == 8)
        let again = try await model.table.snapshot()
        #expect(Set(again.files.map(\.path)) == Set(model.snapshot.files.map(\.path)))
        model.time.advance(by: .seconds(61))
        try await model.add()
        model.time.advance(by: .seconds(61))
        let cleaned = try await Self.perform(.cleanLog, upkeep, model)
        #expect(cleaned.fileCount == 8)
        #expect(try await model.table.snapshot().version == 9)
        let gone = try await Self.perform(.vacuum, upkeep, model)
        #expect(gone.fileCount == 1 && gone.byteCount == 3)
        #expect(model.present == model.needed(pins: []))
    }

    @Test func `without a lock only what the log took out goes`() async throws {
        var model = try await VacuumModel(seed: 2, keeping: 60)
        try await model.add()
        try await model.remove()
        let unknown = "part-\(model.random.uuid()).parquet"
        try await model.write(unknown)
        model.time.advance(by: .seconds(9000))
        let gone = try await Self.perform(.vacuum, Self.upkeep(model), model)
        #expect(gone.fileCount == 1)
        #expect(model.present == [unknown])
    }

    @Test func `where a reader may read anything nothing is deleted`() async throws {
        var model = try await VacuumModel(seed: 3, keeping: 60)
        for _ in 0..<3 { try await model.add() }
        try await model.remove()
        try await model.checkpoint()
        model.time.advance(by: .seconds(9000))
        let all = model.disk.paths
        var hooks = MaintenanceHooks()
        hooks.pinnedVersions = { nil }
        let upkeep = Self.upkeep(model, hooks)
        for action in [MaintenanceAction.vacuum, .cleanLog] {
            let result = try await Self.perform(action, upkeep, model)
            #expect(result.fileCount == 0)
            let hold = try #require(result.hold)
            #expect(hold.action == action && hold.fileCount == nil && hold.oldestVersion == nil)
            #expect(hold.description.contains("has not said"))
        }
        #expect(model.disk.paths == all)
    }

    @Test(arguments: [false, true])
    func `what a reader holds is told, and a file of any name goes when it has ended`(
        reopens: Bool
    ) async throws {
        var model = try await VacuumModel(seed: 5, keeping: 60)
        try await model.add()
        let names = ["a/data.parquet", "data.parquet"]
        for name in names {
            try await model.write(name)
            try await model.commit([
                .add(AddFile(path: name, byteCount: 3, modificationTime: 0))
            ])
        }
        try await model.checkpoint()
        let read = model.snapshot.version
        for name in names {
            let file = try #require(model.snapshot.files.first { $0.path == name })
            try await model.commit([.remove(file.removal(at: model.time.now.milliseconds))])
        }
        let pins = Mutex<[Int64]>([read])
        var hooks = MaintenanceHooks()
        hooks.pinnedVersions = { pins.withLock { $0 } }
        var upkeep = Self.upkeep(model, hooks)
        for _ in 0..<3 {
            model.time.advance(by: .seconds(61))
            try await model.add()
            let vacuum = try await Self.perform(.vacuum, upkeep, model)
            #expect(vacuum.fileCount == 0)
            #expect(
                vacuum.hold
                    == MaintenanceHold(action: .vacuum, fileCount: 2, oldestVersion: read))
            #expect(vacuum.hold?.description.contains("2 files stay") == true)
            _ = try await Self.perform(.checkpoint, upkeep, model)
            let cleaned = try await Self.perform(.cleanLog, upkeep, model)
            if cleaned.fileCount == 0 {
                #expect(cleaned.hold?.oldestVersion == read)
                #expect(cleaned.hold?.fileCount ?? 0 > 0)
            }
            // As the next writer opens it.
            if reopens { upkeep = try await Self.reopened(model, hooks) }
        }
        #expect(model.present.isSuperset(of: names))
        pins.withLock { $0 = [] }
        let vacuum = try await Self.perform(.vacuum, upkeep, model)
        #expect(vacuum.fileCount == 2 && vacuum.hold == nil)
        #expect(model.present == model.needed(pins: []))
        // Nothing is remembered for ever.
        _ = try await Self.perform(.checkpoint, upkeep, model)
        #expect(try await model.table.snapshot().tombstones.isEmpty)
    }

    private static func reopened(
        _ model: VacuumModel, _ hooks: MaintenanceHooks
    ) async throws -> TableUpkeep {
        TableUpkeep(
            DeltaTable(store: model.disk, path: "t"), snapshot: try await model.table.snapshot(),
            time: model.time, hooks: hooks)
    }

    @Test(arguments: MaintenanceAction.allCases.filter { $0 != .compact })
    func `whichever call of an action fails, the table stays and the action comes about later`(
        action: MaintenanceAction
    ) async throws {
        for number in 1...500 {
            var model = try await VacuumModel(seed: 4, keeping: 60)
            for _ in 0..<6 { try await model.add() }
            for _ in 0..<2 { try await model.mask() }
            try await model.checkpoint()
            for _ in 0..<2 { try await model.remove() }
            try await model.mask()
            if action != .checkpoint { model.time.advance(by: .seconds(7300)) }
            try await model.add()
            let faulty = FaultyBlobStore(model.disk, failing: number, with: .refused(.failed))
            let upkeep = Self.upkeep(model, over: faulty)
            for attempt in 0..<2 {
                do {
                    _ = try await Self.perform(action, upkeep, model)
                    if attempt == 0 {
                        #expect(faulty.callCount < number)
                        return
                    }
                } catch {
                    #expect(attempt == 0 && "\(error)".contains("Injected"), "\(error)")
                }
                let found = try await model.table.snapshot()
                #expect(found.version == model.snapshot.version)
                #expect(
                    Set(found.files.map(\.identity)) == Set(model.snapshot.files.map(\.identity)),
                    "call \(number)")
                #expect(try await model.table.verifyLog().faults == [], "call \(number)")
                #expect(model.present.isSuperset(of: model.needed(pins: [])), "call \(number)")
            }
        }
        Issue.record("the loop did not end")
    }
}
