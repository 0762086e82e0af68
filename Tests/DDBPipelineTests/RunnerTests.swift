import DDBAttributes
import DDBConfiguration
import DDBPipeline
import DDBPipelineTestKit
import Synchronization
import Testing

@Suite struct RunnerTests {
    let context = ComponentContext()

    static func parts(_ count: Int, rows: Int) -> [MemorySource.Part] {
        (0..<count).map { part in
            MemorySource.Part(
                name: "part-\(part)", ids: (0..<rows).map { "p\(part)-r\($0)" })
        }
    }

    @Test(arguments: [1, 4])
    func `everything goes through, once`(laneCount: Int) async throws {
        let source = MemorySource(parts: Self.parts(7, rows: 95), batchRowCount: 10)
        let table = MemoryTable()
        let pipeline = Pipeline(
            source: source, sink: MemorySink(table: table),
            settings: PipelineSettings(laneCount: laneCount))
        let report = try await PipelineRunner(pipeline, context: context).run()
        #expect(table.ids.sorted() == source.ids.sorted())
        #expect(table.commitCount == 1)
        #expect(report.positions == table.positions)
        #expect(report.positions.progress.allSatisfy { $0.isFinished && $0.position.text == "95" })
        #expect(report.counts.rowsRead == 665 && report.counts.rowsWritten == 665)
        #expect(report.counts.batchesRead == 70 && report.counts.readersFinished == 7)
        #expect(report.counts.totals.rowCount == 665 && !report.isDrained)
    }

    @Test func `commits come by rows, each with the positions of its rows`() async throws {
        let source = MemorySource(parts: Self.parts(3, rows: 100), batchRowCount: 10)
        let table = MemoryTable()
        let cadence = CommitCadence(interval: .seconds(3600), rowCountMax: 40)
        let pipeline = Pipeline(
            source: source, sink: MemorySink(table: table, commitPolicy: .periodic(cadence)),
            settings: PipelineSettings(laneCount: 2))
        let report = try await PipelineRunner(pipeline, context: context).run()
        #expect(table.ids.sorted() == source.ids.sorted())
        #expect(table.commitCount > 2 && report.counts.commitCount == table.commitCount)
    }

    /// Breaks a run at its nth operation, resumes it, and does so for every n: whatever broke, the
    /// table holds whole commits, and in the end everything once.
    @Test(arguments: [CommitPolicy.atEnd, .periodic(CommitCadence(rowCountMax: 20))], [1, 3])
    func `a run that breaks anywhere resumes without loss or doubling`(
        policy: CommitPolicy, laneCount: Int
    ) async throws {
        var failing = 0
        while true {
            let table = MemoryTable()
            let faults = FaultPlan(failing: failing)
            var runCount = 0
            while true {
                let source = MemorySource(
                    parts: Self.parts(3, rows: 35), batchRowCount: 10, faults: faults)
                let pipeline = Pipeline(
                    source: source,
                    sink: MemorySink(table: table, commitPolicy: policy, faults: faults),
                    settings: PipelineSettings(laneCount: laneCount))
                runCount += 1
                do {
                    _ = try await PipelineRunner(pipeline, context: context).run()
                } catch let error as PipelineError where error.cause is FaultPlan.InjectedFault {
                    let rows = table.positions.progress.compactMap { Int($0.position.text) }
                    #expect(table.ids.count == rows.reduce(0, +), "failing \(failing)")
                    continue
                }
                #expect(table.ids.sorted() == source.ids.sorted(), "failing \(failing)")
                break
            }
            if runCount == 1 { break }
            failing += 1
        }
        #expect(failing > 20)
    }

    @Test(arguments: [0, 3, 1000])
    func `acknowledgements in any order move positions`(held: Int) async throws {
        let source = MemorySource(parts: Self.parts(5, rows: 95), batchRowCount: 10)
        let table = MemoryTable()
        let pipeline = Pipeline(
            source: source, sink: MemoryAcknowledgingSink(table: table, heldCountMax: held),
            settings: PipelineSettings(laneCount: 2, bufferRowCountMax: 25, inFlightCountMax: 9))
        let report = try await PipelineRunner(pipeline, context: context).run()
        #expect(table.ids.sorted() == source.ids.sorted())
        #expect(report.positions == table.positions)
        #expect(report.counts.rowsWritten == 475)
    }

    @Test func `rejects beyond the limit fail the run, and below it are reported`() async throws {
        let source = MemorySource(parts: Self.parts(2, rows: 50), batchRowCount: 10)
        func pipeline(_ rejectCountMax: Int) -> Pipeline {
            Pipeline(
                source: source,
                sink: MemoryAcknowledgingSink(table: MemoryTable(), heldCountMax: 2) {
                    $0 == "p1-r25"
                }, settings: PipelineSettings(laneCount: 1, rejectCountMax: rejectCountMax))
        }
        let failing = PipelineRunner(pipeline(0), context: context)
        let error = await #expect(throws: PipelineError.self) { try await failing.run() }
        #expect(error?.code == .rejected)
        #expect(error?.description.contains("p1-r25") == false)
        #expect(
            error?.message.contains("one (part-1, line 6) because: not wanted.") == true,
            "\(error as Any)")
        let stuck = try Partition("part-1")
        #expect(failing.positions[stuck]?.position.text != "50", "the reject holds it back")
        let report = try await PipelineRunner(pipeline(1), context: context).run()
        #expect(report.counts.rowsRejected == 1 && report.counts.rowsWritten == 99)
        let reject = try #require(report.rejects.first)
        #expect(report.rejects.count == 1 && reject.place == "part-1, line 6")
        #expect(reject.recordIndex == 5 && reject.reason == "not wanted")
    }

    @Test func `the remedy for rejects is what the sink offers`() async throws {
        let source = MemorySource(parts: Self.parts(1, rows: 10), batchRowCount: 10)
        let sink = MemoryAcknowledgingSink(table: MemoryTable()) { $0 == "p0-r3" }
        let error = await #expect(throws: PipelineError.self) {
            try await PipelineRunner(Pipeline(source: source, sink: sink), context: context).run()
        }
        #expect(error?.message.contains("Raise 'settings.rejects-max'") == true)
    }

    @Test func `an acknowledging run goes on from the positions of a broken one`() async throws {
        let source = MemorySource(parts: Self.parts(2, rows: 50), batchRowCount: 10)
        for failing in 0..<10 {
            let table = MemoryTable()
            func pipeline(_ faults: FaultPlan) -> Pipeline {
                Pipeline(
                    source: source,
                    sink: MemoryAcknowledgingSink(table: table, heldCountMax: 1, faults: faults),
                    settings: PipelineSettings(laneCount: 1))
            }
            let broken = PipelineRunner(pipeline(FaultPlan(failing: failing)), context: context)
            await #expect(throws: PipelineError.self) { try await broken.run() }
            let next = PipelineRunner(
                pipeline(FaultPlan()), context: context, from: broken.positions)
            _ = try await next.run()
            #expect(Set(table.ids) == Set(source.ids), "failing \(failing)")
            #expect(table.ids.count <= source.ids.count + 20, "at most the held batches twice")
        }
    }

    @Test func `a failing sink names itself and stops every lane`() async throws {
        let pipeline = Pipeline(
            source: MemorySource(parts: Self.parts(8, rows: 500), batchRowCount: 5),
            sink: MemoryAcknowledgingSink(
                table: MemoryTable(), heldCountMax: 1, faults: FaultPlan(failing: 17)),
            settings: PipelineSettings(laneCount: 4, bufferRowCountMax: 10))
        let error = await #expect(throws: PipelineError.self) {
            try await PipelineRunner(pipeline, context: context).run()
        }
        #expect(error?.code == .sinkFailed && error?.component == "memory-acknowledging sink")
    }

    @Test func `a failing source names itself and the partition`() async throws {
        let source = MemorySource(
            parts: Self.parts(1, rows: 50), batchRowCount: 10, faults: FaultPlan(failing: 3))
        let pipeline = Pipeline(source: source, sink: MemorySink(table: MemoryTable()))
        let error = await #expect(throws: PipelineError.self) {
            try await PipelineRunner(pipeline, context: context).run()
        }
        #expect(
            error?.description == "memory source: part-0: injected fault: read part-0")
        #expect(error?.code == .sourceFailed && error?.disposition == .retry)
    }

    @Test func `transforms change items and positions stay`() async throws {
        let source = MemorySource(parts: Self.parts(2, rows: 40), batchRowCount: 10)
        let table = MemoryTable()
        let pipeline = Pipeline(
            source: source, transforms: [DropIDs { $0.hasPrefix("p0") }],
            sink: MemorySink(table: table))
        let report = try await PipelineRunner(pipeline, context: context).run()
        #expect(table.ids.sorted() == source.ids.filter { $0.hasPrefix("p1") }.sorted())
        #expect(report.positions.progress.allSatisfy { $0.isFinished })
    }

    @Test func `cancelling throws and leaves what is committed`() async throws {
        let table = MemoryTable()
        let pipeline = Pipeline(
            source: EndlessSource(), sink: MemorySink(table: table),
            settings: PipelineSettings(laneCount: 3))
        let runner = PipelineRunner(pipeline, context: context)
        let running = Task { try await runner.run() }
        while runner.counters.snapshot.batchesRead < 5 { await Task.yield() }
        running.cancel()
        await #expect(throws: CancellationError.self) { try await running.value }
        #expect(table.ids.isEmpty && table.commitCount == 0)
    }

    @Test func `draining ends in order and commits`() async throws {
        let table = MemoryTable()
        let pipeline = Pipeline(
            source: EndlessSource(), sink: MemorySink(table: table),
            settings: PipelineSettings(laneCount: 3))
        let runner = PipelineRunner(pipeline, context: context)
        let running = Task { try await runner.run() }
        while runner.counters.snapshot.batchesRead < 5 { await Task.yield() }
        runner.drain()
        let report = try await running.value
        #expect(report.isDrained && table.commitCount == 1)
        #expect(table.ids.count == report.counts.rowsRead)
        #expect(report.positions == table.positions)
    }

    @Test func `a partition that two readers give is refused`() async throws {
        let parts = Self.parts(1, rows: 5) + Self.parts(1, rows: 5)
        let source = MemorySource(parts: parts, batchRowCount: 1)
        let barrier = Barrier(count: 2)
        let pipeline = Pipeline(
            source: source, transforms: [barrier], sink: MemorySink(table: MemoryTable()),
            settings: PipelineSettings(laneCount: 2))
        let error = await #expect(throws: PipelineError.self) {
            try await PipelineRunner(pipeline, context: context).run()
        }
        #expect(error?.code == .contractBroken)
    }
}

/// Drops items by id.
private struct DropIDs: TransformComponent {
    static let spec = ComponentSpec(
        name: "drop-ids", kind: .transform, summary: "Drops items.", delivery: .exactlyOnce,
        ordering: .withinPartition)

    let isDropped: @Sendable (String) -> Bool

    init(_ isDropped: @escaping @Sendable (String) -> Bool) {
        self.isDropped = isDropped
    }

    init(options: Options, context: ComponentContext) throws {
        self.init { _ in false }
    }

    func apply(_ items: ItemBatch) async throws -> ItemBatch {
        var items = items
        let ids = TestItems.ids(of: items)
        items.records = zip(items.records, ids).filter { !isDropped($0.1) }.map(\.0)
        return items
    }
}

/// Holds lanes until so many of them have a batch.
private final class Barrier: TransformComponent {
    static let spec = ComponentSpec(
        name: "barrier", kind: .transform, summary: "Waits.", delivery: .exactlyOnce,
        ordering: .withinPartition)

    private let count: Int
    private let arrived = Atomic(0)

    init(count: Int) {
        self.count = count
    }

    init(options: Options, context: ComponentContext) throws {
        count = 1
    }

    func apply(_ items: ItemBatch) async throws -> ItemBatch {
        arrived.wrappingAdd(1, ordering: .relaxed)
        while arrived.load(ordering: .relaxed) < count { await Task.yield() }
        return items
    }
}

/// Gives items for ever, in one reader, idling in between.
private final class EndlessSource: SourceComponent, SourceSession, SourceReader {
    static let spec = ComponentSpec(
        name: "endless", kind: .source, summary: "Never ends.", delivery: .exactlyOnce,
        ordering: .withinPartition, boundedness: .unbounded)

    private let count = Atomic(0)
    private let isTaken = Atomic(false)

    init() {}

    init(options: Options, context: ComponentContext) throws {}

    func open(from positions: PositionMap) async throws -> any SourceSession { self }

    func nextReader() async throws -> (any SourceReader)? {
        isTaken.exchange(true, ordering: .relaxed) ? nil : self
    }

    func next() async throws -> SourceStep {
        let index = count.wrappingAdd(1, ordering: .relaxed).newValue
        if index % 3 == 0 { return .idle }
        let progress = PartitionProgress(try Partition("p"), try Position("\(index)"))
        return .batch(try TestItems.batch(["id-\(index)"], [progress]))
    }

    func close() async {}
}
