public import DDBBase
public import DDBSchema

/// What a load makes, and how.
public struct LoadOptions: Sendable {
    /// Which columns the table gets.
    public var plan: ColumnPlan
    /// The key attributes, partition key first; nil where they are to be guessed from the first
    /// items.
    public var keys: [AttributeName]?
    /// The `_timestamp` of items that have no time of their own: the export's time.
    public var timestamp: Instant
    /// Whether the load takes the place of a table that is there already.
    public var replacesTable = false
    /// Whether an unfinished load of the table is given up rather than continued.
    public var restarts = false
    /// What tells the source of the items from others, for a load that goes on after a crash; nil
    /// where the properties say enough.
    public var source: String?
    /// Properties of the table: where it comes from.
    public var properties: [String: String] = [:]
    /// How parts are cut and encoded.
    public var parts = PartSettings()

    /// Creates options.
    public init(plan: ColumnPlan, keys: [AttributeName]? = nil, timestamp: Instant) {
        self.plan = plan
        self.keys = keys
        self.timestamp = timestamp
    }
}
