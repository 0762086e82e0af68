import Synchronization

/// A run into an acknowledging sink: positions move as batches are acknowledged.
final class AcknowledgingRun: RunOutput {
    private struct State {
        var machine: DeliveryStateMachine
        var failure: (any Error)?
        /// Progress that is durable and not yet told to the source.
        var delivered: [PartitionProgress] = []
    }

    private let sink: any AcknowledgingSink
    let context: RunContext
    private let state: Mutex<State>
    private let keeper: PositionKeeper?

    init(
        _ sink: any AcknowledgingSink, positions: PositionMap, keeper: PositionKeeper?,
        context: RunContext
    ) {
        self.sink = sink
        self.keeper = keeper
        self.context = context
        let machine = DeliveryStateMachine(
            checkpoint: positions, inFlightCountMax: context.settings.inFlightCountMax)
        state = Mutex(State(machine: machine))
    }

    var positions: PositionMap { state.withLock { $0.machine.checkpoint } }

    /// Whether another batch may go; a full machine is emptied by flushing.
    var hasRoom: Bool { state.withLock { $0.machine.hasRoom } && context.gate.hasRoom }

    func openLane(_ index: Int) async throws -> any LaneOutput {
        do {
            return AcknowledgingOutput(run: self, lane: try await sink.openLane())
        } catch {
            throw context.sinkError(error)
        }
    }

    func finish(isDrained: Bool) async throws {
        try await tellSource()
        let unsettledCount = state.withLock { $0.machine.inFlightCount }
        guard unsettledCount == 0 else {
            throw PipelineError(
                .contractBroken,
                "\(unsettledCount) batches are not settled though every lane was flushed.",
                component: context.sinkTitle)
        }
        do {
            try await sink.finish()
        } catch {
            throw context.sinkError(error)
        }
        try await keeper?.finish(positions)
    }

    func interrupt(_ error: any Error) { fail(error) }

    func abort() async { await sink.abort() }

    /// Registers a batch and makes the promise that travels with it.
    func send(_ batch: borrowing Batch) -> Delivery {
        let ticket = state.withLock { $0.machine.sent(batch.progress) }
        let byteCount = batch.byteCount
        let rowCount = batch.rowCount
        // The sink has the records as long as the batch is not settled; this shares them.
        let places = RecordPlaces(batch)
        context.gate.add(byteCount: byteCount, rowCount: rowCount)
        let isSettled = Once()
        return Delivery { [self] outcome in
            guard isSettled.take() else { return }
            settle(ticket, outcome, places)
            context.gate.remove(byteCount: byteCount, rowCount: rowCount)
        }
    }

    /// Throws what a sink reported; tells the source what became durable.
    func check() async throws {
        if let failure = state.withLock({ $0.failure }) { throw failure }
        try await tellSource()
    }

    private func settle(
        _ ticket: DeliveryStateMachine.Ticket, _ outcome: Delivery.Outcome, _ places: RecordPlaces
    ) {
        switch outcome {
        case .durable(let rejects):
            do {
                try context.wrote(rejects, of: places)
                state.withLock { $0.delivered += $0.machine.acknowledged(ticket) }
            } catch {
                fail(error)
            }
        case .failed(let error, let rejects):
            do throws(PipelineError) {
                try context.failed(rejects, of: places)
                fail(context.sinkError(error))
            } catch {
                fail(error)
            }
        }
    }

    /// The first failure counts; lanes that wait for room wake up to see it.
    private func fail(_ error: any Error) {
        state.withLock { $0.failure = $0.failure ?? error }
        context.gate.open()
    }

    private func tellSource() async throws {
        let delivered = state.withLock { state in
            defer { state.delivered.removeAll() }
            return state.delivered
        }
        try await context.delivered(delivered)
        try await keeper?.note(positions)
    }
}

/// Lets the first caller through.
private final class Once: Sendable {
    private let isTaken = Atomic(false)

    func take() -> Bool {
        !isTaken.exchange(true, ordering: .acquiringAndReleasing)
    }
}

/// A lane of a run into an acknowledging sink.
private final class AcknowledgingOutput: LaneOutput {
    private let run: AcknowledgingRun
    private let lane: any AcknowledgingLane

    init(run: AcknowledgingRun, lane: any AcknowledgingLane) {
        self.run = run
        self.lane = lane
    }

    /// Settles what this lane has before it waits for what others have, so that lanes never wait
    /// for each other in a circle.
    func waitForRoom() async throws {
        if run.hasRoom { return }
        try await flush()
        try await run.check()
        try await run.context.gate.waitForRoom()
        try await run.check()
    }

    func put(_ batch: Batch) async throws {
        let delivery = run.send(batch)
        if batch.rowCount == 0 {
            delivery.acknowledge()
            return
        }
        do {
            try await lane.write(batch, delivery)
        } catch {
            throw run.context.sinkError(error)
        }
    }

    func sourceIsIdle() async throws {
        do {
            try await lane.sourceIsIdle()
        } catch {
            throw run.context.sinkError(error)
        }
    }

    func pause() async throws {
        if !run.context.gate.hasRoom { try await flush() }
        try await run.check()
    }

    func finish() async throws {
        try await flush()
        try await run.check()
    }

    func close() async { await lane.close() }

    private func flush() async throws {
        do {
            try await lane.flush()
        } catch {
            throw run.context.sinkError(error)
        }
    }
}
