public import DDBBase

/// Says what a `GetRecords` brought; the records themselves stay with the caller.
public struct RecordsReply: Sendable, Hashable {
    /// The records of a page, in numbers.
    public struct Records: Sendable, Hashable {
        /// How many.
        public var count: Int
        /// The memory that they take until they are acknowledged.
        public var byteCount: Int
        /// The sequence number of the last.
        public var last: SequenceNumber
        /// When the last was written, about.
        public var lastWritten: Instant?

        /// Creates the numbers of a page with at least one record.
        public init(
            count: Int, byteCount: Int, last: SequenceNumber, lastWritten: Instant? = nil
        ) {
            self.count = count
            self.byteCount = byteCount
            self.last = last
            self.lastWritten = lastWritten
        }
    }

    /// The records; nil where the page is empty, which says nothing about what follows.
    public var records: Records?
    /// The iterator of the next page; nil where the shard is closed and this was its last.
    public var nextIterator: String?
    /// Whether the service says that the page reaches the newest record: `MillisBehindLatest` is 0
    /// (Kinesis).
    public var isAtTip: Bool
    /// The children, where the reply names them at the shard's end (Kinesis).
    public var children: [ListedShard]

    /// Creates a reply.
    public init(
        _ records: Records? = nil, nextIterator: String?, isAtTip: Bool = false,
        children: [ListedShard] = []
    ) {
        self.records = records
        self.nextIterator = nextIterator
        self.isAtTip = isAtTip
        self.children = children
    }
}
