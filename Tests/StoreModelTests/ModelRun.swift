import DDBAttributes
import DDBBase
import DDBSchema
import DDBStorage
import DDBStore
import DDBTestKit
import DDBTestSupport
import Foundation
import StoreModel
import Testing

/// A table in a folder under random changes, and the model that it must be equal to.
struct ModelRun {
    let scratch: ScratchFolder
    let blobs: LocalBlobStore
    let store: TableStore
    let shape: ModelShape
    let generator: ChangeGenerator
    /// Decides what happens between commits; the changes hang on the seed alone.
    let random: SeededRandom
    let note: String
    var options: WriterOptions
    var model: TableModel
    var number = 0
    var changeCount = 0
    private(set) var writer: TableWriter

    init(seed: UInt64, shape: ModelShape, options: WriterOptions) async throws {
        scratch = try ScratchFolder("model")
        blobs = LocalBlobStore(root: scratch.path + "/store", pool: ThreadPool(threadCount: 2))
        store = TableStore(blobs)
        self.shape = shape
        generator = ChangeGenerator(seed: seed, shape: shape)
        random = SeededRandom(seed: ~seed)
        note = "seed \(seed)"
        self.options = options
        self.options.keys = shape.keyNames.map { AttributeName($0) }
        model = TableModel(keyNames: shape.keyNames)
        writer = try await store.writer("t", options: self.options)
    }

    /// Makes the next commit through some lanes, and holds its summary against the model's.
    mutating func commit(count: Int, laneCount: Int) async throws {
        number += 1
        let changes = try generator.changes(ofCommit: number, count: count)
        let effect = model.commit(changes)
        changeCount += changes.count
        let lanes = (0..<laneCount).map { _ in writer.makeLane() }
        let batches = try ChangeBatches.batches(of: changes, batchBytes: 16 << 10)
        for (place, batch) in batches.enumerated() {
            let rejects = try await lanes[place % laneCount].append(batch)
            #expect(rejects == [], "\(note), commit \(number)")
        }
        var staged: [StagedChanges] = []
        for lane in lanes {
            if let changes = try await lane.seal() { staged.append(changes) }
        }
        let summary = try await writer.commit(
            staged, [SavedPosition(partition: "source", position: "\(number)")])
        let found = TableModel.Effect(
            putCount: summary.putCount, maskedCount: summary.maskedCount,
            deletedCount: summary.deletedCount, droppedCount: summary.droppedCount)
        #expect(found == effect, "\(note), commit \(number)")
    }

    /// Ends the writer and opens another.
    mutating func reopen() async throws {
        try await writer.close()
        writer = try await store.writer("t", options: options)
    }

    /// Loses the key index, and opens another writer.
    mutating func loseIndex() async throws {
        try await writer.close()
        let folder = scratch.path + "/store/t/_ddbkit/keys"
        switch random.number(below: 3) {
        case 0:
            try FileManager.default.removeItem(atPath: folder)
        case 1:
            // One file is gone.
            let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            let name = names[random.number(below: names.count)]
            try FileManager.default.removeItem(atPath: folder + "/" + name)
        default:
            // One file is cut.
            let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            let path = folder + "/" + names[random.number(below: names.count)]
            let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
            try file.truncate(atOffset: try file.seekToEnd() / 2)
            try file.close()
        }
        writer = try await store.writer("t", options: options)
    }

    /// Merges parts, step by step, until there is nothing to do.
    func compact(_ goal: CompactionGoal = .balance) async throws {
        while try await writer.compactOnce(goal) != nil {}
    }

    /// Ends the writer, deletes what nobody needs, and opens another.
    mutating func vacuum() async throws {
        try await writer.close()
        _ = try await store.vacuum("t")
        writer = try await store.writer("t", options: options)
    }

    /// Ends the run.
    func close() async throws { try await writer.close() }

    /// The table as a reader finds it.
    func table() async throws -> StoredTable { try await store.table("t") }

    /// Holds the table, as our own readers see it, against the model.
    func check() async throws {
        let table = try await table()
        let differences = try model.differences(from: await items(of: table))
        #expect(differences == [], "\(note), commit \(number)")
        let own = try writer.table()
        // Compactions go on meanwhile.
        #expect(own.version >= table.version)
        #expect(writer.positions.first { $0.partition == "source" }?.position == "\(number)")
        for (partition, order) in model.orders {
            let point = writer.positions.first { $0.partition == partition }?.order
            let expected = SequencePoint(
                epoch: UInt32(order.epoch), sequence: "\(order.sequence)00000000000000000000")
            #expect(point == expected, "\(note), commit \(number), \(partition)")
        }
    }

    /// Proves the table from its files.
    func verify() async throws {
        let verification = try await table().verify()
        #expect(verification.faults == [], "\(note), commit \(number)")
    }

    /// Holds other people's readers against the model.
    ///
    /// They pin nothing, so the writer is ended meanwhile: it might delete what they read.
    mutating func compareReaders() async throws {
        try await writer.close()
        let peers = PeerReaders(
            store: scratch.path + "/store", table: try await table(), keyNames: shape.keyNames,
            scratch: scratch)
        do {
            let report = try await peers.compare(with: model.lines)
            #expect(
                report.allSatisfy { $0.hasSuffix(": \(model.count) rows agree") }, "\(report)")
        } catch {
            Issue.record("\(note), commit \(number): \(error)")
        }
        writer = try await store.writer("t", options: options)
    }

    private func items(of table: StoredTable) async throws -> [Item] {
        var items: [Item] = []
        for part in table.parts {
            var rows = try await table.items(of: part)
            while let batch = try rows.nextBatch() {
                for record in batch.records { items.append(batch.item(at: record.newImage)) }
            }
        }
        return items
    }
}
