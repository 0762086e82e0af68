/// Hands a page on: the records of the reply that was just told, or the end of a shard.
public struct ShardPage: Sendable, Hashable {
    /// The shard.
    public var shard: ShardID
    /// The number of records; 0 where the page only says that the shard has ended.
    public var recordCount: Int
    /// The position that holds once this page and all earlier ones of the shard are delivered.
    ///
    /// A consumer stores it with the records, and gives it back in ``ShardEvent/acknowledged``.
    public var position: ShardPosition
    /// Whether nothing of the shard follows.
    public var isLast: Bool { position.isFinished }
}
