import DDBClientOptions
import DDBConfiguration
public import DDBPipeline

extension StreamsSource {
    /// Name, options and guarantees.
    public static let spec = ComponentSpec(
        name: "dynamodb-streams", kind: .source,
        summary: "Follows the changes of a table by its DynamoDB stream.",
        description: """
            Shards are found, read and followed to their children; changes of one key come in the order in \
            which they were made. The pipeline runs until it is stopped, or the stream is disabled and read \
            to its end. Each shard's position goes into the sink, or into the file that the pipeline's \
            `positions` names, and the next run goes on from there; a stream keeps changes for 24 hours.

            What the stream no longer has is never passed over in silence: \
            `lag_exceeds_shard_retention_behavior` says whether the pipeline fails, which is the default, \
            or warns and goes on. Where the table has another stream than the positions are of, since it \
            was switched off and on or the table was made anew, the pipeline fails.
            """,
        fields: StreamsSettings.fields + ClientOptions.fields, delivery: .exactlyOnce,
        ordering: .withinPartition, boundedness: .unbounded)
}
