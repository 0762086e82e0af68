import DDBBase
import Logging
import Synchronization

/// Runs a pipeline once.
///
/// Lanes, each on a thread of a pool of their own, take a reader from the source and carry its
/// batches through the transforms into a lane of the sink; with as many lanes as there are
/// processors, reading, changing and writing use all of them and batches stay in one processor's
/// cache.
///
/// ```swift
/// let runner = PipelineRunner(pipeline, context: ComponentContext())
/// let report = try await runner.run()
/// print(report.counts.rowsWritten)
/// ```
public final class PipelineRunner: Sendable {
    /// What has been done so far.
    public let counters = PipelineCounters()

    private let pipeline: Pipeline
    private let context: ComponentContext
    private let startingPositions: PositionMap
    private let positionStore: (any PositionStore)?
    private let hasStarted = Atomic(false)
    private let isDraining = Atomic(false)
    private let output = Mutex<(any RunOutput)?>(nil)

    /// Creates a runner.
    ///
    /// - Parameters:
    ///   - pipeline: What to run.
    ///   - context: Log, metrics and time.
    ///   - positions: Where to start with a sink that keeps no positions itself; a transactional
    ///     sink's own are used instead.
    ///   - positionStore: Where such a sink's positions are kept, every second and at the end; what
    ///     it has is started from instead of `positions`.
    public init(
        _ pipeline: Pipeline, context: ComponentContext,
        from positions: PositionMap = PositionMap(),
        keeping positionStore: (any PositionStore)? = nil
    ) {
        self.pipeline = pipeline
        self.context = context
        startingPositions = positions
        self.positionStore = positionStore
    }

    /// The positions that the sink holds durably now, also after a failure.
    ///
    /// With a sink that keeps no positions itself, another run starts from them.
    public var positions: PositionMap {
        output.withLock { $0 }?.positions ?? startingPositions
    }

    /// Ends the run in order: lanes finish the batch that they have, everything is committed, and
    /// ``run()`` returns.
    public func drain() { isDraining.store(true, ordering: .releasing) }

    /// Runs until the source ends, somebody drains the run, or something fails.
    ///
    /// After a failure or a cancellation nothing staged remains; what was committed stays, and
    /// another run continues from there.
    ///
    /// - Throws: ``PipelineError``, or `CancellationError` when the task is cancelled and no more
    ///   records were rejected than are allowed.
    public func run() async throws -> PipelineReport {
        let isFirst = !hasStarted.exchange(true, ordering: .acquiringAndReleasing)
        precondition(isFirst, "a runner runs once")
        let pool = ThreadPool(threadCount: max(1, pipeline.settings.laneCount))
        return try await withTaskExecutorPreference(pool) { try await runOnPool() }
    }

    private var sourceTitle: String { type(of: pipeline.source).spec.title }
    private var sinkTitle: String { type(of: pipeline.sink).spec.title }

    private func runOnPool() async throws -> PipelineReport {
        let start = context.time.monotonicNanoseconds
        let session: SinkSession
        do {
            session = try await pipeline.sink.open()
        } catch {
            throw PipelineError.wrap(error, .sinkFailed, component: sinkTitle)
        }
        try await check(session)
        var report: PipelineReport
        switch session {
        case .acknowledging(let sink):
            report = try await run(acknowledging: sink)
        case .staging(let sink):
            report = try await run(staging: sink)
        case .transactional(let sink):
            report = try await run(transactional: sink)
        }
        let elapsed = context.time.monotonicNanoseconds &- start
        report.duration = .nanoseconds(Int64(clamping: elapsed))
        context.logger.debug(
            "pipeline ended",
            metadata: [
                "pipeline": "\(pipeline.name)", "rows": "\(report.counts.rowsWritten)",
                "rejected": "\(report.counts.rowsRejected)", "drained": "\(report.isDrained)",
            ])
        return report
    }

    /// Refuses a sink that the positions, or a source without end, do not go with.
    private func check(_ session: SinkSession) async throws {
        let isEndless = type(of: pipeline.source).spec.boundedness == .unbounded
        switch session {
        case .acknowledging: return
        case .transactional(let sink):
            guard positionStore != nil else { return }
            await Self.shielded { await sink.abort() }
            throw PipelineError(
                .sinkFailed, "It keeps the positions itself; leave out where else to keep them.",
                component: sinkTitle, disposition: .reconfigure)
        case .staging(let sink):
            guard isEndless || positionStore != nil else { return }
            await Self.shielded { await sink.abort() }
            throw PipelineError(
                .sinkFailed,
                isEndless
                    ? "It shows what it has at the end only, and the \(sourceTitle) has none; write to "
                        + "standard output, or to a sink that commits as it goes."
                    : "It shows what it has at the end only, so there are no positions to keep.",
                component: sinkTitle, disposition: .reconfigure)
        }
    }

    private func run(acknowledging sink: any AcknowledgingSink) async throws -> PipelineReport {
        var positions = startingPositions
        var keeper: PositionKeeper?
        if let positionStore {
            do {
                positions = try await positionStore.restore()
            } catch {
                await Self.shielded { await sink.abort() }
                throw error
            }
            keeper = PositionKeeper(positionStore, restored: positions, time: context.time)
        }
        return try await run(aborting: { await sink.abort() }, from: positions) {
            AcknowledgingRun(sink, positions: $0, keeper: keeper, context: $1)
        }
    }

    private func run<Sink: StagingSink>(staging sink: Sink) async throws -> PipelineReport {
        try await run(aborting: { await sink.abort() }, from: startingPositions) {
            StagingRun(sink, policy: { .atEnd }, positions: $0, context: $1)
        }
    }

    private func run<Sink: TransactionalSink>(
        transactional sink: Sink
    ) async throws -> PipelineReport {
        let positions: PositionMap
        do {
            positions = try await sink.restore()
        } catch {
            await Self.shielded { await sink.abort() }
            throw PipelineError.wrap(error, .sinkFailed, component: sinkTitle)
        }
        return try await run(aborting: { await sink.abort() }, from: positions) {
            StagingRun(sink, policy: { sink.commitPolicy }, positions: $0, context: $1)
        }
    }

    /// Opens the source and carries everything through one run's output.
    private func run(
        aborting abort: @escaping @Sendable () async -> Void, from positions: PositionMap,
        _ makeOutput: (PositionMap, RunContext) -> any RunOutput
    ) async throws -> PipelineReport {
        let source: any SourceSession
        do {
            source = try await pipeline.source.open(from: positions)
        } catch {
            await Self.shielded(abort)
            throw PipelineError.wrap(error, .sourceFailed, component: sourceTitle)
        }
        let context = runContext(source)
        let output = makeOutput(positions, context)
        self.output.withLock { $0 = output }
        do {
            counters.observe(source)
            try await driveLanes(output, context)
            try Task.checkCancellation()
            try await output.finish(isDrained: isDraining.load(ordering: .acquiring))
        } catch {
            await Self.shielded(abort)
            await Self.shielded { await source.close() }
            // A sink that is stopped says what it will never take, which is the news.
            if error is CancellationError, let failure = context.rejects.failure { throw failure }
            throw error
        }
        await source.close()
        return PipelineReport(
            counts: counters.snapshot, positions: output.positions,
            rejects: context.rejects.sample,
            isDrained: isDraining.load(ordering: .acquiring), duration: .zero)
    }

    private func driveLanes(_ output: any RunOutput, _ context: RunContext) async throws {
        try await withThrowingTaskGroup { group in
            for index in 0..<max(1, context.settings.laneCount) {
                group.addTask { [self] in
                    let lane = Lane(
                        source: context.source, transforms: pipeline.transforms,
                        context: context, isDraining: { self.isDraining.load(ordering: .acquiring) }
                    )
                    do {
                        try await lane.drive(output, index: index)
                    } catch {
                        // Lanes that wait for room or for a commit wait for this lane.
                        output.interrupt(error)
                        throw error
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private func runContext(_ source: any SourceSession) -> RunContext {
        let settings = pipeline.settings
        return RunContext(
            settings: settings, source: source, sourceTitle: sourceTitle, sinkTitle: sinkTitle,
            counters: counters,
            metrics: PipelineMetrics(
                pipeline: pipeline.name, source: type(of: pipeline.source).spec.name,
                sink: type(of: pipeline.sink).spec.name, factory: context.metrics),
            rejects: RejectLedger(settings, sink: type(of: pipeline.sink).spec),
            gate: FlowGate(
                byteCountMax: settings.bufferByteCountMax, rowCountMax: settings.bufferRowCountMax),
            time: context.time)
    }

    /// Runs a clean-up to its end though the task may be cancelled.
    ///
    /// The unstructured task is awaited here, and nobody cancels it.
    private static func shielded(_ cleanUp: @escaping @Sendable () async -> Void) async {
        await Task { await cleanUp() }.value
    }
}
