/// One run over a source.
///
/// ## Contract
/// - ``nextReader()`` is called from several lanes at once and MUST give each reader once. It MUST
///   NOT wait for readers that do not exist yet: a source that discovers partitions while it runs
///   gives one reader that multiplexes them.
/// - A partition MUST belong to one reader for the whole session.
/// - A session MUST hold no more read-ahead than its options name.
public protocol SourceSession: AnyObject, Sendable {
    /// How much there is to read, where it is known; for progress bars only.
    var totals: SourceTotals { get }

    /// How many of the totals' bytes have been consumed.
    var bytesConsumed: Int { get }

    /// How many records the source left out because they are malformed and its options say so.
    var rowsSkipped: Int { get }

    /// The next reader, or nil when all have been given.
    func nextReader() async throws -> (any SourceReader)?

    /// Tells that progress is durable in the sink, in order for each partition.
    ///
    /// A source that must confirm what it gave, as a queue does, does so here. It hears of what it
    /// has forgotten, too.
    func delivered(_ progress: [PartitionProgress]) async throws

    /// Ends the session, whether it was read to its end or not; called once, when no reader is in
    /// use.
    func close() async
}

extension SourceSession {
    /// Unknown.
    public var totals: SourceTotals { SourceTotals() }

    /// Not counted.
    public var bytesConsumed: Int { 0 }

    /// None.
    public var rowsSkipped: Int { 0 }

    /// Does nothing.
    public func delivered(_ progress: [PartitionProgress]) async throws {}

    /// Does nothing.
    public func close() async {}
}

/// How much a source holds, as far as it knows.
public struct SourceTotals: Sendable, Hashable {
    /// The number of partitions.
    public var partitionCount: Int?
    /// The number of records.
    public var rowCount: Int?
    /// The number of bytes, in whatever form the source has them.
    public var byteCount: Int?

    /// Creates totals.
    public init(partitionCount: Int? = nil, rowCount: Int? = nil, byteCount: Int? = nil) {
        self.partitionCount = partitionCount
        self.rowCount = rowCount
        self.byteCount = byteCount
    }
}
