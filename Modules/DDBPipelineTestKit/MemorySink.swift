public import DDBConfiguration
public import DDBPipeline

/// A transactional sink into a ``MemoryTable``: the simplest that keeps every contract.
public struct MemorySink: SinkComponent {
    /// Name, options and guarantees.
    public static let spec = ComponentSpec(
        name: "memory", kind: .sink, summary: "Keeps items in memory.",
        fields: [
            OptionField(
                "commit-rows", .integer(1...Int(Int32.max)), default: 1000,
                summary: "The most rows of a commit.")
        ], delivery: .exactlyOnce, ordering: .withinPartition)

    /// Where the items are.
    public let table: MemoryTable
    private let commitPolicy: CommitPolicy
    private let faults: FaultPlan

    /// Creates a sink with a table of its own.
    public init(options: Options, context: ComponentContext) throws {
        let cadence = CommitCadence(
            interval: .seconds(3600), rowCountMax: try options.get("commit-rows"))
        self.init(table: MemoryTable(), commitPolicy: .periodic(cadence))
    }

    /// Creates a sink into a table.
    public init(
        table: MemoryTable, commitPolicy: CommitPolicy = .atEnd, faults: FaultPlan = FaultPlan()
    ) {
        self.table = table
        self.commitPolicy = commitPolicy
        self.faults = faults
    }

    /// Begins to write.
    public func open() async throws -> SinkSession {
        try faults.step("open sink")
        return .transactional(
            MemorySinkSession(table: table, commitPolicy: commitPolicy, faults: faults))
    }
}

/// A run of a ``MemorySink``.
final class MemorySinkSession: TransactionalSink {
    let commitPolicy: CommitPolicy
    private let table: MemoryTable
    private let faults: FaultPlan

    init(table: MemoryTable, commitPolicy: CommitPolicy, faults: FaultPlan) {
        self.table = table
        self.commitPolicy = commitPolicy
        self.faults = faults
    }

    func restore() async throws -> PositionMap {
        try faults.step("restore")
        return table.positions
    }

    func openLane() async throws -> MemoryLane {
        try faults.step("open lane")
        return MemoryLane(faults: faults)
    }

    func commit(_ staged: [[String]], _ progress: [PartitionProgress]) async throws {
        try faults.step("before the commit")
        table.commit(staged.flatMap { $0 }, progress)
        try faults.step("after the commit")
    }

    func abort() async {}
}

/// A lane of a ``MemorySink``; what it stages dies with it.
final class MemoryLane: StagingLane {
    private let faults: FaultPlan
    private var ids: [String] = []

    init(faults: FaultPlan) {
        self.faults = faults
    }

    func stage(_ batch: Batch) async throws -> [RecordReject] {
        try faults.step("stage")
        ids += TestItems.ids(of: batch.items)
        return []
    }

    func seal() async throws -> [String]? {
        try faults.step("seal")
        if ids.isEmpty { return nil }
        defer { ids.removeAll() }
        return ids
    }
}
