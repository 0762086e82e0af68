/// Says how records are spread over the shards.
///
/// New names may come; those known are constants.
public struct RecordDistributionStrategy: RawRepresentable, Sendable, Hashable {
    /// The name as AWS has it.
    public let rawValue: String

    /// Creates a name, known or not.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// By the service.
    public static let auto = RecordDistributionStrategy(rawValue: "AUTO")
    /// By the partition key that the writer gives.
    public static let userPartitionKey = RecordDistributionStrategy(rawValue: "USER_PARTITION_KEY")
}
