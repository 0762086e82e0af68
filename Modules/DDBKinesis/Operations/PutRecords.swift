package import DDBClientCore
package import DDBJSON

/// Asks for records to be written, at most 500.
public struct PutRecordsRequest: Sendable, Hashable {
    /// The records.
    public var records: [PutRecordsEntry]
    /// The stream's name; or else its ARN.
    public var streamName: String?
    /// The stream's ARN, which may be that of another account.
    public var streamARN: String?
    /// The stream's id.
    public var streamID: String?

    /// Creates a request.
    public init(
        records: [PutRecordsEntry], streamName: String? = nil, streamARN: String? = nil,
        streamID: String? = nil
    ) {
        self.records = records
        self.streamName = streamName
        self.streamARN = streamARN
        self.streamID = streamID
    }
}

extension PutRecordsRequest: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.name("Records")
        writer.list(records)
        writer.member("StreamName", streamName)
        writer.member("StreamARN", streamARN)
        writer.member("StreamId", streamID)
    }
}

extension PutRecordsRequest: JSONOperation {
    package static var operation: String { "PutRecords" }
    package var resource: String? { streamARN }

    /// The most records of a call.
    static var recordCountMax: Int { 500 }

    package func validate() throws(ClientError) {
        guard !records.isEmpty, records.count <= Self.recordCountMax else {
            throw ClientError(
                .invalidCall, operation: Self.operation,
                "PutRecords takes 1 to \(Self.recordCountMax) records, not \(records.count).")
        }
    }
}

/// Tells what became of records.
public struct PutRecordsReply: Sendable, Hashable {
    /// How many were not written.
    public var failedRecordCount: Int?
    /// What became of each, in the order of the request.
    public var records: [PutRecordsResult]
    /// How they are encrypted.
    public var encryptionType: EncryptionType?
}

extension PutRecordsReply: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        failedRecordCount = try members.integer("FailedRecordCount")
        records = try members.structures("Records")
        encryptionType = try members.name("EncryptionType")
    }
}

extension KinesisClient {
    /// Writes records, each of which may be refused by itself.
    ///
    /// A call whose answer is lost may have written them: written again they are there twice.
    ///
    /// https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html
    ///
    /// - Throws: `ClientError` where the call does not succeed; `CancellationError`.
    public func putRecords(
        _ request: PutRecordsRequest
    ) async throws -> PutRecordsReply {
        try await client.reply(to: request)
    }
}
