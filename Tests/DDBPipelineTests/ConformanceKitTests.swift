import DDBConfiguration
import DDBPipeline
import DDBPipelineTestKit
import Synchronization
import Testing

/// The kit is tested by components that break one demand each.
@Suite struct ConformanceKitTests {
    static let parts = RunnerTests.parts(3, rows: 25)

    @Test func `good fakes pass`() async {
        let source = MemorySource(parts: Self.parts, batchRowCount: 4)
        let sourceReport = await SourceConformance(spec: MemorySource.spec) {
            try await source.open(from: $0)
        }.run()
        #expect(sourceReport.isConforming, "\(sourceReport)")
        for policy in [CommitPolicy.atEnd, .periodic(CommitCadence())] {
            let report = await SinkConformance(spec: MemorySink.spec) {
                let table = MemoryTable()
                return SinkTarget(
                    open: { try await MemorySink(table: table, commitPolicy: policy).open() },
                    visibleIDs: { table.ids })
            }.run()
            #expect(report.isConforming, "\(report)")
            #expect(report.checks.count >= 10)
        }
        let acknowledging = await SinkConformance(spec: MemoryAcknowledgingSink.spec) {
            let table = MemoryTable()
            return SinkTarget(
                open: { try await MemoryAcknowledgingSink(table: table).open() },
                visibleIDs: { table.ids })
        }.run()
        #expect(acknowledging.isConforming, "\(acknowledging)")
    }

    @Test(arguments: BrokenSource.Defect.allCases)
    func `a broken source fails`(defect: BrokenSource.Defect) async {
        let source = BrokenSource(
            base: MemorySource(parts: Self.parts, batchRowCount: 4), defect: defect)
        var kit = SourceConformance(spec: MemorySource.spec) {
            try await source.open(from: $0)
        }
        kit.stepCountMax = 1000
        let report = await kit.run()
        #expect(!report.isConforming, "\(defect): \(report)")
    }

    @Test(arguments: BrokenSink.Defect.allCases)
    func `a broken transactional sink fails`(defect: BrokenSink.Defect) async {
        let report = await SinkConformance(spec: MemorySink.spec) {
            let table = MemoryTable()
            return SinkTarget(
                open: { .transactional(BrokenSink(table: table, defect: defect)) },
                visibleIDs: { table.ids })
        }.run()
        #expect(!report.isConforming, "\(defect): \(report)")
    }

    @Test(arguments: BrokenAcknowledgingSink.Defect.allCases)
    func `a broken acknowledging sink fails`(defect: BrokenAcknowledgingSink.Defect) async {
        let report = await SinkConformance(spec: MemoryAcknowledgingSink.spec) {
            let table = MemoryTable()
            return SinkTarget(
                open: { .acknowledging(BrokenAcknowledgingSink(table: table, defect: defect)) },
                visibleIDs: { table.ids })
        }.run()
        #expect(!report.isConforming, "\(defect): \(report)")
    }

    @Test func `a spec that promises more than its sink fails`() async {
        var spec = MemoryAcknowledgingSink.spec
        spec.delivery = .exactlyOnce
        let report = await SinkConformance(spec: spec) {
            let table = MemoryTable()
            return SinkTarget(
                open: { try await MemoryAcknowledgingSink(table: table).open() },
                visibleIDs: { table.ids })
        }.run()
        #expect(report.failures.count == 1, "\(report)")
    }
}

/// A memory source whose readers do one thing wrong.
final class BrokenSource: Sendable {
    enum Defect: CaseIterable {
        case losesAfterResuming, repeatsAfterResuming, ignoresFinished, dropsProgress
        case neverFinishes, goesOnAfterFinishing, staysAtOnePosition, neverEnds
        case ignoresCancellation, givesReadersTwice, sharesPartitions, givesOtherItemsEachTime
    }

    private let base: MemorySource
    private let defect: Defect
    private let openCount = Atomic(0)

    init(base: MemorySource, defect: Defect) {
        self.base = base
        self.defect = defect
    }

    func open(from positions: PositionMap) async throws -> any SourceSession {
        let count = openCount.wrappingAdd(1, ordering: .relaxed).newValue
        var changed = PositionMap()
        for step in positions.progress {
            let row = Int(step.position.text) ?? 0
            switch defect {
            case .losesAfterResuming:
                changed.advance([
                    PartitionProgress(
                        step.partition, try Position("\(min(25, row + 1))"),
                        isFinished: step.isFinished)
                ])
            case .repeatsAfterResuming where !step.isFinished:
                changed.advance([
                    PartitionProgress(step.partition, try Position("\(max(0, row - 1))"))
                ])
            case .ignoresFinished:
                if !step.isFinished { changed.advance([step]) }
            default:
                changed.advance([step])
            }
        }
        let session = try await base.open(from: changed)
        return Session(session, defect, isFirst: count == 1)
    }

    private final class Session: SourceSession {
        private let base: any SourceSession
        private let defect: Defect
        private let isFirst: Bool
        private let givenCount = Atomic(0)

        init(_ base: any SourceSession, _ defect: Defect, isFirst: Bool) {
            self.base = base
            self.defect = defect
            self.isFirst = isFirst
        }

        func nextReader() async throws -> (any SourceReader)? {
            let index = givenCount.wrappingAdd(1, ordering: .relaxed).newValue
            if defect == .givesReadersTwice, index == 4 {
                return try await MemorySource(parts: ConformanceKitTests.parts)
                    .open(from: PositionMap()).nextReader()
            }
            guard let reader = try await base.nextReader() else { return nil }
            return Reader(reader, defect, isFirst: isFirst)
        }
    }

    private final class Reader: SourceReader {
        private let base: any SourceReader
        private let defect: Defect
        private let isFirst: Bool
        private var last: Batch?

        init(_ base: any SourceReader, _ defect: Defect, isFirst: Bool) {
            self.base = base
            self.defect = defect
            self.isFirst = isFirst
        }

        func next() async throws -> SourceStep {
            if defect == .ignoresCancellation, Task.isCancelled { return .idle }
            let step = try await base.next()
            guard case .batch(let batch) = step else {
                if defect == .neverEnds { return .idle }
                if defect == .goesOnAfterFinishing, let last {
                    self.last = nil
                    return .batch(last)
                }
                return step
            }
            last = batch
            return .batch(try changed(batch))
        }

        private func changed(_ batch: Batch) throws -> Batch {
            switch defect {
            case .dropsProgress:
                return Batch(items: batch.items, progress: [])
            case .neverFinishes:
                return Batch(
                    items: batch.items,
                    progress: batch.progress.map {
                        PartitionProgress($0.partition, $0.position)
                    })
            case .staysAtOnePosition:
                let position = try Position("0")
                return Batch(
                    items: batch.items,
                    progress: batch.progress.map {
                        PartitionProgress($0.partition, position, isFinished: $0.isFinished)
                    })
            case .sharesPartitions:
                let partition = try Partition("all")
                return Batch(
                    items: batch.items,
                    progress: batch.progress.map { PartitionProgress(partition, $0.position) })
            case .givesOtherItemsEachTime:
                if isFirst { return batch }
                return Batch(items: try TestItems.items(["other"]), progress: batch.progress)
            default:
                return batch
            }
        }
    }
}

/// A transactional sink that does one thing wrong.
final class BrokenSink: TransactionalSink {
    enum Defect: CaseIterable {
        case showsStagedRows, showsSealedRows, forgetsPositions, forgetsRows, abortKeepsStagedRows
        case keepsPositionsOfUncommittedRows, commitsRowsThatWereNotNamed, mergesNoPositions
        case sealsNothing, loosesFinished, forgetsNoPartition
    }

    private struct State {
        var uncommitted: [String] = []
        var seen: [PartitionProgress] = []
    }

    let commitPolicy = CommitPolicy.periodic(CommitCadence())
    private let table: MemoryTable
    private let defect: Defect
    private let state = Mutex(State())

    init(table: MemoryTable, defect: Defect) {
        self.table = table
        self.defect = defect
    }

    func restore() async throws -> PositionMap {
        if defect == .mergesNoPositions {
            return PositionMap(table.positions.progress.prefix(1))
        }
        if defect == .loosesFinished {
            return PositionMap(
                table.positions.progress.map { PartitionProgress($0.partition, $0.position) })
        }
        return table.positions
    }

    func openLane() async throws -> Lane { Lane(self) }

    func commit(_ staged: [[String]], _ progress: [PartitionProgress]) async throws {
        var ids = staged.flatMap { $0 }
        if defect == .commitsRowsThatWereNotNamed { ids = state.withLock { $0.uncommitted } }
        if defect == .forgetsRows { ids = Array(ids.dropLast()) }
        if defect == .showsStagedRows || defect == .showsSealedRows { ids = [] }
        var progress = progress
        if defect == .forgetsNoPartition { progress.removeAll(where: \.isForgotten) }
        table.commit(ids, defect == .forgetsPositions ? [] : progress)
    }

    func abort() async {
        if defect == .abortKeepsStagedRows {
            table.commit(state.withLock { $0.uncommitted }, [])
        }
    }

    final class Lane: StagingLane {
        private let sink: BrokenSink
        private var ids: [String] = []

        init(_ sink: BrokenSink) {
            self.sink = sink
        }

        func stage(_ batch: Batch) async throws -> [RecordReject] {
            let new = TestItems.ids(of: batch.items)
            ids += new
            sink.state.withLock { $0.uncommitted += new }
            if sink.defect == .showsStagedRows { sink.table.commit(new, []) }
            if sink.defect == .keepsPositionsOfUncommittedRows {
                sink.table.commit([], batch.progress)
            }
            return []
        }

        func seal() async throws -> [String]? {
            if sink.defect == .showsSealedRows { sink.table.commit(ids, []) }
            defer { ids = [] }
            return ids.isEmpty || sink.defect == .sealsNothing ? nil : ids
        }
    }
}

/// An acknowledging sink that does one thing wrong.
final class BrokenAcknowledgingSink: AcknowledgingSink {
    enum Defect: CaseIterable {
        case acknowledgesTwice, neverAcknowledges, acknowledgesWithoutWriting, fails
        case rejectsWhatIsNotThere, rejectsWhatItKeeps, losesAtTheEnd, doublesRows
    }

    private let table: MemoryTable
    private let defect: Defect
    private let lost = Mutex<[String]>([])

    init(table: MemoryTable, defect: Defect) {
        self.table = table
        self.defect = defect
    }

    func openLane() async throws -> any AcknowledgingLane { Lane(self) }

    private final class Lane: AcknowledgingLane {
        private let sink: BrokenAcknowledgingSink

        init(_ sink: BrokenAcknowledgingSink) {
            self.sink = sink
        }

        func write(_ batch: Batch, _ delivery: Delivery) async throws {
            let ids = TestItems.ids(of: batch.items)
            switch sink.defect {
            case .acknowledgesWithoutWriting: break
            case .losesAtTheEnd: sink.table.commit(Array(ids.dropLast()), [])
            case .doublesRows: sink.table.commit(ids + ids.prefix(1), [])
            default: sink.table.commit(ids, [])
            }
            switch sink.defect {
            case .neverAcknowledges: break
            case .fails: delivery.fail(CancellationError())
            case .acknowledgesTwice:
                delivery.acknowledge()
                delivery.acknowledge()
            case .rejectsWhatIsNotThere:
                delivery.acknowledge(rejects: [RecordReject(recordIndex: 99, reason: "no")])
            case .rejectsWhatItKeeps:
                delivery.acknowledge(rejects: [RecordReject(recordIndex: 0, reason: "no")])
            default: delivery.acknowledge()
            }
        }

        func flush() async throws {}
    }
}
