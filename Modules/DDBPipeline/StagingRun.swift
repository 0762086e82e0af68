import DDBBase
import Synchronization

/// A run into a staging sink: what lanes seal and the positions it covers go into one commit.
final class StagingRun<Sink: StagingSink>: RunOutput {
    /// What one lane sealed, and what it covers.
    struct Contribution: Sendable {
        let staged: Sink.Staged?
        let progress: ProgressDelta
    }

    private struct State {
        var machine: CommitStateMachine
        var contributions: [Contribution] = []
        var committed: PositionMap
        /// The lane that reads a partition; a partition that wanders would break the order.
        var lanes: [Partition: Int] = [:]
        var waiters: [CheckedContinuation<Void, Never>] = []
        var failure: (any Error)?
    }

    private let sink: Sink
    /// The sink's policy now.
    private let policy: @Sendable () -> CommitPolicy
    let context: RunContext
    private let state: Mutex<State>

    init(
        _ sink: Sink, policy: @escaping @Sendable () -> CommitPolicy, positions: PositionMap,
        context: RunContext
    ) {
        self.sink = sink
        self.policy = policy
        self.context = context
        state = Mutex(State(machine: CommitStateMachine(policy: policy()), committed: positions))
    }

    var positions: PositionMap { state.withLock { $0.committed } }

    func openLane(_ index: Int) async throws -> any LaneOutput {
        do {
            let lane = try await sink.openLane()
            state.withLock { $0.machine.opened(index) }
            return StagingOutput(run: self, lane: lane, index: index)
        } catch {
            throw context.sinkError(error)
        }
    }

    /// Commits what is left; a sink that commits at the end gets its one commit also for nothing.
    func finish(isDrained: Bool) async throws {
        let isPending = state.withLock { !$0.contributions.isEmpty }
        if isPending || policy() == .atEnd { try await commit() }
        do {
            if isDrained, let sink = sink as? any TransactionalSink {
                try await sink.suspend()
            } else {
                try await sink.finish()
            }
        } catch {
            throw context.sinkError(error, .commitFailed)
        }
    }

    func interrupt(_ error: any Error) {
        context.gate.open()
        state.withLock { $0.failure = $0.failure ?? error }
        wake()
    }

    /// Throws what another lane has failed with.
    func check() throws {
        if let failure = state.withLock({ $0.failure }) { throw failure }
    }

    func abort() async { await sink.abort() }

    func staged(_ batch: borrowing Batch) {
        let now = context.time.monotonicNanoseconds
        state.withLock {
            $0.machine.staged(byteCount: batch.byteCount, rowCount: batch.rowCount, at: now)
        }
    }

    func paused(_ lane: Int) -> CommitStateMachine.Action {
        let now = context.time.monotonicNanoseconds
        return state.withLock { $0.machine.paused(lane, at: now) }
    }

    /// Takes what a lane sealed, and commits where it was the last.
    func contribute(_ contribution: Contribution?, lane: Int, isLast: Bool) async throws {
        let wanderer = state.withLock { state in
            guard let contribution else { return Partition?.none }
            state.contributions.append(contribution)
            return contribution.progress.progress.first { step in
                let owner = state.lanes[step.partition]
                state.lanes[step.partition] = step.isForgotten ? nil : lane
                return owner != nil && owner != lane
            }?.partition
        }
        if let wanderer {
            throw PipelineError(
                .contractBroken, "The partition is given by two readers.",
                component: context.sourceTitle, partition: wanderer)
        }
        var action = state.withLock { state in
            isLast ? state.machine.closed(lane) : state.machine.sealed(lane)
        }
        while action == .commit {
            try await commit()
            let policy = policy()
            action = state.withLock { $0.machine.committed(policy: policy) }
            wake()
        }
    }

    /// Waits until the commit that a lane has sealed for has ended.
    ///
    /// A cancelled lane needs no handler of its own: the lanes that it waits for end too, and the
    /// first to do so interrupts the run.
    func waitForCommit(_ lane: Int) async throws {
        let now = context.time.monotonicNanoseconds
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                let mustWait = state.failure == nil && state.machine.mustWait(lane, at: now)
                if mustWait { state.waiters.append(continuation) }
                return !mustWait
            }
            if isOver { continuation.resume() }
        }
        try check()
    }

    private func commit() async throws {
        let contributions = state.withLock { state in
            defer { state.contributions.removeAll() }
            return state.contributions
        }
        var delta = ProgressDelta()
        for contribution in contributions { delta.advance(contribution.progress.progress) }
        let progress = delta.progress
        let start = context.time.monotonicNanoseconds
        do {
            try await sink.commit(contributions.compactMap(\.staged), progress)
        } catch {
            let failure = context.sinkError(error, .commitFailed)
            state.withLock { $0.failure = failure }
            wake()
            throw failure
        }
        context.metrics.committed(nanoseconds: context.time.monotonicNanoseconds &- start)
        context.counters.commitCount.wrappingAdd(1, ordering: .relaxed)
        state.withLock { $0.committed.advance(progress) }
        try await context.delivered(progress)
    }

    private func wake() {
        let waiters = state.withLock { state in
            defer { state.waiters.removeAll() }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }
}

/// A lane of a run into a staging sink, and the positions that what it has staged covers.
private final class StagingOutput<Sink: StagingSink>: LaneOutput {
    private let run: StagingRun<Sink>
    private let lane: Sink.Lane
    private let index: Int
    private var progress = ProgressDelta()

    init(run: StagingRun<Sink>, lane: Sink.Lane, index: Int) {
        self.run = run
        self.lane = lane
        self.index = index
    }

    func waitForRoom() async throws {
        try await run.context.gate.waitForRoom()
        try run.check()
    }

    func put(_ batch: Batch) async throws {
        if batch.rowCount > 0 {
            let byteCount = batch.byteCount
            run.context.gate.add(byteCount: byteCount, rowCount: batch.rowCount)
            defer { run.context.gate.remove(byteCount: byteCount, rowCount: batch.rowCount) }
            let rejects: [RecordReject]
            do {
                rejects = try await lane.stage(batch)
            } catch {
                throw run.context.sinkError(error)
            }
            try run.context.wrote(rejects, of: RecordPlaces(batch))
        }
        progress.advance(batch.progress)
        run.staged(batch)
    }

    /// Commits by time come at pauses, which follow idle steps too.
    func sourceIsIdle() async throws {}

    func pause() async throws {
        switch run.paused(index) {
        case .none, .commit: break
        case .seal: try await run.contribute(try await seal(), lane: index, isLast: false)
        case .wait: try await run.waitForCommit(index)
        }
    }

    func finish() async throws {
        try await run.contribute(try await seal(), lane: index, isLast: true)
    }

    func close() async { await lane.close() }

    private func seal() async throws -> StagingRun<Sink>.Contribution? {
        do {
            let staged = try await lane.seal()
            if staged == nil, progress.isEmpty { return nil }
            defer { progress = ProgressDelta() }
            return StagingRun<Sink>.Contribution(staged: staged, progress: progress)
        } catch {
            throw run.context.sinkError(error)
        }
    }
}
