/// The positions of a source's partitions: all that a run needs to continue another.
public struct PositionMap: Sendable, Hashable {
    /// Where one partition stands.
    public struct Entry: Sendable, Hashable {
        /// Where reading continues.
        public var position: Position
        /// Whether nothing is left.
        public var isFinished: Bool
    }

    private var entries: [Partition: Entry] = [:]

    /// Creates a map: of a source of which nothing has been read, or of what progress says.
    public init(_ progress: some Sequence<PartitionProgress> = EmptyCollection()) {
        advance(progress)
    }

    /// Where a partition stands; nil where nothing of it has been read.
    public subscript(partition: Partition) -> Entry? { entries[partition] }

    /// The number of partitions.
    public var count: Int { entries.count }

    /// Whether nothing has been read.
    public var isEmpty: Bool { entries.isEmpty }

    /// The map as progress, ordered by partition.
    public var progress: [PartitionProgress] {
        entries.sorted { $0.key < $1.key }.map {
            PartitionProgress($0.key, $0.value.position, isFinished: $0.value.isFinished)
        }
    }

    /// Takes progress over: of several for a partition the last counts, and what is forgotten goes.
    public mutating func advance(_ progress: some Sequence<PartitionProgress>) {
        for step in progress {
            entries[step.partition] =
                step.isForgotten
                ? nil : Entry(position: step.position, isFinished: step.isFinished)
        }
    }
}
