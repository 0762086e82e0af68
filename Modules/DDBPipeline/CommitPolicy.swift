/// When a staging sink's rows are committed.
public enum CommitPolicy: Sendable, Hashable {
    /// Once, when everything has been read; right for a load that is useless in parts.
    case atEnd
    /// Whenever one of the cadence's limits is reached, and at the end.
    case periodic(CommitCadence)
}

/// How often rows are committed.
public struct CommitCadence: Sendable, Hashable {
    /// The longest that a staged row waits.
    public var interval: Duration
    /// The most bytes that wait.
    public var byteCountMax: Int
    /// The most rows that wait.
    public var rowCountMax: Int

    /// Creates a cadence.
    public init(
        interval: Duration = .seconds(1), byteCountMax: Int = 256 << 20, rowCountMax: Int = 10_000
    ) {
        self.interval = interval
        self.byteCountMax = byteCountMax
        self.rowCountMax = rowCountMax
    }
}
