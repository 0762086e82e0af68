import DDBBase
import DDBJSON

/// Writes the manifests of an export as AWS does, in AWS's order of fields.
enum ExportManifest {
    /// A data file that was written.
    struct File: Sendable {
        let key: String
        let itemCount: Int
        let md5: [UInt8]
        /// Without quotes.
        let etag: String
    }

    /// `manifest-files.json`: an object a line.
    static func files(_ files: [File]) -> [UInt8] {
        var writer = JSONWriter()
        for file in files {
            writer.beginObject()
            writer.member("itemCount", file.itemCount)
            writer.member("md5Checksum", base64: file.md5)
            writer.member("etag", file.etag)
            writer.member("dataFileS3Key", file.key)
            writer.endObject()
            writer.endLine()
        }
        return writer.takeBytes()
    }

    /// `manifest-summary.json`: one object, without a line feed.
    static func summary(_ record: ExportRecord, _ outcome: ExportRecord.Outcome) -> [UInt8] {
        let request = record.request
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("version", request.kind == .full ? "2020-06-30" : "2023-08-01")
        writer.member("exportArn", record.arn)
        writer.member("startTime", time(record.startTime))
        writer.member("endTime", time(outcome.time))
        writer.member("tableArn", record.tableARN)
        writer.member("tableId", record.tableID)
        switch request.kind {
        case .full:
            writer.member("exportTime", time(record.exportTime))
        case .incremental:
            writer.member("exportFromTime", time(record.from))
            writer.member("exportToTime", time(record.exportTime))
        }
        writer.member("s3Bucket", request.bucket)
        let prefix = request.prefix.flatMap { $0.isEmpty ? nil : $0 }
        optional("s3Prefix", prefix, to: &writer)
        writer.member("s3SseAlgorithm", record.encryption)
        optional("s3SseKmsKeyId", request.encryptionKey, to: &writer)
        writer.member("manifestFilesS3Key", record.filesKey)
        writer.member("billedSizeBytes", outcome.billedBytes)
        writer.member("itemCount", outcome.itemCount)
        writer.member("outputFormat", request.format.rawValue)
        if request.kind == .incremental {
            writer.member("outputView", request.view.rawValue)
            writer.member("exportType", request.kind.rawValue)
        }
        writer.endObject()
        return writer.takeBytes()
    }

    private static func optional(
        _ name: String, _ text: String?, to writer: inout JSONWriter
    ) {
        writer.name(name)
        if let text { writer.string(text) } else { writer.null() }
    }

    /// ISO 8601 with three digits of the second, always.
    static func time(_ moment: Instant) -> String {
        let text = Instant(milliseconds: moment.milliseconds).iso8601
        return text.contains(".") ? text : text.dropLast() + ".000Z"
    }
}
