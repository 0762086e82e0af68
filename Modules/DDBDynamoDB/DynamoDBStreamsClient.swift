public import DDBClientCore

/// Calls operations of DynamoDB Streams.
///
/// ```swift
/// let place = try await client.getShardIterator(
///     GetShardIteratorRequest(
///         streamARN: arn, shardID: shard, shardIteratorType: .trimHorizon))
/// let page = try await client.getRecords(
///     GetRecordsRequest(shardIterator: place.shardIterator ?? ""), table: "orders")
/// ```
public struct DynamoDBStreamsClient: Sendable {
    /// What sends the calls.
    public let client: ServiceClient

    /// Creates a client.
    public init(settings: ClientSettings, components: ClientComponents) {
        client = ServiceClient(.dynamoDBStreams, settings: settings, components: components)
    }
}
