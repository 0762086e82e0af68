public import DDBConfiguration
public import DDBPipeline
import Synchronization

/// A source of ids in memory: each partition a list, positions the number of ids read.
///
/// It is the simplest source that keeps every contract, so that plugin authors can read it.
public struct MemorySource: SourceComponent {
    /// A partition and its ids.
    public struct Part: Sendable {
        /// The partition's name.
        public var name: String
        /// The ids.
        public var ids: [String]

        /// Creates a part.
        public init(name: String, ids: [String]) {
            self.name = name
            self.ids = ids
        }
    }

    /// Name, options and guarantees.
    public static let spec = ComponentSpec(
        name: "memory", kind: .source, summary: "Generates numbered items.",
        fields: [
            OptionField("rows", .integer(0...100_000_000), default: 1000, summary: "Items of all."),
            OptionField("partitions", .integer(1...10_000), default: 1, summary: "Partitions."),
            OptionField(
                "batch-rows", .integer(1...100_000), default: 100, summary: "Items of a batch."),
        ], delivery: .exactlyOnce, ordering: .withinPartition)

    private let parts: [Part]
    private let batchRowCount: Int
    private let faults: FaultPlan

    /// Creates a source of numbered items.
    public init(options: Options, context: ComponentContext) throws {
        let rowCount: Int = try options.get("rows")
        let partCount: Int = try options.get("partitions")
        let parts = (0..<partCount).map { part in
            Part(
                name: "part-\(part)",
                ids: stride(from: part, to: rowCount, by: partCount).map { "row-\($0)" })
        }
        self.init(parts: parts, batchRowCount: try options.get("batch-rows"))
    }

    /// Creates a source of given ids.
    public init(parts: [Part], batchRowCount: Int = 100, faults: FaultPlan = FaultPlan()) {
        self.parts = parts
        self.batchRowCount = batchRowCount
        self.faults = faults
    }

    /// All ids.
    public var ids: [String] { parts.flatMap(\.ids) }

    /// Begins to read.
    public func open(from positions: PositionMap) async throws -> any SourceSession {
        try faults.step("open source")
        let pending = try parts.compactMap { part -> MemoryReader.Seed? in
            let partition = try Partition(part.name)
            if positions[partition]?.isFinished == true { return nil }
            let start = positions[partition].flatMap { Int($0.position.text) } ?? 0
            return MemoryReader.Seed(
                partition: partition, ids: part.ids, start: start, batchRowCount: batchRowCount,
                faults: faults)
        }
        return MemorySession(pending: pending, rowCount: ids.count)
    }
}

private final class MemorySession: SourceSession {
    private let pending: Mutex<[MemoryReader.Seed]>
    private let rowCount: Int

    init(pending: [MemoryReader.Seed], rowCount: Int) {
        self.pending = Mutex(pending)
        self.rowCount = rowCount
    }

    var totals: SourceTotals { SourceTotals(rowCount: rowCount) }

    func nextReader() async throws -> (any SourceReader)? {
        let seed = pending.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        return seed.map(MemoryReader.init)
    }
}

private final class MemoryReader: SourceReader {
    /// What a reader is made of in the lane that reads it.
    struct Seed: Sendable {
        let partition: Partition
        let ids: [String]
        let start: Int
        let batchRowCount: Int
        let faults: FaultPlan
    }

    private let seed: Seed
    private var index: Int
    private var isFinished = false

    init(_ seed: Seed) {
        self.seed = seed
        index = seed.start
    }

    var partition: Partition? { seed.partition }

    func next() async throws -> SourceStep {
        try Task.checkCancellation()
        if isFinished { return .end }
        try seed.faults.step("read \(seed.partition)")
        let end = min(seed.ids.count, index + seed.batchRowCount)
        isFinished = end == seed.ids.count
        let progress = PartitionProgress(
            seed.partition, try Position(String(end)), isFinished: isFinished)
        defer { index = end }
        return .batch(try TestItems.batch(Array(seed.ids[index..<end]), [progress]))
    }
}
