import DDBBase

/// What happened to a table, for those who follow its changes.
enum TableEvent: Sendable {
    /// A stream was enabled; the label is the last part of its ARN.
    case streamEnabled(TableSchema, viewType: String, label: String, at: Instant)
    /// The stream was disabled.
    case streamDisabled(TableSchema, label: String, at: Instant)
    /// The table was made.
    case created(TableSchema, at: Instant)
    /// Recovery to a moment was switched on, for so many days, or off, where there are none.
    case recovery(TableSchema, days: Int?, at: Instant)
    /// The table was made or changed; what is kept of it beside its items.
    case altered(state: [UInt8])
    /// The table was deleted, and its stream, if any, disabled.
    case deleted(TableSchema, at: Instant)
}
