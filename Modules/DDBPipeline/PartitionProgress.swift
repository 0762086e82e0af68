/// Says that everything of a partition up to a position is in a batch or was in earlier ones.
public struct PartitionProgress: Sendable, Hashable {
    /// The partition.
    public var partition: Partition

    /// Where reading continues.
    public var position: Position

    /// Whether nothing of the partition is left.
    public var isFinished: Bool

    /// Creates a progress.
    public init(_ partition: Partition, _ position: Position, isFinished: Bool = false) {
        self.partition = partition
        self.position = position
        self.isFinished = isFinished
    }
}
