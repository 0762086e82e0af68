/// A sink whose rows become visible by commits.
///
/// The runner pairs what a lane has staged with the positions that it covers and hands both to one
/// commit; lanes need not stand still together, and a sink cannot mix them up.
///
/// ## Contract
/// - Nothing that is staged is visible before ``commit(_:_:)``, and all that it names is visible
///   and durable when it returns.
/// - ``commit(_:_:)`` MUST be atomic: after an error or a crash inside it either all of it happened
///   or nothing. It is never called twice at once.
/// - After ``abort()``, or a crash and the next `open`, no staged row is ever visible.
/// - A sink that is not a ``TransactionalSink`` gets one commit, at the end of a run that went
///   well, even where nothing was staged.
public protocol StagingSink: AnyObject, Sendable {
    /// What a lane has staged and sealed: file names and counts, not rows.
    associatedtype Staged: Sendable
    /// The sink's lane.
    associatedtype Lane: StagingLane where Lane.Staged == Staged

    /// When to commit.
    ///
    /// It is asked for at the start of a run and after each commit: a sink may change its cadence
    /// as it learns what commits cost, but not between ``CommitPolicy/atEnd`` and
    /// ``CommitPolicy/periodic(_:)``.
    var commitPolicy: CommitPolicy { get }

    /// Opens a lane; called from several tasks at once.
    func openLane() async throws -> Lane

    /// Makes sealed rows and the positions that they cover visible and durable, in one step.
    ///
    /// - Parameters:
    ///   - staged: What lanes sealed, of one lane in order; may be empty.
    ///   - progress: For each partition that moved since the last commit its new position, or that
    ///     it is to be forgotten.
    func commit(_ staged: [Staged], _ progress: [PartitionProgress]) async throws

    /// Ends a run that went well; everything has been committed.
    func finish() async throws

    /// Ends a run that failed or was cancelled and drops what is staged and not committed; called
    /// once, when no lane is in use. What is committed stays.
    func abort() async
}

extension StagingSink {
    /// At the end of the run.
    public var commitPolicy: CommitPolicy { .atEnd }

    /// Does nothing.
    public func finish() async throws {}
}

/// One of the parallel ways into a staging sink; used by one task at a time.
public protocol StagingLane<Staged>: AnyObject {
    /// What the lane seals.
    associatedtype Staged: Sendable

    /// Takes a batch, durable or not, invisible; returns the records that it will never take.
    func stage(_ batch: Batch) async throws -> [RecordReject]

    /// Closes what was staged since the last seal so that a commit can name it; nil for nothing.
    ///
    /// It SHOULD be durable on return, so that commits are short.
    func seal() async throws -> Staged?

    /// Releases what the lane holds; called once, after a seal or after an error.
    func close() async
}

extension StagingLane {
    /// Does nothing.
    public func close() async {}
}
