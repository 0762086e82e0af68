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
    /// "newImage":{...},"oldImage":{...},"keys":{...},"eventTime":".."}`.
    ///
    /// Only the operation's own parts are needed: the new image of a put, keys or the old image of
    /// a delete. The event time is ISO 8601 text, or microseconds since 1970 as a number.
    case change
}
