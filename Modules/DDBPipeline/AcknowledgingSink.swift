/// A sink that says of each batch when it is durable.
public protocol AcknowledgingSink: AnyObject, Sendable {
    /// Opens a lane; called from several tasks at once.
    func openLane() async throws -> any AcknowledgingLane

    /// Ends a run that went well; every lane has been flushed and closed.
    func finish() async throws

    /// Ends a run that failed or was cancelled; called once, when no lane is in use.
    func abort() async
}

extension AcknowledgingSink {
    /// Does nothing.
    public func finish() async throws {}

    /// Does nothing.
    public func abort() async {}
}

/// One of the parallel ways into an acknowledging sink.
///
/// ## Contract
/// - A lane is used by one task at a time.
/// - ``write(_:_:)`` takes batches in order and MUST see to it that of two writes to one key the
///   later wins, within a batch and across the lane's batches.
/// - Every delivery MUST be settled exactly once: acknowledged after its rows are durable (those it
///   rejects excepted), or failed. Order does not matter.
/// - What a lane buffers beyond the return of ``write(_:_:)`` MUST be bounded by options of the
///   sink. ``flush()`` MUST settle every delivery that the lane has, so that waiting for room never
///   hangs.
public protocol AcknowledgingLane: AnyObject {
    /// Takes a batch; returns when the lane has room for the next.
    func write(_ batch: Batch, _ delivery: Delivery) async throws

    /// Returns when every batch that was written is settled.
    func flush() async throws

    /// Tells that the source has nothing for now, about every second while that lasts.
    ///
    /// A lane that gathers rows for larger writes looks here whether they have waited long enough.
    func sourceIsIdle() async throws

    /// Releases what the lane holds; called once, after a flush or after an error.
    func close() async
}

extension AcknowledgingLane {
    /// Does nothing.
    public func sourceIsIdle() async throws {}

    /// Does nothing.
    public func close() async {}
}
