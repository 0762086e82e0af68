import DDBBase
import DDBDynamoDB
import DDBPipeline
import DDBShards

/// Which stream it is: a table that gets a stream anew gets another.
struct StreamIdentity: Sendable {
    let arn: String
    let table: String
    /// When the stream was switched on, as ISO 8601 text; unique among a table's streams.
    let label: String
    /// What orders the changes of a table's streams: when the stream was switched on, in seconds.
    let epoch: UInt32

    init(_ stream: StreamDescription, arn: String) throws(PipelineError) {
        self.arn = arn
        let label = stream.streamLabel ?? arn.split(separator: "/").last.map(String.init) ?? ""
        guard !label.isEmpty, !label.contains("/"), label.utf8.count <= 128 else {
            throw PipelineError(
                .sourceFailed, "The stream '\(arn)' has no label by which it is known again.",
                component: StreamsSource.spec.title, disposition: .fatal)
        }
        self.label = label
        table = stream.tableName ?? ""
        let made = stream.creationRequestDateTime ?? Instant(iso8601: label + "Z")
        epoch = UInt32(clamping: (made?.microseconds ?? 0) / 1_000_000)
    }

    /// The partition of a shard.
    func partition(of shard: ShardID) throws(PipelineError) -> Partition {
        try Partition("\(label)/\(shard.text)")
    }

    /// The shard of a partition; nil for those of other streams and sources.
    func shard(of partition: Partition) -> ShardID? {
        let parts = partition.id.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0] == label else { return nil }
        return ShardID(String(parts[1]))
    }

    /// What earlier runs have saved.
    ///
    /// - Throws: ``PipelineError`` where it is of another stream, or damaged.
    func positions(of saved: PositionMap) throws(PipelineError) -> ShardPositions {
        var positions = ShardPositions()
        for step in saved.progress {
            guard let shard = shard(of: step.partition) else {
                throw PipelineError(
                    .sourceFailed,
                    "The saved positions are of another stream than \(arn): the table's stream was "
                        + "switched off and on, or the table was made anew, and what changed "
                        + "meanwhile is in neither. Load the table again, or begin with other "
                        + "positions.",
                    component: StreamsSource.spec.title, partition: step.partition,
                    disposition: .reconfigure)
            }
            do {
                positions[shard] = try ShardPosition(step.position.text)
            } catch {
                throw PipelineError(
                    .sourceFailed, "The saved position is damaged: \(error)",
                    component: StreamsSource.spec.title, partition: step.partition,
                    disposition: .corrupt, cause: error)
            }
        }
        return positions
    }
}
