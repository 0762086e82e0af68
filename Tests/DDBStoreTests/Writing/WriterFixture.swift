import DDBAttributes
import DDBBase
import DDBSchema
import DDBStorage
import DDBStore
import DDBTestKit
import Testing

/// A store and the steps that tests of writers share.
struct WriterFixture {
    let blobs: any BlobStore
    let store: TableStore

    init(_ blobs: any BlobStore = MemoryBlobStore(), seed: UInt64 = 1) {
        self.blobs = blobs
        store = TableStore(blobs, random: SeededRandom(seed: seed), time: ManualTimeSource())
    }

    static var options: WriterOptions {
        var options = WriterOptions()
        options.keys = ["pk"]
        return options
    }

    func writer(_ options: WriterOptions = Self.options) async throws -> TableWriter {
        try await store.writer("t", options: options)
    }

    /// Commits batches of changes, each in a lane of its own where there are several.
    @discardableResult
    static func commit(
        _ batches: [[TestChange]], to writer: TableWriter, _ positions: [SavedPosition] = []
    ) async throws -> CommitSummary {
        var staged: [StagedChanges] = []
        for changes in batches {
            let lane = writer.makeLane()
            let rejects = try await lane.append(TestChange.batch(changes))
            #expect(rejects == [])
            if let sealed = try await lane.seal() { staged.append(sealed) }
        }
        return try await writer.commit(staged, positions)
    }

    /// The visible items by key, read from the store; a key with two rows is an error.
    func items() async throws -> [String: Item] {
        guard try await store.tableNames().contains("t") else { return [:] }
        return try await Self.items(of: try await store.table("t"))
    }

    static func items(of table: StoredTable) async throws -> [String: Item] {
        var items: [String: Item] = [:]
        for part in table.parts {
            var rows = try await table.items(of: part)
            while let batch = try rows.nextBatch() {
                for record in batch.records {
                    let item = batch.item(at: record.newImage)
                    guard case .string(let key) = item["pk"] else {
                        Issue.record("a row has no key")
                        continue
                    }
                    #expect(items.updateValue(item, forKey: key) == nil, "\(key) is there twice")
                }
            }
        }
        return items
    }

    /// Expects the table to hold what the model does, and to be sound.
    func expect(_ model: ChangeModel, _ note: String = "") async throws {
        let found = try await items()
        #expect(found == model.items, "\(note)")
        guard try await store.tableNames().contains("t") else { return }
        let verification = try await store.table("t").verify()
        #expect(verification.faults == [], "\(note)")
    }
}
