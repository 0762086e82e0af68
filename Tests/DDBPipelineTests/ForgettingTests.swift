import DDBConfiguration
import DDBPipeline
import DDBPipelineTestKit
import Synchronization
import Testing

/// What a source says is gone leaves whatever keeps positions.
@Suite struct ForgettingTests {
    private let context = ComponentContext()

    /// Saves in memory, and notes the most positions it was ever given.
    private final class Memory: PositionStore {
        private let state = Mutex((positions: PositionMap(), most: 0))

        var positions: PositionMap { state.withLock { $0.positions } }
        var most: Int { state.withLock { $0.most } }

        func restore() async throws -> PositionMap { positions }

        func save(_ positions: PositionMap) async throws {
            state.withLock { $0 = (positions, max($0.most, positions.count)) }
        }
    }

    @Test(arguments: [true, false])
    func `positions stay bounded while partitions come and go`(isTransactional: Bool) async throws {
        let source = TransientSource(partitionCount: 500, aliveCount: 5)
        let table = MemoryTable()
        let store = Memory()
        let cadence = CommitCadence(interval: .seconds(3600), rowCountMax: 3)
        let sink: any SinkComponent =
            isTransactional
            ? MemorySink(table: table, commitPolicy: .periodic(cadence))
            : MemoryAcknowledgingSink(table: table, heldCountMax: 2)
        let pipeline = Pipeline(
            source: source, sink: sink, settings: PipelineSettings(laneCount: 1))
        let runner = PipelineRunner(
            pipeline, context: context, keeping: isTransactional ? nil : store)
        let report = try await runner.run()
        #expect(table.ids.count == 500)
        #expect(report.positions.count == 5)
        let last = try source.last
        #expect(report.positions.progress.map(\.partition) == last)
        #expect((isTransactional ? table.positions : store.positions) == report.positions)
        // What was forgotten is told as everything is that moved.
        let heard = source.heard
        #expect(heard.filter(\.isForgotten).count == 495)
        #expect(PositionMap(heard) == report.positions)
    }

    @Test func `a partition that moves and is forgotten in one commit is forgotten`() async throws {
        let source = TransientSource(partitionCount: 20, aliveCount: 0)
        let table = MemoryTable()
        let pipeline = Pipeline(
            source: source, sink: MemorySink(table: table, commitPolicy: .atEnd),
            settings: PipelineSettings(laneCount: 1))
        let report = try await PipelineRunner(pipeline, context: context).run()
        #expect(table.ids.count == 20 && table.commitCount == 1)
        #expect(table.positions.isEmpty && report.positions.isEmpty)
    }
}

/// A source of partitions of one row each, of which a few are there at a time.
private final class TransientSource: SourceComponent {
    static let spec = ComponentSpec(
        name: "transient", kind: .source, summary: "Partitions that come and go.",
        delivery: .exactlyOnce, ordering: .withinPartition)

    private let partitionCount: Int
    private let aliveCount: Int
    private let steps = Mutex<[PartitionProgress]>([])

    init(partitionCount: Int, aliveCount: Int) {
        self.partitionCount = partitionCount
        self.aliveCount = aliveCount
    }

    init(options: Options, context: ComponentContext) throws {
        (partitionCount, aliveCount) = (0, 0)
    }

    var heard: [PartitionProgress] { steps.withLock { $0 } }

    /// The partitions that are there at the end.
    var last: [Partition] {
        get throws {
            try (partitionCount - aliveCount..<partitionCount).map(Self.partition)
        }
    }

    static func partition(_ number: Int) throws -> Partition {
        try Partition("p" + String(10_000 + number))
    }

    func open(from positions: PositionMap) async throws -> any SourceSession { Session(self) }

    private final class Session: SourceSession {
        let source: TransientSource
        private let isGiven = Atomic(false)

        init(_ source: TransientSource) { self.source = source }

        func nextReader() async throws -> (any SourceReader)? {
            isGiven.exchange(true, ordering: .relaxed) ? nil : Reader(source)
        }

        func delivered(_ progress: [PartitionProgress]) async throws {
            source.steps.withLock { $0 += progress }
        }
    }

    private final class Reader: SourceReader {
        private let source: TransientSource
        private var number = 0
        private var forgottenCount = 0

        init(_ source: TransientSource) { self.source = source }

        func next() async throws -> SourceStep {
            if number - forgottenCount > source.aliveCount {
                defer { forgottenCount += 1 }
                return .batch(
                    Batch(progress: [.forgotten(try TransientSource.partition(forgottenCount))]))
            }
            guard number < source.partitionCount else { return .end }
            defer { number += 1 }
            let step = PartitionProgress(
                try TransientSource.partition(number), try Position("1"), isFinished: true)
            return .batch(try TestItems.batch(["row-\(number)"], [step]))
        }
    }
}
