public import DDBBase
public import DDBDeltaLog
public import DDBSchema

/// How a table is written, and what it becomes where it is not there yet.
public struct WriterOptions: Sendable {
    /// Whether the table keeps the newest state of each item or every change; a table that is there
    /// must be of this mode.
    public var mode = TableMode.latest
    /// Which columns a new table gets, and whether those of one that is there grow.
    ///
    /// Of declared ones a table that is there gets those that it has not, with the next commit; one
    /// that contradicts its own is refused.
    public var plan = ColumnPlan.automatic
    /// The key attributes, partition key first; nil for those that the table has, or where a new
    /// one's are to be guessed from the first batch.
    public var keys: [AttributeName]?
    /// Whether a new table that keeps the newest state of each item has the state before it too, in
    /// `_old_record`; where every change is kept it always has.
    public var keepsOldRecords = false
    /// The `_timestamp` of changes that have no time of their own; nil for the moment of the lane.
    public var timestamp: Instant?
    /// Whether a table that keeps the newest states gets `_old_record`, the item before its last
    /// change; one that has it keeps it.
    public var hasOldRecord = false
    /// Properties that the table has or gets: where it comes from.
    public var properties: [String: String] = [:]
    /// How parts are cut and encoded.
    public var parts = PartSettings()
    /// How long a new table, or one that says nothing, keeps old versions and files.
    public var retention = TableRetention.brief
    /// When parts are compacted, and how much at once.
    public var compaction = CompactionSettings()
    /// What a writer may hold and try.
    public var limits = WriterLimits()
    /// How often the writer looks after the table.
    public var maintenance = MaintenanceSettings()

    /// Creates the default options.
    public init() {}
}

/// Bounds what a writer holds in memory, and how often it tries.
public struct WriterLimits: Sendable, Hashable {
    /// The bytes of batches that a lane holds before it encodes their rows; 64 MiB unless told.
    public var laneBytesMax = 64 << 20
    /// The changes of different keys that a lane takes before it must be sealed.
    ///
    /// Deletes are among them; at most a batch more comes on top. About 100 bytes each, and 4
    /// million unless told.
    public var laneChangesMax = 4_000_000
    /// The most rows of a table that is written anew at once for the sake of wider numbers; in a
    /// larger one the values that do not fit stand in `_rest`.
    public var wideningRowsMax = 200_000
    /// How often one commit is tried where the store fails on the way.
    public var storeTriesMax = 5
    /// How often a commit is made anew because others committed first.
    public var conflictTriesMax = 20
    /// The key index.
    public var index = KeyIndexLimits()

    /// Creates the default limits.
    public init() {}
}
