/// Says that everything of a partition up to a position is in a batch or was in earlier ones.
public struct PartitionProgress: Sendable, Hashable {
    /// The partition.
    public var partition: Partition

    /// Where reading continues.
    public var position: Position

    /// Whether nothing of the partition is left.
    public var isFinished: Bool

    /// Whether the source no longer has the partition, so that nobody needs its position.
    ///
    /// Whoever keeps positions removes this one; ``position`` is the empty text.
    public private(set) var isForgotten = false

    /// Creates a progress.
    public init(_ partition: Partition, _ position: Position, isFinished: Bool = false) {
        self.partition = partition
        self.position = position
        self.isFinished = isFinished
    }

    /// Says that a finished partition is gone from the source, and its position is to be forgotten.
    ///
    /// A source without it forgets no partition, and its positions grow for as long as it finds
    /// new ones.
    public static func forgotten(_ partition: Partition) -> PartitionProgress {
        var progress = PartitionProgress(partition, .empty, isFinished: true)
        progress.isForgotten = true
        return progress
    }
}
