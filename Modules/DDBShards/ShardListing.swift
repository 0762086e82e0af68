/// Holds one page of a listing of shards.
public struct ShardListing: Sendable, Hashable {
    /// The shards of the page; a page may be empty and not the last.
    public var shards: [ListedShard]
    /// What asks for the next page: `LastEvaluatedShardId` or `NextToken`; nil on the last.
    public var next: String?
    /// Whether the stream takes no more changes: its status is `DISABLED`.
    public var isStreamDisabled: Bool

    /// Creates a page.
    public init(_ shards: [ListedShard], next: String? = nil, isStreamDisabled: Bool = false) {
        self.shards = shards
        self.next = next
        self.isStreamDisabled = isStreamDisabled
    }
}
