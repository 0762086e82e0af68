public import DDBAttributes
public import DDBBase
import DDBJSON

/// What `manifest-summary.json` says of an export.
///
/// Fields that are not known are passed over, and what AWS leaves out or sets to null is nil.
public struct ManifestSummary: Sendable, Hashable {
    /// What an export holds.
    public enum Kind: Sendable, Hashable {
        /// The whole table at one time; also where nothing is said.
        case full
        /// What changed in a window of time.
        case incremental
    }

    /// How items are written.
    public enum Format: Sendable, Hashable {
        /// DynamoDB JSON.
        case dynamoDBJSON
        /// Amazon Ion text.
        case ion
    }

    /// The version of the manifest, such as `2020-06-30`.
    public let version: String
    /// The ARN of the export.
    public let exportArn: String?
    /// The table.
    public let table: TableARN
    /// The id of the table, which a table of the same name made later does not have.
    public let tableId: String?
    /// The time that a full export shows.
    public let exportTime: Instant?
    /// The start of an incremental export's window, inside it.
    public let exportFromTime: Instant?
    /// The end of an incremental export's window, outside it.
    public let exportToTime: Instant?
    /// When the export began.
    public let startTime: Instant?
    /// The bucket that the export was written to.
    public let bucket: String?
    /// The prefix of its keys.
    public let prefix: String?
    /// The key of the manifest of files.
    public let manifestFilesKey: String
    /// The size that was billed, in bytes.
    public let billedByteCount: Int64?
    /// How many items, or changes, the export has.
    public let itemCount: Int64
    /// How items are written.
    public let format: Format
    /// What the export holds.
    public let kind: Kind
    /// Which images an incremental export has, as AWS names it.
    public let outputView: String?

    /// The last part of the export's ARN, which is the name of its folder.
    public var exportId: String? {
        exportArn?.split(separator: "/").last.map(String.init)
    }

    /// Reads the text of the file.
    ///
    /// - Throws: ``ExportError/Code/manifest``.
    public init(_ bytes: RawSpan, file: String) throws(ExportError) {
        let reader = try ManifestReader(bytes, file: file)
        version = try reader.optionalString("version") ?? ""
        exportArn = try reader.optionalString("exportArn")
        let arn = try reader.string("tableArn")
        guard let table = TableARN(arn: arn) else {
            throw reader.fault("its tableArn names no DynamoDB table")
        }
        self.table = table
        tableId = try reader.optionalString("tableId")
        exportTime = try reader.time("exportTime")
        exportFromTime = try reader.time("exportFromTime")
        exportToTime = try reader.time("exportToTime")
        startTime = try reader.time("startTime")
        bucket = try reader.optionalString("s3Bucket")
        prefix = try reader.optionalString("s3Prefix")
        manifestFilesKey = try reader.optionalString("manifestFilesS3Key") ?? "manifest-files.json"
        billedByteCount = try reader.optionalInteger("billedSizeBytes")
        itemCount = try reader.count("itemCount")
        outputView = try reader.optionalString("outputView")
        let format = try reader.optionalString("outputFormat") ?? "DYNAMODB_JSON"
        switch format {
        case "DYNAMODB_JSON": self.format = .dynamoDBJSON
        case "ION": self.format = .ion
        default: throw reader.fault("its outputFormat '\(format)' is not known")
        }
        let kind = try reader.optionalString("exportType") ?? "FULL_EXPORT"
        switch kind {
        case "FULL_EXPORT": self.kind = .full
        case "INCREMENTAL_EXPORT": self.kind = .incremental
        default: throw reader.fault("its exportType '\(kind)' is not known")
        }
    }
}
