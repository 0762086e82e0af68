/// Says what became of a commit.
public enum CommitOutcome: Sendable {
    /// The table is at a version that the commit made, and that is durable.
    case committed(version: Int64)
    /// Others were first: their commits from the version that was wanted on, at least one. Nothing
    /// was written.
    case conflict(winners: [LoggedCommit])
    /// The store failed, and the commit was not in the log when it was looked for afterwards. A
    /// write that is still on its way may put it there: try again with this same commit and with no
    /// other, and delete none of its files.
    case retryable(cause: any Error)
    /// The commit is in the log, or may be, others may have read it, and the store failed before it
    /// said that it is durable, or when it was asked what is there. It must not be taken back: try
    /// again with this same commit, which makes it durable and gives ``committed(version:)``, or
    /// tells of a conflict.
    case unconfirmed(version: Int64, cause: any Error)
}
