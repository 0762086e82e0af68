/// How far a table has taken in one partition of its input: a file, a segment or a shard.
///
/// It is committed with the rows that it covers, so that a restart goes on exactly there.
public struct SavedPosition: Sendable, Hashable {
    /// The partition's id.
    public var partition: String
    /// Where to go on, in the partition's own terms; nil where it was not begun or is finished.
    public var position: String?
    /// Whether nothing more comes of the partition.
    public var isFinished: Bool
    /// The greatest order of a record of the partition that was taken in, where records have one.
    public var order: SequencePoint?

    /// Creates a position.
    public init(
        partition: String, position: String? = nil, isFinished: Bool = false,
        order: SequencePoint? = nil
    ) {
        self.partition = partition
        self.position = position
        self.isFinished = isFinished
        self.order = order
    }
}
