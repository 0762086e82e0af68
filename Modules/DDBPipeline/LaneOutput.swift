/// What a lane does with batches: the one shape that the three kinds of sinks share.
protocol LaneOutput: AnyObject {
    /// Waits until the lane may read on.
    func waitForRoom() async throws
    /// Takes a batch.
    func put(_ batch: Batch) async throws
    /// Hears that the source has nothing for now.
    func sourceIsIdle() async throws
    /// Does what is due between batches.
    func pause() async throws
    /// Ends the lane after its last batch.
    func finish() async throws
    /// Releases the lane; called once, also after errors.
    func close() async
}

/// Opens the lanes of one run and ends the run.
protocol RunOutput: Sendable {
    func openLane(_ index: Int) async throws -> any LaneOutput
    /// Wakes lanes that wait, because a lane has failed; they throw the same error.
    func interrupt(_ error: any Error)
    /// Ends a run that went well.
    ///
    /// - Parameter isDrained: Whether it was asked to end before its source did.
    func finish(isDrained: Bool) async throws
    /// Ends a run that did not.
    func abort() async
    /// What the sink holds durably.
    var positions: PositionMap { get }
}
