/// How often a writer looks after its table.
public struct MaintenanceSettings: Sendable, Hashable {
    /// Whether anything is done at all; without it the log and the folder grow until somebody else
    /// looks after them.
    public var isOn = true
    /// The commits after which a checkpoint is written; opening a table reads at most about so
    /// many commits.
    public var checkpointCommitCount = 100
    /// The actions of commits after which a checkpoint is written, however few the commits are.
    public var checkpointActionCount = 50_000
    /// The commits since the last checkpoint for which one is written at the end; fewer are left
    /// to be read.
    public var closingCheckpointCommitCount = 20
    /// The time between two clean-ups of the log; nil for a sixth of what the log is kept, and at
    /// least 10 seconds, at most 10 minutes.
    public var logCleanupInterval: Duration?
    /// The time between two vacuums; nil for a sixth of what deleted files are kept, and at least
    /// 10 seconds, at most 10 minutes.
    public var vacuumInterval: Duration?
    /// The bytes of deleted files for which a vacuum comes earlier, as soon as they are no longer
    /// kept; a table that is written fast grows by no more than about this beyond what is kept.
    public var vacuumByteCount = 128 << 20
    /// Whether small and much-masked parts are merged.
    public var compacts = true
    /// The time after which a compaction that found nothing to do looks again, where there were
    /// commits since.
    public var compactionInterval: Duration = .seconds(10)
    /// The commits after which a compaction that found nothing to do looks again at once.
    public var compactionCommitCount = 16
    /// How long is waited after a failure before the same is tried again; it doubles from failure
    /// to failure.
    public var retryDelayMin: Duration = .seconds(1)
    /// The longest wait after a failure.
    public var retryDelayMax: Duration = .seconds(300)

    /// Creates the default settings.
    public init() {}

    /// Settings with which nothing is done.
    public static let off: MaintenanceSettings = {
        var settings = MaintenanceSettings()
        settings.isOn = false
        return settings
    }()
}
