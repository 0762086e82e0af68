public import DDBBase

/// What a load makes, and how.
public struct LoadOptions: Sendable {
    /// Which columns the table gets.
    public var plan: ColumnPlan
    /// The `_timestamp` of items that have no time of their own: the export's time.
    public var timestamp: Instant
    /// Whether the load takes the place of a table that is there already.
    public var replacesTable = false
    /// Properties of the table: where it comes from.
    public var properties: [String: String] = [:]
    /// How parts are cut and encoded.
    public var parts = PartSettings()

    /// Creates options.
    public init(plan: ColumnPlan, timestamp: Instant) {
        self.plan = plan
        self.timestamp = timestamp
    }
}
