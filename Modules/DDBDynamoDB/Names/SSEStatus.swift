/// Says in which state the encryption of a table by KMS is.
///
/// New names may come; those known are constants.
public struct SSEStatus: RawRepresentable, Sendable, Hashable {
    /// The name as AWS has it.
    public let rawValue: String

    /// Creates a name, known or not.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// It is being switched on.
    public static let enabling = SSEStatus(rawValue: "ENABLING")
    /// It is on.
    public static let enabled = SSEStatus(rawValue: "ENABLED")
    /// It is being switched off.
    public static let disabling = SSEStatus(rawValue: "DISABLING")
    /// It is off.
    public static let disabled = SSEStatus(rawValue: "DISABLED")
    /// Its key is being changed.
    public static let updating = SSEStatus(rawValue: "UPDATING")
}
