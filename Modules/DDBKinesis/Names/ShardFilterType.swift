/// Says which shards of a stream are asked for.
///
/// New names may come; those known are constants.
public struct ShardFilterType: RawRepresentable, Sendable, Hashable {
    /// The name as AWS has it.
    public let rawValue: String

    /// Creates a name, known or not.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// Those behind one, in the order of ids.
    public static let afterShardID = ShardFilterType(rawValue: "AFTER_SHARD_ID")
    /// Those that were open when the oldest record kept was written.
    public static let atTrimHorizon = ShardFilterType(rawValue: "AT_TRIM_HORIZON")
    /// All that hold records, open or closed.
    public static let fromTrimHorizon = ShardFilterType(rawValue: "FROM_TRIM_HORIZON")
    /// Those that are open.
    public static let atLatest = ShardFilterType(rawValue: "AT_LATEST")
    /// Those that were open at a moment.
    public static let atTimestamp = ShardFilterType(rawValue: "AT_TIMESTAMP")
    /// Those that were open at a moment or later.
    public static let fromTimestamp = ShardFilterType(rawValue: "FROM_TIMESTAMP")
}
