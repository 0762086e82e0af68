import DDBClientCore
package import DDBJSON

/// Asks about a stream.
public struct DescribeStreamSummaryRequest: Sendable, Hashable {
    /// The stream's name; or else its ARN.
    public var streamName: String?
    /// The stream's ARN, which may be that of another account.
    public var streamARN: String?
    /// The stream's id.
    public var streamID: String?

    /// Creates a request.
    public init(streamName: String? = nil, streamARN: String? = nil, streamID: String? = nil) {
        self.streamName = streamName
        self.streamARN = streamARN
        self.streamID = streamID
    }
}

extension DescribeStreamSummaryRequest: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("StreamName", streamName)
        writer.member("StreamARN", streamARN)
        writer.member("StreamId", streamID)
    }
}

extension DescribeStreamSummaryRequest: JSONOperation {
    package static var operation: String { "DescribeStreamSummary" }
    package var resource: String? { streamARN }
}

/// Tells about a stream.
public struct DescribeStreamSummaryReply: Sendable, Hashable {
    /// What is known about it.
    public var streamDescriptionSummary: StreamDescriptionSummary
}

extension DescribeStreamSummaryReply: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        streamDescriptionSummary = try members.required(
            "StreamDescriptionSummary", members.structure)
    }
}

extension KinesisClient {
    /// Describes a stream without its shards.
    ///
    /// https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DescribeStreamSummary.html
    ///
    /// - Throws: `ClientError` where the call does not succeed; `CancellationError`.
    public func describeStreamSummary(
        _ request: DescribeStreamSummaryRequest
    ) async throws -> DescribeStreamSummaryReply {
        try await client.reply(to: request)
    }
}
