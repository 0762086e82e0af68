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

    /// The children of one shard.
    public static let childShards = ShardFilterType(rawValue: "CHILD_SHARDS")
}
