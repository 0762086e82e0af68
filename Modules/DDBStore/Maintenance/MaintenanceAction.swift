/// What a writer does for its table beside commits.
public enum MaintenanceAction: String, Sendable, Hashable, CaseIterable {
    /// Writes what the table is into one file, so that readers need no commit before it.
    case checkpoint
    /// Deletes old versions of the log.
    case cleanLog
    /// Deletes files that nobody needs.
    case vacuum
    /// Merges small and much-masked parts.
    case compact
}
