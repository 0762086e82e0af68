/// A staging sink that keeps the positions with the rows.
///
/// ## Contract
/// - ``restore()`` MUST return the merge of all progress that was ever committed, nothing else,
///   also after a crash at any point: what ``PositionMap`` makes of it, so that a partition
///   that was forgotten is gone. It is called once, before the first lane opens.
/// - A commit stores its progress in the same atomic step as its rows.
/// - A sink that does not show commits (``showsCommits``) MUST show all rows that were ever
///   committed when ``StagingSink/finish()`` returns, and none before; after a crash or an
///   ``StagingSink/abort()`` it keeps them, with the positions, for the next run. After
///   ``StagingSink/finish()`` its work is done and there is nothing to restore.
public protocol TransactionalSink: StagingSink {
    /// Whether rows are visible when their commit returns, or only after ``StagingSink/finish()``:
    /// a full load is of no use in parts.
    var showsCommits: Bool { get }

    /// The positions that the committed rows cover.
    func restore() async throws -> PositionMap

    /// Ends a run that was asked to end before its source did; everything has been committed, and
    /// another run goes on from there.
    func suspend() async throws
}

extension TransactionalSink {
    /// At once.
    public var showsCommits: Bool { true }

    /// Does what ``StagingSink/finish()`` does.
    public func suspend() async throws { try await finish() }
}
