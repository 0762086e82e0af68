import DDBClientCore
package import DDBJSON

/// Asks where the changes of a table are copied to.
public struct DescribeKinesisStreamingDestinationRequest: Sendable, Hashable {
    /// The table: its name, or its ARN, which may be that of another account.
    public var tableName: String

    /// Creates a request.
    public init(tableName: String) {
        self.tableName = tableName
    }
}

extension DescribeKinesisStreamingDestinationRequest: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("TableName", tableName)
    }
}

extension DescribeKinesisStreamingDestinationRequest: JSONOperation {
    package static var operation: String { "DescribeKinesisStreamingDestination" }
    package var resource: String? { tableName }
}

/// Tells where the changes of a table are copied to.
public struct DescribeKinesisStreamingDestinationReply: Sendable, Hashable {
    /// The table's name.
    public var tableName: String?
    /// The Kinesis streams.
    public var kinesisDataStreamDestinations: [KinesisDataStreamDestination]
}

extension DescribeKinesisStreamingDestinationReply: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        tableName = try members.string("TableName")
        kinesisDataStreamDestinations = try members.structures("KinesisDataStreamDestinations")
    }
}

extension DynamoDBClient {
    /// Describes the Kinesis streams to which the changes of a table are copied.
    ///
    /// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeKinesisStreamingDestination.html
    ///
    /// - Throws: `ClientError` where the call does not succeed; `CancellationError`.
    public func describeKinesisStreamingDestination(
        _ request: DescribeKinesisStreamingDestinationRequest
    ) async throws -> DescribeKinesisStreamingDestinationReply {
        try await client.reply(to: request)
    }
}
