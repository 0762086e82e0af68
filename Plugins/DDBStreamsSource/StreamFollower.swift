import DDBAttributes
import DDBBase
import DDBDynamoDB
import DDBPipeline
import DDBShards
import Logging
import Synchronization

/// Follows a stream: carries out what the coordinator decides, and keeps what was fetched until
/// the reader takes it.
///
/// One task tells the coordinator what happens, in order; requests run beside it, no more than the
/// options allow. What is fetched and not yet durable is bounded by the coordinator.
final class StreamFollower: Sendable {
    private struct State {
        /// What the reader has not taken; bounded by the bytes that the coordinator lets be read.
        var batches: [Batch] = []
        var failure: (any Error)?
        var hasEnded = false
        var wakeAt: Instant?
        /// When metrics are shown again, on the monotonic clock.
        var nextShow: UInt64 = 0
        var task: Task<Void, Never>?
    }

    let identity: StreamIdentity
    private let settings: StreamsSettings
    private let positions: ShardPositions
    private let requests: StreamRequests
    private let context: ComponentContext
    private let metrics: StreamMetrics
    private let state = Mutex(State())
    private let readerBell = WakeUp()
    private let timerBell = WakeUp()
    private let events: AsyncStream<StreamRequests.Outcome>
    /// Takes one event for each running request and each acknowledgement of a batch.
    private let inbox: AsyncStream<StreamRequests.Outcome>.Continuation

    init(
        _ identity: StreamIdentity, settings: StreamsSettings, positions: ShardPositions,
        client: DynamoDBStreamsClient, context: ComponentContext
    ) {
        self.identity = identity
        self.settings = settings
        self.positions = positions
        self.context = context
        requests = StreamRequests(identity: identity, client: client)
        metrics = StreamMetrics(table: identity.table, factory: context.metrics)
        (events, inbox) = AsyncStream.makeStream(of: StreamRequests.Outcome.self)
    }

    /// Begins; to be ended by ``close()``.
    func start() {
        state.withLock { state in
            // `close` cancels and awaits it.
            state.task = Task(executorPreference: context.pool) { await self.run() }
        }
    }

    /// Ends all requests; what was fetched and not taken is forgotten.
    func close() async {
        let task = state.withLock { $0.task }
        task?.cancel()
        inbox.finish()
        await task?.value
    }

    /// Tells the coordinator of something.
    func tell(_ event: ShardEvent) { inbox.yield(.event(event)) }

    /// What has been fetched; waits for it at most a second.
    ///
    /// - Throws: What ended the following, once all that was fetched before is given.
    func next() async throws -> SourceStep {
        if let step = try take() { return step }
        await readerBell.sleep(for: .seconds(1), by: context.time)
        try Task.checkCancellation()
        return try take() ?? .idle
    }

    private func take() throws -> SourceStep? {
        try state.withLock { state in
            if !state.batches.isEmpty { return .batch(state.batches.removeFirst()) }
            if let failure = state.failure { throw failure }
            return state.hasEnded ? .end : nil
        }
    }

    private func run() async {
        var coordinator = ShardCoordinator(
            settings.shards, positions: positions, seed: context.random.next())
        await withDiscardingTaskGroup { group in
            group.addTask { await self.keepTime() }
            var actions: [ShardAction] = []
            coordinator.handle(.start, at: context.time.now, into: &actions)
            carryOut(actions, [:], in: &group)
            for await outcome in events {
                actions.removeAll(keepingCapacity: true)
                var fetched: [ShardID: ItemBatch] = [:]
                switch outcome {
                case .cancelled: continue
                case .failed(let error): fail(error)
                case .event(let event):
                    metrics.count(event)
                    coordinator.handle(event, at: context.time.now, into: &actions)
                case .records(let shard, let reply, let batch):
                    fetched[shard] = batch
                    coordinator.handle(
                        .records(shard, reply), at: context.time.now, into: &actions)
                }
                carryOut(actions, fetched, in: &group)
                show(coordinator)
                if isOver { break }
            }
            group.cancelAll()
        }
        state.withLock { $0.hasEnded = true }
        readerBell.ring()
    }

    /// Shows how the stream stands, once a second at most: it looks at every shard.
    private func show(_ coordinator: ShardCoordinator) {
        let now = context.time.monotonicNanoseconds
        let isDue = state.withLock { state in
            guard now >= state.nextShow else { return false }
            state.nextShow = now &+ 1_000_000_000
            return true
        }
        if isDue { metrics.show(coordinator.gauges(at: context.time.now)) }
    }

    private var isOver: Bool {
        state.withLock { $0.failure != nil || $0.hasEnded }
    }

    private func fail(_ error: any Error) {
        state.withLock { $0.failure = $0.failure ?? error }
        readerBell.ring()
    }

    private func carryOut(
        _ actions: [ShardAction], _ fetched: [ShardID: ItemBatch],
        in group: inout DiscardingTaskGroup
    ) {
        // What failed ends it: later actions of the same event would move positions past a loss.
        for action in actions where !isOver {
            switch action {
            case .describeStream, .describeChildren, .getIterator, .getRecords:
                group.addTask { await self.request(action) }
            case .wake(let moment):
                state.withLock { $0.wakeAt = moment }
                timerBell.ring()
            case .positioned(let positions): give(positions)
            case .deliver(let page): give(page, fetched[page.shard])
            case .finished(let shard): log("shard read to its end", shard)
            case .forget(let shard): forget(shard)
            case .lost(let loss): tell(loss)
            case .overflow(let count):
                context.logger.warning(
                    "more shards than max_tracked_shards: some wait, and may lose changes",
                    metadata: ["stream": "\(identity.arn)", "untracked": "\(count)"])
            case .ended(let end): finish(end)
            }
        }
    }

    private func request(_ action: ShardAction) async {
        let outcome: StreamRequests.Outcome
        switch action {
        case .describeStream(let shard): outcome = await requests.describeStream(after: shard)
        case .describeChildren(let shard): outcome = await requests.describeChildren(of: shard)
        case .getIterator(let shard, let start):
            outcome = await requests.getIterator(shard, from: start)
        case .getRecords(let shard, let iterator, let limit):
            outcome = await requests.getRecords(shard, iterator: iterator, limit: limit)
        case .positioned, .deliver, .finished, .forget, .lost, .overflow, .wake, .ended: return
        }
        inbox.yield(outcome)
    }

    /// Tells the coordinator of each moment that it asked for.
    private func keepTime() async {
        while !Task.isCancelled {
            let moment = state.withLock { $0.wakeAt }
            let now = context.time.now
            if let moment, moment <= now {
                state.withLock { $0.wakeAt = $0.wakeAt == moment ? nil : $0.wakeAt }
                inbox.yield(.event(.wake))
                continue
            }
            let wait = moment.map { Duration.microseconds($0.microseconds - now.microseconds) }
            await timerBell.sleep(for: wait, by: context.time)
        }
    }

    /// Hands on where the first discovery begins, before any change.
    private func give(_ positions: [ShardID: ShardPosition]) {
        do {
            let progress = try positions.sorted { $0.key < $1.key }.map {
                try self.progress($0.key, $0.value)
            }
            append(Batch(progress: progress))
        } catch {
            fail(error)
        }
    }

    private func give(_ page: ShardPage, _ batch: ItemBatch?) {
        do {
            var batch = batch ?? .empty
            // A position must never move past changes that are not in its batch.
            guard batch.records.count == page.recordCount else {
                throw PipelineError(
                    .contractBroken,
                    "A page of \(page.recordCount) changes came with \(batch.records.count).",
                    component: StreamsSource.spec.title)
            }
            let progress = try progress(page.shard, page.position)
            batch.partitions = [progress.partition.id]
            for index in batch.records.indices { batch.records[index].partition = 0 }
            append(Batch(items: batch, progress: [progress]))
        } catch {
            fail(error)
        }
    }

    /// Hands on that nobody needs a shard's position any more.
    private func forget(_ shard: ShardID) {
        log("shard forgotten", shard)
        do {
            append(Batch(progress: [.forgotten(try identity.partition(of: shard))]))
        } catch {
            fail(error)
        }
    }

    private func progress(
        _ shard: ShardID, _ position: ShardPosition
    ) throws(PipelineError) -> PartitionProgress {
        PartitionProgress(
            try identity.partition(of: shard), try Position(position.text),
            isFinished: position.isFinished)
    }

    private func append(_ batch: Batch) {
        state.withLock { $0.batches.append(batch) }
        readerBell.ring()
    }

    private func tell(_ loss: LossRecord) {
        metrics.count(loss)
        switch settings.onLoss {
        case .warn:
            context.logger.warning(
                "changes are lost: the stream no longer has them",
                metadata: [
                    "stream": "\(identity.arn)", "shard": "\(loss.shard)",
                    "reason": "\(loss.reason)", "before": "\(loss.horizon.iso8601)",
                ])
        case .error:
            fail(
                PipelineError(
                    .sourceFailed,
                    "The stream \(identity.arn) no longer has all changes of the shard "
                        + "\(loss.shard) from before \(loss.horizon.iso8601) (\(loss.reason)): load "
                        + "the table again, or set lag_exceeds_shard_retention_behavior to warn to "
                        + "go on without them.",
                    component: StreamsSource.spec.title, disposition: .reconfigure))
        }
    }

    private func finish(_ end: ShardAction.StreamEnd) {
        context.logger.notice(
            end == .disabled
                ? "the stream is switched off and read to its end" : "the stream is gone",
            metadata: ["stream": "\(identity.arn)"])
        state.withLock { $0.hasEnded = true }
        readerBell.ring()
    }

    private func log(_ what: Logger.Message, _ shard: ShardID) {
        context.logger.debug(
            what, metadata: ["stream": "\(identity.arn)", "shard": "\(shard)"])
    }
}
