public import DDBBase

/// Says which part of a table's maintenance failed; the table itself is not concerned.
public struct MaintenanceFailure: Error, Sendable, CustomStringConvertible {
    /// What was tried.
    public let action: MaintenanceAction
    /// How often it has failed, one time after the other.
    public let count: Int
    /// When it failed last.
    public let moment: Instant
    /// The last failure.
    public let cause: any Error

    /// What failed, why, and what comes of it.
    public var description: String {
        "The maintenance of the table (\(action.rawValue)) failed \(count) times: \(cause) It is "
            + "tried again; no commit is concerned."
    }
}
