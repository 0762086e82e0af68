import DDBClientCore
package import DDBJSON

/// Asks for changes of a table to be copied to a Kinesis stream.
public struct EnableKinesisStreamingDestinationRequest: Sendable, Hashable {
    /// The table: its name, or its ARN, which may be that of another account.
    public var tableName: String
    /// The ARN of the Kinesis stream.
    public var streamARN: String
    /// How changes are written.
    public var enableKinesisStreamingConfiguration: EnableKinesisStreamingConfiguration?

    /// Creates a request.
    public init(
        tableName: String, streamARN: String,
        enableKinesisStreamingConfiguration: EnableKinesisStreamingConfiguration? = nil
    ) {
        self.tableName = tableName
        self.streamARN = streamARN
        self.enableKinesisStreamingConfiguration = enableKinesisStreamingConfiguration
    }
}

extension EnableKinesisStreamingDestinationRequest: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("TableName", tableName)
        writer.member("StreamArn", streamARN)
        writer.member("EnableKinesisStreamingConfiguration", enableKinesisStreamingConfiguration)
    }
}

extension EnableKinesisStreamingDestinationRequest: JSONOperation {
    package static var operation: String { "EnableKinesisStreamingDestination" }
    package static var retriesLimitExceeded: Bool { false }
    package var resource: String? { tableName }
}

/// Tells about copying that begins.
public struct EnableKinesisStreamingDestinationReply: Sendable, Hashable {
    /// The table's name.
    public var tableName: String?
    /// The ARN of the Kinesis stream.
    public var streamARN: String?
    /// In which state the copying is.
    public var destinationStatus: DestinationStatus?
    /// How changes are written.
    public var enableKinesisStreamingConfiguration: EnableKinesisStreamingConfiguration?
}

extension EnableKinesisStreamingDestinationReply: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        tableName = try members.string("TableName")
        streamARN = try members.string("StreamArn")
        destinationStatus = try members.name("DestinationStatus")
        enableKinesisStreamingConfiguration = try members.structure(
            "EnableKinesisStreamingConfiguration")
    }
}

extension DynamoDBClient {
    /// Begins to copy the changes of a table to a Kinesis stream.
    ///
    /// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_EnableKinesisStreamingDestination.html
    ///
    /// - Throws: `ClientError` where the call does not succeed; `CancellationError`.
    public func enableKinesisStreamingDestination(
        _ request: EnableKinesisStreamingDestinationRequest
    ) async throws -> EnableKinesisStreamingDestinationReply {
        try await client.reply(to: request)
    }
}
