/// Says in which state a replica of a global table is.
///
/// New names may come; those known are constants.
public struct ReplicaStatus: RawRepresentable, Sendable, Hashable {
    /// The name as AWS has it.
    public let rawValue: String

    /// Creates a name, known or not.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// It is being made.
    public static let creating = ReplicaStatus(rawValue: "CREATING")
    /// It could not be made.
    public static let creationFailed = ReplicaStatus(rawValue: "CREATION_FAILED")
    /// It is being changed.
    public static let updating = ReplicaStatus(rawValue: "UPDATING")
    /// It is being deleted.
    public static let deleting = ReplicaStatus(rawValue: "DELETING")
    /// It is ready.
    public static let active = ReplicaStatus(rawValue: "ACTIVE")
    /// Its region was switched off for the account.
    public static let regionDisabled = ReplicaStatus(rawValue: "REGION_DISABLED")
    /// Its KMS key cannot be used.
    public static let inaccessibleEncryptionCredentials = ReplicaStatus(
        rawValue: "INACCESSIBLE_ENCRYPTION_CREDENTIALS")
}
