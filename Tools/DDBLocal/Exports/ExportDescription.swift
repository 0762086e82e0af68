import DDBBase
import DDBJSON

/// Writes what is told of an export.
enum ExportDescription {
    /// `{"ExportDescription":{...}}`.
    static func body(_ record: ExportRecord) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("ExportDescription")
        write(record, to: &writer)
        writer.endObject()
        return writer.takeBytes()
    }

    private static func write(_ record: ExportRecord, to writer: inout JSONWriter) {
        let request = record.request
        writer.beginObject()
        writer.member("ExportArn", record.arn)
        writer.member("ExportStatus", record.status.rawValue)
        writer.member("StartTime", milliseconds(record.startTime))
        writer.member("EndTime", record.outcome.map { milliseconds($0.time) })
        if record.status == .completed { writer.member("ExportManifest", record.summaryKey) }
        writer.member("TableArn", record.tableARN)
        writer.member("TableId", record.tableID)
        if request.kind == .full {
            writer.member("ExportTime", milliseconds(record.exportTime))
        }
        writer.member("ClientToken", record.clientToken)
        writer.member("S3Bucket", request.bucket)
        writer.member("S3BucketOwner", request.bucketOwner)
        writer.member("S3Prefix", request.prefix)
        writer.member("S3SseAlgorithm", record.encryption)
        writer.member("S3SseKmsKeyId", request.encryptionKey)
        writer.member("FailureCode", record.outcome?.failureCode)
        writer.member("FailureMessage", record.outcome?.failureMessage)
        writer.member("ExportFormat", request.format.rawValue)
        if record.status == .completed {
            writer.member("BilledSizeBytes", record.outcome?.billedBytes)
            writer.member("ItemCount", record.outcome?.itemCount)
        }
        writer.member("ExportType", request.kind.rawValue)
        if request.kind == .incremental {
            writer.name("IncrementalExportSpecification")
            writer.beginObject()
            writer.member("ExportFromTime", milliseconds(record.from))
            writer.member("ExportToTime", milliseconds(record.exportTime))
            writer.member("ExportViewType", request.view.rawValue)
            writer.endObject()
        }
        writer.endObject()
    }

    /// A page of ListExports.
    static func page(_ records: [ExportRecord], next: String?) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("ExportSummaries")
        writer.beginArray()
        for record in records {
            writer.beginObject()
            writer.member("ExportArn", record.arn)
            writer.member("ExportStatus", record.status.rawValue)
            writer.member("ExportType", record.request.kind.rawValue)
            writer.endObject()
        }
        writer.endArray()
        writer.member("NextToken", next)
        writer.endObject()
        return writer.takeBytes()
    }

    private static func milliseconds(_ moment: Instant) -> Instant {
        Instant(milliseconds: moment.milliseconds)
    }
}
