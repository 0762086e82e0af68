/// The promise to say what became of a batch; it travels with the batch into a sink.
///
/// It may be settled from any thread, once. A second settlement is a bug of the sink that the
/// conformance kit finds; a runner ignores it.
public struct Delivery: Sendable {
    /// What became of a batch.
    public enum Outcome: Sendable {
        /// All rows are durable but these.
        case durable(rejects: [RecordReject])
        /// The batch may be durable, in part or not at all; these of its rows are rejected for
        /// good.
        case failed(any Error, rejects: [RecordReject])
    }

    private let settle: @Sendable (Outcome) -> Void

    /// Creates a promise.
    public init(_ settle: @escaping @Sendable (Outcome) -> Void) {
        self.settle = settle
    }

    /// Says that all rows are durable, except for those that are rejected for good.
    public func acknowledge(rejects: [RecordReject] = []) {
        settle(.durable(rejects: rejects))
    }

    /// Says that the batch could not be written; the pipeline ends and the batch is read again by
    /// the next run.
    ///
    /// - Parameter rejects: The rows that are known to be rejected for good, so that they are told.
    public func fail(_ error: any Error, rejects: [RecordReject] = []) {
        settle(.failed(error, rejects: rejects))
    }
}
