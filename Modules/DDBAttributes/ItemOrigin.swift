/// Where a record came from.
public enum ItemOrigin: UInt8, Sendable {
    /// An export to S3.
    case export
    /// A scan of the table.
    case scan
    /// The table's stream.
    case stream
    /// A Kinesis data stream.
    case kinesis
    /// A file of somebody else.
    case file
}
