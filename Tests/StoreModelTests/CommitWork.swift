import DDBAttributes
import DDBBase
import DDBDeltaLog
import DDBSchema
import DDBStorage
import DDBStore
import DDBTestKit
import StoreModel

/// The same few commits over any store, and what must be there after each of them.
struct CommitWork: Sendable {
    let generator: ChangeGenerator
    /// The commits, from 1.
    let commitCount: Int
    /// What the table is after each commit, from none.
    let models: [TableModel]
    let options: WriterOptions
    /// Whether the table is compacted, checkpointed, cleaned and vacuumed on the way.
    let hasUpkeep: Bool

    init(seed: UInt64, commitCount: Int, hasUpkeep: Bool = false) throws {
        self.hasUpkeep = hasUpkeep
        var shape = ModelShape()
        shape.keySpace = 60
        shape.partitionCount = 2
        shape.commitsPerStep = 2
        shape.fenceCount = 2
        generator = ChangeGenerator(seed: seed, shape: shape)
        self.commitCount = commitCount
        var model = TableModel(keyNames: shape.keyNames)
        var models = [model]
        for number in 1...commitCount + 2 {
            model.commit(try Self.changes(number, generator))
            models.append(model)
        }
        self.models = models
        var options = WriterOptions()
        options.keys = ["pk"]
        options.parts.partBytesTarget = 1
        options.parts.rowGroupRowsMax = 8
        // What is done beside commits would come at another call each time.
        options.maintenance = .off
        if hasUpkeep {
            options.retention = TableRetention(logMicroseconds: 0, deletedFileMicroseconds: 0)
        }
        self.options = options
    }

    static func changes(_ number: Int, _ generator: ChangeGenerator) throws -> [GeneratedChange] {
        try generator.changes(ofCommit: number, count: 16)
    }

    static func store(_ blobs: any BlobStore, seed: UInt64) -> TableStore {
        TableStore(blobs, random: SeededRandom(seed: seed))
    }

    /// The last commit that a writer found.
    static func last(of writer: TableWriter) -> Int {
        let position = writer.positions.first { $0.partition == "source" }?.position
        return position.flatMap { Int($0) } ?? 0
    }

    /// Lays a commit's changes down in two lanes; what fails is given up.
    func stage(_ number: Int, in writer: TableWriter) async throws -> [StagedChanges] {
        let lanes = [writer.makeLane(), writer.makeLane()]
        var staged: [StagedChanges] = []
        do {
            let batches = try ChangeBatches.batches(
                of: try Self.changes(number, generator), batchBytes: 2000)
            for (place, batch) in batches.enumerated() {
                _ = try await lanes[place % 2].append(batch)
            }
            for lane in lanes {
                if let changes = try await lane.seal() { staged.append(changes) }
            }
            return staged
        } catch {
            for lane in lanes { await lane.abandon() }
            await writer.discard(staged)
            throw error
        }
    }

    /// What is done for a table after a commit; each step may be done again.
    func upkeep(_ number: Int, _ writer: TableWriter, _ blobs: any BlobStore) async throws {
        guard hasUpkeep else { return }
        switch number {
        case 2:
            while try await writer.compactOnce() != nil {}
        case 3:
            let log = DeltaTable(store: blobs, path: "t")
            let snapshot = try await log.snapshot()
            let now = SystemTimeSource().now
            try await log.writeCheckpoint(of: snapshot, keepingTombstonesFrom: now.milliseconds)
            if let plan = try await log.planLogCleanup(before: now) {
                try await log.cleanLog(plan, of: snapshot)
            }
        case 5:
            while try await writer.compactOnce(.purge) != nil {}
        default: break
        }
    }

    /// What is done for a table that nobody has open.
    func vacuum(_ blobs: any BlobStore) async throws {
        guard hasUpkeep else { return }
        _ = try await Self.store(blobs, seed: 9).vacuum("t")
    }

    func commit(_ staged: [StagedChanges], _ number: Int, in writer: TableWriter) async throws {
        _ = try await writer.commit(
            staged, [SavedPosition(partition: "source", position: "\(number)")])
    }

    /// Makes the commits that are missing, until something fails.
    ///
    /// - Parameter acknowledged: Told of each commit that succeeded.
    func run(over blobs: any BlobStore, acknowledged: (Int) -> Void) async throws {
        var writer = try await Self.store(blobs, seed: 5).writer("t", options: options)
        for number in Self.last(of: writer) + 1..<commitCount + 1 {
            try await commit(stage(number, in: writer), number, in: writer)
            acknowledged(number)
            try await upkeep(number, writer, blobs)
            if number == (commitCount + 1) / 2 {
                try await writer.close()
                try await vacuum(blobs)
                writer = try await Self.store(blobs, seed: 6).writer("t", options: options)
            }
        }
        try await writer.close()
        try await vacuum(blobs)
    }
}
