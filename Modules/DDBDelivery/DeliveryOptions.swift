/// Names the limits and the pace of a delivery.
///
/// ``batches``, ``single`` and ``loadAndWrite`` are the three ways to write; change what differs.
public struct DeliveryOptions: Sendable, Hashable {
    /// How often a write may fail in ways that pass.
    ///
    /// It fails where its call fails or is throttled, and where it is left unprocessed.
    public enum RetryLimit: Sendable, Hashable {
        /// It is tried until it succeeds.
        case none
        /// After so many failures it is settled as ``WriteOutcome/exhausted``.
        case settle(after: Int)
        /// After so many failures the delivery stops.
        case stop(after: Int)
    }

    /// How an unknown capacity is approached.
    public struct SlowStart: Sendable, Hashable {
        /// The rate at the start, in WCU a second.
        public var capacity: Double
        /// How long the rate must be used up without a throttle before it doubles.
        public var doubling: Duration
        /// The rate at which the limit falls away, in WCU a second.
        public var enough: Double

        /// Creates a slow start.
        public init(
            capacity: Double = 1000, doubling: Duration = .seconds(30), enough: Double = 1_000_000
        ) {
            self.capacity = capacity
            self.doubling = doubling
            self.enough = enough
        }
    }

    /// The most writes in a call; `BatchWriteItem` allows 25.
    public var batchMaxSize = 25
    /// The most bytes of a request's body; DynamoDB allows 16 MiB.
    public var requestBytesMax = 16 << 20
    /// The bytes of a body without any write in it.
    public var requestOverheadBytes = 512
    /// The most calls in flight, loads included.
    public var maxInflight = 50
    /// The most writes that wait; then there is no room.
    ///
    /// Writes that come back from calls may pass it by what those calls held.
    public var maxBuffered = 10_000
    /// How long a write waits for others to fill its call.
    public var flushTimeout = Duration.milliseconds(5000)

    /// Whether a newer write takes the place of an older one of its key that waits.
    ///
    /// It must not where each write counts: where conditions decide, and where writes are reduced.
    public var supersedes = true
    /// Whether the item of a write is loaded and reduced before it is written.
    public var loads = false
    /// The most keys in a load; `BatchGetItem` allows 100.
    public var loadMaxSize = 100
    /// The most writes that are loaded, or being loaded, and not settled; then no load is sent.
    ///
    /// A call in flight may pass it. What is reduced is held in memory, and somebody else may
    /// change the item meanwhile.
    public var loadAheadMax = 1000
    /// The most bytes of writes that are reduced and not settled; then no load is sent.
    public var loadAheadBytesMax = 64 << 20

    /// How often a write may fail in ways that pass.
    public var retryLimit = RetryLimit.none
    /// The longest wait before the first retry; it doubles with each further one.
    ///
    /// The wait is a random part of it.
    public var retryDelay = Duration.milliseconds(50)
    /// The same after a throttle.
    public var throttleDelay = Duration.milliseconds(50)
    /// The longest wait before a retry; also the wait where the retry quota is used up.
    public var retryDelayMax = Duration.seconds(20)
    /// The most units of the retry quota, and those at the start.
    public var retryQuota = 500
    /// The units that a retry takes after a failure.
    public var retryCost = 14
    /// The units that a retry takes after a throttle.
    public var throttleCost = 5

    /// The write capacity that may be used, in WCU a second; nil for all there is.
    public var writeCapacity: Double?
    /// How much unused capacity is saved up, as a time of the rate.
    public var capacityBurst = Duration.seconds(1)
    /// How an unknown capacity is approached: on-demand tables throttle what begins at full speed.
    public var slowStart: SlowStart?

    /// After how many failures in a row a partition counts as hot where the service does not say.
    public var hotAfter = 2
    /// The most partitions of which failures are remembered.
    public var hotPartitionsMax = 4096

    /// Batches of 25 for blind puts and deletes, the last write of a key wins.
    public static let batches = DeliveryOptions()

    /// One conditional write in a call: `PutItem` and `DeleteItem`.
    public static let single: DeliveryOptions = {
        var options = DeliveryOptions()
        options.batchMaxSize = 1
        options.supersedes = false
        return options
    }()

    /// Read, reduce, write in batches: loads of up to 100 keys, then batches of 25.
    public static let loadAndWrite: DeliveryOptions = {
        var options = DeliveryOptions()
        options.supersedes = false
        options.loads = true
        return options
    }()

    private init() {}
}
