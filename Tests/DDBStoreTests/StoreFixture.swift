import DDBAttributes
import DDBBase
import DDBSchema
import DDBStorage
import DDBStore
import DDBTestKit
import Testing

/// A store in memory, and the steps that tests of it share.
struct StoreFixture {
    let blobs: any BlobStore
    let store: TableStore

    init(blobs: any BlobStore = MemoryBlobStore(), seed: UInt64 = 1) {
        self.blobs = blobs
        store = TableStore(blobs, random: SeededRandom(seed: seed), time: ManualTimeSource())
    }

    /// The batches of lines, each of about so many bytes.
    static func batches(_ lines: [String], batchBytes: Int = 4096) throws -> [ItemBatch] {
        var limits = DecodeLimits.standard
        limits.batchBytes = batchBytes
        var decoder = LineDecoder(shape: .item, table: "t", limits: limits)
        var batches: [ItemBatch] = []
        let bytes = Array(lines.map { $0 + "\n" }.joined().utf8)
        var offset = 0
        while offset < bytes.count {
            let rest = Array(bytes[offset...])
            offset += decoder.append(rest.span.bytes)
            while let batch = try decoder.nextBatch(isLast: offset == bytes.count) {
                batches.append(batch)
            }
        }
        return batches
    }

    /// Loads lines, dealt out to some lanes, and gives the table.
    func load(
        _ lines: [String], plan: ColumnPlan = .automatic, keys: [AttributeName]? = ["pk"],
        lanes: Int = 1, settings: PartSettings = PartSettings(), batchBytes: Int = 4096
    ) async throws -> StoredTable {
        var options = LoadOptions(
            plan: plan, keys: keys, timestamp: Instant(microseconds: 1_767_225_600_000_000))
        options.parts = settings
        let load = try await store.load("t", options: options)
        let open = (0..<lanes).map { _ in load.makeLane() }
        for (index, batch) in try Self.batches(lines, batchBytes: batchBytes).enumerated() {
            try await open[index % lanes].append(batch)
        }
        var staged: [StagedRows] = []
        for lane in open { staged.append(try await lane.finish()) }
        let summary = try await load.commit(staged)
        #expect(summary.rowCount == lines.count)
        return try await store.table("t")
    }

    /// The items that a table gives back.
    func items(of table: StoredTable) async throws -> [Item] {
        var items: [Item] = []
        for part in table.parts {
            var rows = try await table.items(of: part)
            while let batch = try rows.nextBatch() {
                for record in batch.records { items.append(batch.item(at: record.newImage)) }
            }
        }
        return items
    }

    /// The items of lines.
    static func items(_ lines: [String]) throws -> [Item] {
        try batches(lines).flatMap { batch in
            batch.records.map { batch.item(at: $0.newImage) }
        }
    }
}
