public import DDBBase
import DDBClientCore
package import DDBJSON

/// Asks for an export of a table to S3.
public struct ExportTableToPointInTimeRequest: Sendable, Hashable {
    /// The ARN of the table, whose recovery to a moment must be on.
    public var tableARN: String
    /// The moment as of which the table is shown; nil for now.
    public var exportTime: Instant?
    /// The token by which calls are known to be one, for eight hours; nil for a new one.
    public var clientToken: String?
    /// The bucket.
    public var s3Bucket: String
    /// The account that owns the bucket, where it is another one.
    public var s3BucketOwner: String?
    /// What the keys begin with.
    public var s3Prefix: String?
    /// How the files are encrypted.
    public var s3SSEAlgorithm: S3SSEAlgorithm?
    /// The key of KMS that encrypts the files.
    public var s3SSEKMSKeyID: String?
    /// The format; DynamoDB JSON unless it is said.
    public var exportFormat: ExportFormat?
    /// What is exported; the whole table unless it is said.
    public var exportType: ExportType?
    /// The window of an incremental export.
    public var incrementalExportSpecification: IncrementalExportSpecification?
    /// Which items are exported, where not all.
    public var filterSpecification: FilterSpecification?

    /// Creates a request.
    public init(
        tableARN: String, s3Bucket: String, exportTime: Instant? = nil, clientToken: String? = nil,
        s3BucketOwner: String? = nil, s3Prefix: String? = nil,
        s3SSEAlgorithm: S3SSEAlgorithm? = nil, s3SSEKMSKeyID: String? = nil,
        exportFormat: ExportFormat? = nil, exportType: ExportType? = nil,
        incrementalExportSpecification: IncrementalExportSpecification? = nil,
        filterSpecification: FilterSpecification? = nil
    ) {
        self.tableARN = tableARN
        self.s3Bucket = s3Bucket
        self.exportTime = exportTime
        self.clientToken = clientToken
        self.s3BucketOwner = s3BucketOwner
        self.s3Prefix = s3Prefix
        self.s3SSEAlgorithm = s3SSEAlgorithm
        self.s3SSEKMSKeyID = s3SSEKMSKeyID
        self.exportFormat = exportFormat
        self.exportType = exportType
        self.incrementalExportSpecification = incrementalExportSpecification
        self.filterSpecification = filterSpecification
    }
}

extension ExportTableToPointInTimeRequest: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("TableArn", tableARN)
        writer.member("ExportTime", exportTime)
        writer.member("ClientToken", clientToken)
        writer.member("S3Bucket", s3Bucket)
        writer.member("S3BucketOwner", s3BucketOwner)
        writer.member("S3Prefix", s3Prefix)
        writer.member("S3SseAlgorithm", s3SSEAlgorithm)
        writer.member("S3SseKmsKeyId", s3SSEKMSKeyID)
        writer.member("ExportFormat", exportFormat)
        writer.member("ExportType", exportType)
        writer.member("IncrementalExportSpecification", incrementalExportSpecification)
        writer.member("FilterSpecification", filterSpecification)
    }
}

extension ExportTableToPointInTimeRequest: JSONOperation {
    package static var operation: String { "ExportTableToPointInTime" }
    package var resource: String? { tableARN }
}

/// Tells about an export that begins.
public struct ExportTableToPointInTimeReply: Sendable, Hashable {
    /// What is known about it.
    public var exportDescription: ExportDescription
}

extension ExportTableToPointInTimeReply: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        exportDescription = try members.required("ExportDescription", members.structure)
    }
}

extension DynamoDBClient {
    /// Begins to export a table to S3, as of a moment or the changes between two.
    ///
    /// Without a client token the call gets one, so that attempts of it begin one export only.
    ///
    /// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExportTableToPointInTime.html
    ///
    /// - Throws: `ClientError` where the call does not succeed; `CancellationError`.
    public func exportTableToPointInTime(
        _ request: ExportTableToPointInTimeRequest
    ) async throws -> ExportTableToPointInTimeReply {
        var request = request
        request.clientToken = request.clientToken ?? client.components.random.uuid()
        return try await client.reply(to: request)
    }
}
