/// Records how far an application has come (`txn`).
public struct SetTransaction: Sendable, Hashable {
    /// The application.
    public var appId: String
    /// How far it has come: it only grows.
    public var version: Int64
    /// When, in milliseconds since the epoch.
    public var lastUpdated: Int64?

    /// Creates an action.
    public init(appId: String, version: Int64, lastUpdated: Int64? = nil) {
        self.appId = appId
        self.version = version
        self.lastUpdated = lastUpdated
    }
}
