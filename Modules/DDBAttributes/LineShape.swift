/// What each line of a file is.
public enum LineShape: Sendable, Hashable {
    /// A line of an export to S3: `{"Item":{...}}` of a full one, or
    /// `{"Metadata":{...},"Keys":{...},"OldImage":{...},"NewImage":{...}}` of an incremental one.
    ///
    /// A line with a new image is a put; one without is a delete.
    case export
    /// A bare item: `{"pk":{"S":".."},...}`.
    case item
    /// A change as ddbkit writes it: `{"operation":"put"|"delete","partition":"..","sequence":"..",
    /// "newImage":{...},"oldImage":{...},"keys":{...},"eventTime":"..","epoch":1,
    /// "eventName":"INSERT"|"MODIFY"|"SNAPSHOT"|"REMOVE"}`.
    ///
    /// Needed are the operation and its own parts: the new image of a put, keys or the old image
    /// of a delete. The partition, in which sequences order changes, is text of 1 to 1024 bytes;
    /// the sequence 1 to 40 decimal digits, as text or number; the epoch, 0 where it is absent,
    /// rises where sequences begin anew. The event time is ISO 8601 text, or microseconds since
    /// 1970 as a number.
    case change
}
