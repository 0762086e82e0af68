/// How far the search for shards is.
struct DiscoveryState: Sendable {
    /// One full listing, page by page.
    struct Listing: Sendable {
        var token: String?
        var tokens: Set<String> = []
        var pageCount = 0
        var failures = 0
        var isAsking = false
        /// When the next page may be asked for.
        var readyAt: Int64
        var isStreamDisabled = false
        /// Shards that were left out for want of room.
        var untracked: Set<ShardID> = []
        /// Whether all shards were finished when it began.
        var beganDone: Bool
    }

    var listing: Listing?
    /// The number of the listing that runs or ran last.
    var stamp: UInt32 = 0
    var nextListingAt = Int64.max
    /// When the next request for shards may be sent.
    var freeAt = Int64.min
    var refusedCount = 0
    var refusedInRow = 0
    var notFounds = 0
    /// Whether children can be asked for; learnt from a refusal.
    var canAskForChildren = true
    /// Whether children had the last turn where a listing wants one too.
    var wasChildrensTurn = false
    /// Since when the stream is known to be disabled.
    var disabledSince: Int64?
    var isGone = false
    /// Complete listings in a row that found a disabled stream and nothing left to do.
    var doneListings = 0
}
