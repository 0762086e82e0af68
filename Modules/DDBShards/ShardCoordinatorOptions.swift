/// Names the limits and the pace of a coordinator.
///
/// ``dynamoDBStreams`` and ``kinesis`` are what the services ask for; change what differs.
public struct ShardCoordinatorOptions: Sendable, Hashable {
    /// How the children of a shard are found once it is read to its end.
    public enum ChildDiscovery: Sendable, Hashable {
        /// By a request for its children, and by a full listing where that stays empty.
        case request
        /// In the reply that ends the shard, and by a full listing where that names none.
        case reply
    }

    /// Where the first reading begins.
    public var start = ShardStart.trimHorizon
    /// How children are found.
    public var childDiscovery = ChildDiscovery.request
    /// Whether the service makes iterators for a moment.
    public var canStartAtTime = false

    /// How long the stream keeps a record.
    public var retention = Duration.seconds(24 * 3600)
    /// By how much clocks and times of creation may be wrong.
    public var clockTolerance = Duration.seconds(3600)
    /// How long after the start records at the edge of the retention may go without a report.
    public var startGrace = Duration.seconds(900)
    /// How long a finished shard is remembered at least.
    public var forgetAfter = Duration.seconds(48 * 3600)
    /// How long an iterator lives.
    public var iteratorLifetime = Duration.seconds(15 * 60)
    /// How long before its end an iterator is replaced.
    public var iteratorMargin = Duration.seconds(60)

    /// The shortest time between two requests for records of a shard.
    public var pollInterval = Duration.milliseconds(250)
    /// The longest time between two requests for records of a shard without any.
    public var idlePollInterval = Duration.seconds(2)
    /// How many empty pages in a row make a shard idle.
    public var emptyPagesUntilIdle = 4
    /// How many empty pages in a row, of one iterator and its successors, show that nothing was
    /// left to read before the first of them.
    ///
    /// DynamoDB does not tell where the tip is, and gives empty pages though records lie ahead;
    /// these come after some tens of them.
    public var emptyPagesUntilTip = 1000
    /// The most records to ask for at once.
    public var recordsPerRequest = 1000

    /// The most requests for iterators and records that run at once.
    public var requestsMax = 64
    /// The most bytes of pages that are asked for or not acknowledged, over all shards.
    ///
    /// A request counts as ``pageBytesMax`` while it runs. One request is always allowed where
    /// nothing is held.
    public var bytesMax = 64 << 20
    /// The most bytes of a page.
    public var pageBytesMax = 1 << 20
    /// The most pages of one shard that are not acknowledged.
    public var pagesPerShardMax = 8
    /// The most shards in memory, finished ones included.
    public var trackedShardsMax = 65_536

    /// The time between the end of a full listing and the next.
    public var discoveryInterval = Duration.seconds(60)
    /// The most requests for listings and for children in a second, together.
    public var describesPerSecond = 5.0
    /// The most pages of one listing.
    public var listingPagesMax = 10_000
    /// How often children are asked for before full listings take over.
    public var childRequestsMax = 10
    /// How many full listings are hurried for the children of one shard; the regular ones go on.
    public var childListingsMax = 5
    /// How many full listings are waited for that show a parent which is known to exist.
    public var hiddenListingsMax = 20
    /// How often "not found" is taken for a delay of the service.
    public var notFoundsMax = 5
    /// The first wait after a failure; it doubles with each further one.
    public var retryDelay = Duration.milliseconds(200)
    /// The first wait after a throttle.
    public var throttleDelay = Duration.seconds(1)
    /// The longest wait after a failure.
    public var retryDelayMax = Duration.seconds(20)

    /// What DynamoDB Streams asks for.
    public static let dynamoDBStreams = ShardCoordinatorOptions()

    /// What Kinesis asks for, with its shortest retention.
    public static let kinesis: ShardCoordinatorOptions = {
        var options = ShardCoordinatorOptions()
        options.childDiscovery = .reply
        options.canStartAtTime = true
        options.iteratorLifetime = .seconds(5 * 60)
        options.recordsPerRequest = 10_000
        options.pageBytesMax = 10 << 20
        options.bytesMax = 256 << 20
        options.describesPerSecond = 50
        return options
    }()

    private init() {}
}
