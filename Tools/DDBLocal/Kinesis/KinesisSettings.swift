/// How long Kinesis keeps things, and how much a shard may be read.
public struct KinesisSettings: Sendable, Hashable {
    /// How long records can be read.
    public var retention = Duration.seconds(24 * 3600)
    /// How long an iterator can be used.
    public var iteratorLife = Duration.seconds(300)
    /// How long the token of a listing can be used.
    public var tokenLife = Duration.seconds(300)
    /// How many reads a shard allows in a second; 0 for any.
    public var readsPerSecond = 5
    /// How many bytes of a shard can be read in a second; 0 for any.
    public var readBytesPerSecond = 2 << 20
    /// One of how many changes of tables is delivered twice; 0 for none.
    public var duplicateOneIn = 0
    /// How many changes of tables are held back and delivered in any order; 0 for none.
    public var reorderedMax = 0
    /// Whether times of changes are in microseconds, unless a table says otherwise.
    public var isMicrosecond = false

    /// The most records of a page.
    package static let pageRecordsMax = 10_000
    /// The most bytes of a page.
    package static let pageBytesMax = 10 << 20
    /// The most bytes of a record with its key.
    package static let recordBytesMax = 10 << 20
    /// The most records of a PutRecords.
    package static let putRecordsMax = 500
    /// The most shards of a listing.
    package static let listedMax = 10_000
    /// The shards of a listing unless it says how many.
    package static let listedDefault = 1000
    /// The most shards that a stream is made with.
    package static let shardsMax = 10_000

    /// Creates the settings of Kinesis.
    public init() {}
}
