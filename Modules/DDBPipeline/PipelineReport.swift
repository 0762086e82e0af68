/// What a run did.
public struct PipelineReport: Sendable {
    /// The most rejects that ``rejects`` keeps.
    public static let rejectSampleCountMax = 100

    /// The counts at the end.
    public var counts: PipelineCounters.Snapshot
    /// The positions that the sink holds durably.
    public var positions: PositionMap
    /// The first rejects; the counts tell how many there were.
    public var rejects: [RecordReject]
    /// Whether the run was asked to end early and did so in order.
    public var isDrained: Bool
    /// How long it took.
    public var duration: Duration
}
