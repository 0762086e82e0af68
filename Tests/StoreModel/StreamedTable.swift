public import DDBAttributes
import DDBBase
import DDBSchema
public import DDBStore

/// The commits of a stream of changes that has no end: what a process that may be killed writes,
/// and what others must find.
public struct StreamedTable: Sendable {
    /// What the stream hangs on.
    public let seed: UInt64
    /// Makes the changes.
    public let generator: ChangeGenerator
    private let changeCount: Int

    /// Names the stream.
    ///
    /// - Parameter changeCount: The changes of each commit.
    public init(seed: UInt64, changeCount: Int) {
        var shape = ModelShape()
        shape.keySpace = 400
        shape.commitsPerStep = 30
        self.seed = seed
        generator = ChangeGenerator(seed: seed, shape: shape)
        self.changeCount = changeCount
    }

    /// The changes of a commit.
    public func changes(_ commit: Int) throws -> [GeneratedChange] {
        try generator.changes(ofCommit: commit, count: changeCount)
    }

    /// A table that a load makes before the stream's first commit: what a few commits of another
    /// stream come to.
    public func loaded() throws -> TableModel {
        var other = FollowedModel(StreamedTable(seed: seed &+ 500, changeCount: changeCount))
        try other.advance(to: 3)
        var model = other.model
        model.forgetOrders()
        return model
    }

    /// Loads that table, in the place of one that is there.
    ///
    /// - Parameter onStep: Is told after how many of its batches there is a checkpoint.
    public func load(into store: TableStore, onStep: (Int) -> Void) async throws {
        var options = LoadOptions(
            plan: .automatic, keys: ["pk"], timestamp: Instant(microseconds: 0))
        options.replacesTable = true
        options.source = "\(seed)"
        options.parts.rowGroupRowsMax = 20
        let load = try await store.load("t", options: options)
        let batches = try ChangeBatches.items(of: loaded().lines, batchBytes: 4096)
        let first = load.positions.first?.position.flatMap { Int($0) } ?? 0
        onStep(first)
        for number in first..<batches.count {
            let lane = load.makeLane()
            try await lane.append(batches[number])
            let position = SavedPosition(partition: "file", position: "\(number + 1)")
            try await load.checkpoint([lane.finish()], [position])
            onStep(number + 1)
        }
        _ = try await load.commit()
    }

    /// The last commit that a writer has found or made.
    public static func last(of writer: TableWriter) -> Int {
        let position = writer.positions.first { $0.partition == "source" }?.position
        return position.flatMap { Int($0) } ?? 0
    }

    /// Makes a commit.
    public func commit(_ number: Int, in writer: TableWriter) async throws {
        let lane = writer.makeLane()
        do {
            for batch in try ChangeBatches.batches(of: changes(number)) {
                _ = try await lane.append(batch)
            }
            let staged = try await lane.seal()
            _ = try await writer.commit(
                staged.map { [$0] } ?? [],
                [SavedPosition(partition: "source", position: "\(number)")])
        } catch {
            await lane.abandon()
            throw error
        }
    }

    /// The commit whose number all fences of some items have; nil where they differ.
    public static func fence(of items: [Item]) -> Int? {
        let fences = Set(items.compactMap { $0["fence"] })
        guard fences.count == 1, case .number(let number)? = fences.first else { return nil }
        return number.int64.map(Int.init)
    }

    /// All items of a table.
    public static func items(of table: StoredTable) async throws -> [Item] {
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
