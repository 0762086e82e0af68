public import DDBClientCore

/// Calls operations of Kinesis Data Streams.
///
/// ```swift
/// let client = KinesisClient(settings: settings, components: components)
/// let page = try await client.listShards(ListShardsRequest(streamARN: arn))
/// ```
public struct KinesisClient: Sendable {
    /// What sends the calls.
    public let client: ServiceClient

    /// Creates a client.
    public init(settings: ClientSettings, components: ClientComponents) {
        client = ServiceClient(.kinesis, settings: settings, components: components)
    }
}
