/// Says where in a shard of a stream reading begins.
///
/// New names may come; those known are constants.
public struct ShardIteratorType: RawRepresentable, Sendable, Hashable {
    /// The name as AWS has it.
    public let rawValue: String

    /// Creates a name, known or not.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// At the oldest record that is kept.
    public static let trimHorizon = ShardIteratorType(rawValue: "TRIM_HORIZON")
    /// After the newest record, or slightly before.
    public static let latest = ShardIteratorType(rawValue: "LATEST")
    /// At a record.
    public static let atSequenceNumber = ShardIteratorType(rawValue: "AT_SEQUENCE_NUMBER")
    /// After a record.
    public static let afterSequenceNumber = ShardIteratorType(rawValue: "AFTER_SEQUENCE_NUMBER")
    /// At the first record of a moment or after it.
    public static let atTimestamp = ShardIteratorType(rawValue: "AT_TIMESTAMP")
}
