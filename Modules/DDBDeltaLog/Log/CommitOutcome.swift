/// Says what became of a commit.
public enum CommitOutcome: Sendable {
    /// The table is at a version that the commit made.
    case committed(version: Int64)
    /// Others were first: their commits from the version that was wanted on, at least one. Nothing
    /// was written.
    case conflict(winners: [LoggedCommit])
    /// The store failed and the commit is not in the log; the same commit may be tried again.
    case retryable(cause: any Error)
}
