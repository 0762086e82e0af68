/// Says what maintenance leaves where it is for the sake of readers.
public struct MaintenanceHold: Sendable, Hashable, CustomStringConvertible {
    /// What would have deleted it.
    public var action: MaintenanceAction
    /// How many files stay; nil where a reader does not say which version it reads, so that all
    /// stay.
    public var fileCount: Int?
    /// The oldest version that is read; nil where a reader does not say which.
    public var oldestVersion: Int64?

    package init(action: MaintenanceAction, fileCount: Int? = nil, oldestVersion: Int64? = nil) {
        self.action = action
        self.fileCount = fileCount
        self.oldestVersion = oldestVersion
    }

    /// What stays, and for whom.
    public var description: String {
        guard let fileCount, let oldestVersion else {
            return
                "Nothing is deleted (\(action.rawValue)): a reader of the table has not said yet "
                + "which version it reads."
        }
        return "\(fileCount) files stay (\(action.rawValue)) for readers of version "
            + "\(oldestVersion) or later ones; they go when those end."
    }
}
