import DDBBase
import DDBJSON

/// Writes a change of a table as DynamoDB puts it into a Kinesis stream.
struct KinesisChangeWriter: Sendable {
    let region: String
    let tableName: String
    /// Whether times are in microseconds; else they are in milliseconds.
    let isMicrosecond: Bool

    /// The record: always with both images, and without a sequence number.
    func data(_ change: StreamChange, at time: Instant, eventID: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("awsRegion", region)
        writer.member("eventID", eventID)
        writer.member(
            "eventName",
            change.newImage == nil ? "REMOVE" : change.oldImage == nil ? "INSERT" : "MODIFY")
        writer.name("userIdentity")
        if change.isExpiry {
            writer.beginObject()
            writer.member("principalId", "dynamodb.amazonaws.com")
            writer.member("type", "Service")
            writer.endObject()
        } else {
            writer.null()
        }
        writer.member("recordFormat", "application/json")
        writer.member("tableName", tableName)
        writer.name("dynamodb")
        writer.beginObject()
        writer.name("ApproximateCreationDateTime")
        writer.integer(isMicrosecond ? time.microseconds : time.milliseconds)
        writer.name("Keys")
        writer.raw(change.keys.wire)
        var size = change.keys.size
        for (name, image) in [("NewImage", change.newImage), ("OldImage", change.oldImage)] {
            guard let image else { continue }
            writer.name(name)
            writer.raw(image.wire)
            size += image.size
        }
        writer.member("SizeBytes", size)
        writer.member(
            "ApproximateCreationDateTimePrecision", isMicrosecond ? "MICROSECOND" : "MILLISECOND")
        writer.endObject()
        writer.member("eventSource", "aws:dynamodb")
        writer.endObject()
        return writer.bytes
    }
}
