import DDBBase
import DDBClientCore
import DDBClientOptions
public import DDBConfiguration
import DDBDynamoDB
public import DDBPipeline
import DDBSTS
import DDBShards
import Logging

/// Gives the changes of a table from its DynamoDB stream, for ever.
///
/// A partition is a shard, named `LABEL/SHARD` with the label of the stream; its position says up
/// to which record it was delivered. A shard begins when its parent's changes are durable in the
/// sink, so that changes of one key stay in order. After a failure some changes come again.
public struct StreamsSource: SourceComponent {
    private let settings: StreamsSettings
    private let clients: ClientOptions
    private let context: ComponentContext

    /// Creates the source from validated options.
    ///
    /// - Throws: `ConfigurationError`, or `CredentialsError`, where options contradict each other.
    public init(options: Options, context: ComponentContext) throws {
        settings = try StreamsSettings(options)
        clients = try ClientOptions(options)
        self.context = context
    }

    /// Finds the stream and begins to follow it.
    ///
    /// - Throws: `PipelineError` where the table has no stream, or another than the positions are
    ///   of; `ClientError`, `SettingsError`, `CredentialsError`.
    public func open(from positions: PositionMap) async throws -> any SourceSession {
        let clients = try await self.clients.connect(context)
        let streams = DynamoDBStreamsClient(
            settings: try await clients.settings(for: .dynamoDBStreams),
            components: clients.components)
        let arn = try await streamARN(clients)
        let stream = try await streams.describeStream(
            DescribeStreamRequest(streamARN: arn, limit: 1)
        ).streamDescription
        let identity = try StreamIdentity(stream, arn: arn)
        let saved = try identity.positions(of: positions)
        let follower = StreamFollower(
            identity, settings: settings, positions: saved, client: streams, context: context)
        follower.start()
        return StreamsSession(follower)
    }

    /// The stream of the options, or the newest of the table.
    private func streamARN(_ clients: ClientContext) async throws -> String {
        if let arn = settings.streamARN { return arn }
        let client = DynamoDBClient(
            settings: try await clients.settings(for: .dynamoDB), components: clients.components)
        let table = try await client.describeTable(DescribeTableRequest(tableName: settings.table))
        guard let arn = table.table.latestStreamARN else {
            throw PipelineError(
                .sourceFailed,
                "The table '\(settings.table)' has no stream; switch one on (UpdateTable with "
                    + "StreamSpecification), best with NEW_AND_OLD_IMAGES.",
                component: Self.spec.title, disposition: .reconfigure)
        }
        return arn
    }
}
