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

/// Tables that keep every change, against a bag of changes.
@Suite struct HistoryModelTests {
    /// A change as a history gives it back.
    struct Row: Hashable {
        var key: String
        var isDelete: Bool
        var sequence: String
        /// The new image.
        var item: Item?
    }

    /// The changes that a history must hold.
    struct Model {
        private struct Point {
            var epoch = -1
            var sequence = -1
        }

        private(set) var rows: [Row: Int] = [:]
        private(set) var count = 0
        private var committed: [String: Point] = [:]

        /// Takes a commit's changes, and tells how many of them are new.
        mutating func commit(
            _ changes: [GeneratedChange]
        ) throws -> (taken: Int, dropped: Int) {
            var reached = committed
            var taken = 0
            for change in changes {
                var row = Row(key: change.key, isDelete: change.image == nil, sequence: "")
                if let image = change.image {
                    let bytes = Array(image.utf8)
                    row.item = try Item(wire: bytes.span.bytes)
                }
                if let partition = change.partition {
                    let before = committed[partition] ?? Point()
                    let place = (change.epoch, change.sequence)
                    if place <= (before.epoch, before.sequence) { continue }
                    let last = reached[partition] ?? Point()
                    if place > (last.epoch, last.sequence) {
                        reached[partition] = Point(epoch: change.epoch, sequence: change.sequence)
                    }
                    row.sequence = "\(change.sequence)00000000000000000000"
                }
                rows[row, default: 0] += 1
                taken += 1
            }
            committed = reached
            count += taken
            return (taken, changes.count - taken)
        }
    }

    static let commitCount = PeerReaders.isSoak ? 200 : 30
    static let changesMax = PeerReaders.isSoak ? 2000 : 300

    @Test(arguments: PeerReaders.seed.map { [$0] } ?? [51, 52, 53] as [UInt64])
    func `a history holds every change once, whatever happens between commits`(
        seed: UInt64
    ) async throws {
        let scratch = try ScratchFolder("history")
        let store = TableStore(
            LocalBlobStore(root: scratch.path, pool: ThreadPool(threadCount: 2)))
        let random = SeededRandom(seed: ~seed)
        var shape = ModelShape()
        if seed % 2 == 0 { shape.keys = [.number, .binary] }
        let generator = ChangeGenerator(seed: seed, shape: shape)
        var options = WriterOptions()
        options.mode = .history
        options.keys = shape.keyNames.map { AttributeName($0) }
        options.parts.rowGroupRowsMax = 200
        options.maintenance = seed % 3 == 0 ? ModelTests.busy : .off
        options.retention = TableRetention(logMicroseconds: 0, deletedFileMicroseconds: 0)
        var model = Model()
        var writer = try await store.writer("t", options: options)
        for number in 1...Self.commitCount {
            let note = "seed \(seed), commit \(number)"
            let changes = try generator.changes(
                ofCommit: number, count: random.number(below: Self.changesMax))
            let lanes = (0...random.number(below: 3)).map { _ in writer.makeLane() }
            for (place, batch) in try ChangeBatches.batches(of: changes, batchBytes: 4096)
                .enumerated()
            {
                #expect(try await lanes[place % lanes.count].append(batch) == [], "\(note)")
            }
            var staged: [StagedChanges] = []
            for lane in lanes { if let sealed = try await lane.seal() { staged.append(sealed) } }
            let summary = try await writer.commit(
                staged, [SavedPosition(partition: "source", position: "\(number)")])
            let expected = try model.commit(changes)
            #expect(summary.putCount == expected.taken, "\(note)")
            #expect(summary.droppedCount == expected.dropped, "\(note)")
            switch random.number(below: 8) {
            case 0, 1:
                try await writer.close()
                if random.number(below: 2) == 0 { _ = try await store.vacuum("t") }
                writer = try await store.writer("t", options: options)
            case 2: while try await writer.compactOnce() != nil {}
            case 3: while try await writer.compactOnce(.purge) != nil {}
            default: break
            }
            guard number % (Self.commitCount / 6) == 0 else { continue }
            let table = try await store.table("t")
            #expect(table.rowCount == model.count, "\(note)")
            #expect(try await Self.rows(of: table, shape) == model.rows, "\(note)")
            #expect(try await table.verify().faults == [], "\(note)")
        }
        try await writer.close()
        print("history: seed \(seed): \(model.count) changes")
    }

    /// The changes that a table gives back, with how often each is there.
    private static func rows(
        of table: StoredTable, _ shape: ModelShape
    ) async throws -> [Row: Int] {
        var found: [Row: Int] = [:]
        for part in table.parts {
            var rows = try await table.items(of: part)
            while let batch = try rows.nextBatch() {
                for record in batch.records {
                    let isDelete = record.operation == .delete
                    let item = batch.item(at: isDelete ? record.keys : record.newImage)
                    var row = Row(
                        key: item.keyText(shape.keyNames), isDelete: isDelete, sequence: "")
                    if !isDelete { row.item = item }
                    let digits = batch.bytes.extracting(record.order.sequenceRange)
                    for offset in 0..<digits.byteCount {
                        let byte = unsafe digits.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
                        row.sequence.append(Character(UnicodeScalar(byte)))
                    }
                    row.sequence = String(row.sequence.drop { $0 == "0" })
                    found[row, default: 0] += 1
                }
            }
        }
        return found
    }
}
