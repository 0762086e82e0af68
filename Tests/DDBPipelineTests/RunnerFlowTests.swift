import DDBConfiguration
import DDBPipeline
import DDBPipelineTestKit
import Synchronization
import Testing

/// How much a run holds, and what it tells its components on the way.
@Suite struct RunnerFlowTests {
    let context = ComponentContext()

    @Test(arguments: [1, 3], [1, 25, 60])
    func `lanes hold no more rows than the buffer and one batch each`(
        laneCount: Int, rowCountMax: Int
    ) async throws {
        let source = MemorySource(parts: RunnerTests.parts(6, rows: 100), batchRowCount: 10)
        let sink = HoldingSink()
        let pipeline = Pipeline(
            source: source, sink: sink,
            settings: PipelineSettings(laneCount: laneCount, bufferRowCountMax: rowCountMax))
        let report = try await PipelineRunner(pipeline, context: context).run()
        #expect(report.counts.rowsWritten == 600)
        let most = sink.heldRowCountMost
        #expect(most > 0 && most < rowCountMax + 10 * laneCount, "held \(most)")
    }

    @Test func `the number of unacknowledged batches is bounded`() async throws {
        let source = MemorySource(parts: RunnerTests.parts(1, rows: 100), batchRowCount: 1)
        let sink = HoldingSink()
        let pipeline = Pipeline(
            source: source, sink: sink,
            settings: PipelineSettings(laneCount: 1, inFlightCountMax: 7))
        _ = try await PipelineRunner(pipeline, context: context).run()
        #expect(sink.heldRowCountMost == 7)
    }

    @Test(arguments: [true, false])
    func `the source hears what is durable, in order`(isTransactional: Bool) async throws {
        let source = ListeningSource(
            base: MemorySource(parts: RunnerTests.parts(3, rows: 50), batchRowCount: 10))
        let table = MemoryTable()
        let cadence = CommitCadence(interval: .seconds(3600), rowCountMax: 30)
        let sink: any SinkComponent =
            isTransactional
            ? MemorySink(table: table, commitPolicy: .periodic(cadence))
            : MemoryAcknowledgingSink(table: table, heldCountMax: 2)
        let pipeline = Pipeline(
            source: source, sink: sink, settings: PipelineSettings(laneCount: 2))
        let report = try await PipelineRunner(pipeline, context: context).run()
        var heard = PositionMap()
        for step in source.heard {
            let before = heard[step.partition].flatMap { Int($0.position.text) } ?? 0
            #expect(Int(step.position.text) ?? 0 > before)
            heard.advance([step])
        }
        #expect(heard == report.positions && report.positions == table.positions)
    }

    @Test func `a lane of the sink hears that the source is idle`() async throws {
        let source = ListeningSource(
            base: MemorySource(parts: RunnerTests.parts(1, rows: 20), batchRowCount: 10),
            idleCount: 2)
        let sink = HoldingSink()
        let pipeline = Pipeline(
            source: source, sink: sink, settings: PipelineSettings(laneCount: 1))
        _ = try await PipelineRunner(pipeline, context: context).run()
        #expect(sink.idleCount == 2)
    }
}

/// Acknowledges only when it is flushed, and notes how many rows it held at most.
private final class HoldingSink: SinkComponent, AcknowledgingSink {
    static let spec = ComponentSpec(
        name: "holding", kind: .sink, summary: "Holds everything.", delivery: .atLeastOnce,
        ordering: .withinPartition)

    private let held = Atomic(0)
    private let most = Atomic(0)
    private let idle = Atomic(0)

    init() {}

    init(options: Options, context: ComponentContext) throws {}

    var heldRowCountMost: Int { most.load(ordering: .relaxed) }
    var idleCount: Int { idle.load(ordering: .relaxed) }

    func open() async throws -> SinkSession { .acknowledging(self) }

    func openLane() async throws -> any AcknowledgingLane { Lane(self) }

    private final class Lane: AcknowledgingLane {
        private let sink: HoldingSink
        private var deliveries: [(Delivery, Int)] = []

        init(_ sink: HoldingSink) {
            self.sink = sink
        }

        func write(_ batch: Batch, _ delivery: Delivery) async throws {
            deliveries.append((delivery, batch.rowCount))
            let held = sink.held.wrappingAdd(batch.rowCount, ordering: .relaxed).newValue
            sink.most.max(held, ordering: .relaxed)
        }

        func flush() async throws {
            for (delivery, rowCount) in deliveries {
                sink.held.wrappingSubtract(rowCount, ordering: .relaxed)
                delivery.acknowledge()
            }
            deliveries.removeAll()
        }

        func sourceIsIdle() async throws { sink.idle.wrappingAdd(1, ordering: .relaxed) }
    }
}

/// A memory source that notes what it is told, and idles before its first batch.
private final class ListeningSource: SourceComponent {
    static let spec = MemorySource.spec

    private let base: MemorySource
    private let idleCount: Int
    private let steps = Mutex<[PartitionProgress]>([])

    init(base: MemorySource, idleCount: Int = 0) {
        self.base = base
        self.idleCount = idleCount
    }

    init(options: Options, context: ComponentContext) throws {
        base = try MemorySource(options: options, context: context)
        idleCount = 0
    }

    var heard: [PartitionProgress] { steps.withLock { $0 } }

    func open(from positions: PositionMap) async throws -> any SourceSession {
        Session(self, try await base.open(from: positions))
    }

    private final class Session: SourceSession {
        private let source: ListeningSource
        private let base: any SourceSession

        init(_ source: ListeningSource, _ base: any SourceSession) {
            self.source = source
            self.base = base
        }

        func nextReader() async throws -> (any SourceReader)? {
            guard let reader = try await base.nextReader() else { return nil }
            return Reader(reader, idleCount: source.idleCount)
        }

        func delivered(_ progress: [PartitionProgress]) async throws {
            source.steps.withLock { $0 += progress }
        }
    }

    private final class Reader: SourceReader {
        private let base: any SourceReader
        private var idleCount: Int

        init(_ base: any SourceReader, idleCount: Int) {
            self.base = base
            self.idleCount = idleCount
        }

        func next() async throws -> SourceStep {
            guard idleCount > 0 else { return try await base.next() }
            idleCount -= 1
            return .idle
        }
    }
}
