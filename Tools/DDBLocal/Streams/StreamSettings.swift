/// How long streams keep things, and when their shards divide.
///
/// What DynamoDB says of itself is the default; its other numbers are what people have seen.
public struct StreamSettings: Sendable, Hashable {
    /// How long records can be read.
    public var retention = Duration.seconds(24 * 3600)
    /// How long a shard is listed after it was closed.
    public var listing = Duration.seconds(36 * 3600)
    /// How long an iterator can be used.
    public var iteratorLife = Duration.seconds(15 * 60)
    /// How long a shard is written to before another one follows it.
    public var shardLife = Duration.seconds(4 * 3600)
    /// By how much lives differ, so that not all shards end at once.
    public var shardLifeSpread = Duration.seconds(15 * 60)
    /// How many shards a stream begins with.
    public var initialShards = 1
    /// How many records a shard takes in a second of the clock before it is split; 0 for any.
    public var splitRecordsPerSecond = 1000
    /// How many shards may be open because of splits under load.
    public var openShardsMax = 64
    /// How many readers a shard may have within a second; 0 for any.
    public var readersMax = 2
    /// How many calls of DescribeStream an account has in a second; 0 for any.
    public var describesPerSecond = 10
    /// How many calls of ListStreams an account has in a second; 0 for any.
    public var listsPerSecond = 5
    /// One of how many pages is empty though there are records; 0 for none.
    public var emptyPageOneIn = 0

    /// The most shards that a split on command makes.
    package static let openShardsLimit = 100_000
    /// The most records of a page.
    package static let pageRecordsMax = 1000
    /// The most bytes of a page, unless its first record alone has more.
    package static let pageBytesMax = 1 << 20
    /// The most shards or streams of a listing.
    package static let listedMax = 100

    /// Creates the settings of DynamoDB.
    public init() {}
}
