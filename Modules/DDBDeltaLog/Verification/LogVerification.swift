/// What reading all of a log has shown.
public struct LogVerification: Sendable, Hashable {
    /// The newest version.
    public var newest: Int64
    /// The oldest version that was read.
    public var oldest: Int64
    /// How many commits were read.
    public var commitCount = 0
    /// How many checkpoints were read.
    public var checkpointCount = 0
    /// What is wrong, a sentence each; empty where nothing is.
    public var faults: [String] = []
    /// What is no fault but worth knowing, a sentence each.
    public var notes: [String] = []
    /// The versions of checkpoints that are damaged or say other than the commits.
    public var damagedCheckpoints: [Int64] = []
    /// Whether the hint leads nowhere.
    public var hasBrokenHint = false
}
