/// Says in which state an index is.
///
/// New names may come; those known are constants.
public struct IndexStatus: RawRepresentable, Sendable, Hashable {
    /// The name as AWS has it.
    public let rawValue: String

    /// Creates a name, known or not.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// It is being made.
    public static let creating = IndexStatus(rawValue: "CREATING")
    /// It is being changed.
    public static let updating = IndexStatus(rawValue: "UPDATING")
    /// It is being deleted.
    public static let deleting = IndexStatus(rawValue: "DELETING")
    /// It is ready.
    public static let active = IndexStatus(rawValue: "ACTIVE")
}
