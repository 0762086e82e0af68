/// What the coordinator knows about one shard; its place in the graph is in `ShardLineage`.
struct ShardSlot: Sendable {
    enum Phase: UInt8, Sendable {
        /// It waits for its parents, or to be listed where it is a phantom.
        case waiting
        /// It waits for its timer: the next poll, or a retry.
        case resting
        /// It waits for its turn to send a request.
        case queued
        /// It waits until pages of it are acknowledged.
        case held
        /// A request for an iterator runs.
        case positioning
        /// A request for records runs.
        case reading
        /// Its last page is delivered, not acknowledged.
        case drained
        /// It is done with.
        case finished
    }

    /// How far the search for its children is.
    enum Search: UInt8, Sendable { case none, resting, queued, asking, listing }

    /// A page that is delivered and not acknowledged.
    struct Page: Sendable {
        /// The last record; nil for the end of the shard.
        var last: SequenceNumber?
        var byteCount: Int
        var isLast: Bool
    }

    var phase = Phase.waiting
    var search = Search.none
    /// Where the consumer stands; nil while the shard has not begun.
    var place: ShardPosition.Place?
    var since: Int64 = 0
    /// The last record read in this run.
    var lastRead: SequenceNumber?
    var iterator: String?
    var iteratorMadeAt: Int64 = 0
    /// When records were last asked for.
    var askedAt = Int64.min / 2
    var pages: [Page] = []
    /// Wall time up to which all is read, as far as is known.
    var watermark: Int64?
    /// When nothing was left to read: as the service said, or as empty pages have shown.
    var tipAt: Int64?
    var emptyPages = 0
    /// The empty pages since the last record, iterator or proof of the tip, and when the first of
    /// them was asked for.
    var emptyRow = 0
    var emptyRowAt: Int64 = 0
    var failures = 0
    var notFounds = 0
    var childRequests = 0
    var childListings = 0
    var finishedAt: Int64 = 0
    /// Whether the shard was found by the first listing of the stream.
    var isFirstDiscovered = false
    /// Whether the shard's one `LATEST` iterator has been made, or was made in an earlier run.
    var isLatestSpent = false
    /// Whether what follows the position is gone and reading goes on at what is left.
    var isAtHorizon = false
    /// The edge of the retention when that was found.
    var horizon: Int64 = 0
    /// Whether the shard, a phantom, is asked about only to learn whether it exists.
    var isProbe = false
    /// Complete listings that did not show the shard though it exists; 0 where that is not known.
    var hiddenListings = 0
    /// Whether a probe that finds nothing is a loss.
    var isProbeOwed = false
    /// Whether the search for its children is over.
    var isSearched = false
    /// Whether the consumer may have stored a position.
    var isStored = false
    /// Whether the stored position was given up.
    var isForgotten = false

    /// Whether it is being read, or more; a probe is not yet.
    var hasBegun: Bool { phase != .waiting && !isProbe }
    var isUnfinished: Bool { phase != .finished }
}
