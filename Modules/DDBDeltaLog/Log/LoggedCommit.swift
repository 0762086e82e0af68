/// A commit as it is in the log.
public struct LoggedCommit: Sendable, Hashable {
    /// The version that the commit made.
    public let version: Int64
    /// Its actions in order, `commitInfo` among them.
    public let actions: [LogAction]

    /// Who committed, where it is told.
    public var info: CommitInfo? {
        for case .commitInfo(let info) in actions { return info }
        return nil
    }
}
