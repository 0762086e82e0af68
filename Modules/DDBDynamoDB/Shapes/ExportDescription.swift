public import DDBBase
package import DDBJSON

/// Tells about an export to S3.
public struct ExportDescription: Sendable, Hashable {
    /// The ARN.
    public var exportARN: String
    /// How far it is.
    public var exportStatus: ExportStatus
    /// When it began.
    public var startTime: Instant?
    /// When it ended.
    public var endTime: Instant?
    /// The key in S3 of the manifest's summary, once it is complete.
    public var exportManifest: String?
    /// The ARN of the table.
    public var tableARN: String?
    /// The id of the table.
    public var tableID: String?
    /// The moment as of which a full export shows the table.
    public var exportTime: Instant?
    /// The token of the call that began it.
    public var clientToken: String?
    /// The bucket.
    public var s3Bucket: String?
    /// The account that owns the bucket.
    public var s3BucketOwner: String?
    /// What its keys begin with.
    public var s3Prefix: String?
    /// How its files are encrypted.
    public var s3SSEAlgorithm: S3SSEAlgorithm?
    /// The key of KMS that encrypts its files.
    public var s3SSEKMSKeyID: String?
    /// The kind of failure.
    public var failureCode: String?
    /// Why it failed.
    public var failureMessage: String?
    /// Its format.
    public var exportFormat: ExportFormat?
    /// The bytes that are paid for.
    public var billedSizeBytes: Int?
    /// The number of items.
    public var itemCount: Int?
    /// What it holds; nil means the whole table.
    public var exportType: ExportType?
    /// The window of an incremental export.
    public var incrementalExportSpecification: IncrementalExportSpecification?
    /// Which items it holds, where not all.
    public var filterSpecification: FilterSpecification?
}

extension ExportDescription: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        exportARN = try members.required("ExportArn", members.string)
        exportStatus = try members.required("ExportStatus", members.name)
        startTime = try members.instant("StartTime")
        endTime = try members.instant("EndTime")
        exportManifest = try members.string("ExportManifest")
        tableARN = try members.string("TableArn")
        tableID = try members.string("TableId")
        exportTime = try members.instant("ExportTime")
        clientToken = try members.string("ClientToken")
        s3Bucket = try members.string("S3Bucket")
        s3BucketOwner = try members.string("S3BucketOwner")
        s3Prefix = try members.string("S3Prefix")
        s3SSEAlgorithm = try members.name("S3SseAlgorithm")
        s3SSEKMSKeyID = try members.string("S3SseKmsKeyId")
        failureCode = try members.string("FailureCode")
        failureMessage = try members.string("FailureMessage")
        exportFormat = try members.name("ExportFormat")
        billedSizeBytes = try members.integer("BilledSizeBytes")
        itemCount = try members.integer("ItemCount")
        exportType = try members.name("ExportType")
        incrementalExportSpecification = try members.structure("IncrementalExportSpecification")
        filterSpecification = try members.structure("FilterSpecification")
    }
}
