/// Says in which state a stream is.
///
/// New names may come; those known are constants.
public struct StreamStatus: RawRepresentable, Sendable, Hashable {
    /// The name as AWS has it.
    public let rawValue: String

    /// Creates a name, known or not.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// It is being made.
    public static let creating = StreamStatus(rawValue: "CREATING")
    /// It is being deleted.
    public static let deleting = StreamStatus(rawValue: "DELETING")
    /// It is ready.
    public static let active = StreamStatus(rawValue: "ACTIVE")
    /// Its shards are being changed, and it can be used.
    public static let updating = StreamStatus(rawValue: "UPDATING")
}
