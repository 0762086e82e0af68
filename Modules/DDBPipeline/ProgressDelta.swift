/// What has moved since a moment: a ``PositionMap`` that tells what is forgotten, too.
struct ProgressDelta: Sendable {
    private var steps: [Partition: PartitionProgress] = [:]

    /// Whether nothing has moved.
    var isEmpty: Bool { steps.isEmpty }

    /// The newest progress of each partition, ordered by partition.
    var progress: [PartitionProgress] { steps.values.sorted { $0.partition < $1.partition } }

    /// Takes progress over; of several for a partition the last counts.
    mutating func advance(_ progress: some Sequence<PartitionProgress>) {
        for step in progress { steps[step.partition] = step }
    }
}
