/// Describes one shard as a listing shows it.
public struct ListedShard: Sendable, Hashable {
    /// The name.
    public var id: ShardID
    /// The shard that it came from, if any.
    public var parent: ShardID?
    /// The other shard that it came from, where two were merged (Kinesis).
    public var adjacentParent: ShardID?
    /// The first number that a record of it can have.
    public var startingSequence: SequenceNumber?
    /// The last number of its records; nil while it is open.
    public var endingSequence: SequenceNumber?

    /// Creates a description.
    public init(
        _ id: ShardID, parent: ShardID? = nil, adjacentParent: ShardID? = nil,
        startingSequence: SequenceNumber? = nil, endingSequence: SequenceNumber? = nil
    ) {
        self.id = id
        self.parent = parent
        self.adjacentParent = adjacentParent
        self.startingSequence = startingSequence
        self.endingSequence = endingSequence
    }
}
