/// Says in which state a table is.
///
/// New names may come; those known are constants.
public struct TableStatus: RawRepresentable, Sendable, Hashable {
    /// The name as AWS has it.
    public let rawValue: String

    /// Creates a name, known or not.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// It is being made.
    public static let creating = TableStatus(rawValue: "CREATING")
    /// It is being changed.
    public static let updating = TableStatus(rawValue: "UPDATING")
    /// It is being deleted.
    public static let deleting = TableStatus(rawValue: "DELETING")
    /// It is ready.
    public static let active = TableStatus(rawValue: "ACTIVE")
    /// Its KMS key cannot be used.
    public static let inaccessibleEncryptionCredentials = TableStatus(
        rawValue: "INACCESSIBLE_ENCRYPTION_CREDENTIALS")
    /// It is being archived.
    public static let archiving = TableStatus(rawValue: "ARCHIVING")
    /// It was archived, for its KMS key could not be used.
    public static let archived = TableStatus(rawValue: "ARCHIVED")
    /// Its replication is not allowed any more.
    public static let replicationNotAuthorized = TableStatus(rawValue: "REPLICATION_NOT_AUTHORIZED")
}
