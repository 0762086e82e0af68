/// A staging sink that keeps the positions with the rows.
///
/// ## Contract
/// - ``restore()`` MUST return the merge of all progress that was ever committed, nothing else,
///   also after a crash at any point. It is called once, before the first lane opens.
/// - A commit stores its progress in the same atomic step as its rows.
public protocol TransactionalSink: StagingSink {
    /// The positions that the committed rows cover.
    func restore() async throws -> PositionMap
}
