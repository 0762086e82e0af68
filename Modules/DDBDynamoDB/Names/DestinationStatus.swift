/// Says in which state the copying of changes to a Kinesis stream is.
///
/// New names may come; those known are constants.
public struct DestinationStatus: RawRepresentable, Sendable, Hashable {
    /// The name as AWS has it.
    public let rawValue: String

    /// Creates a name, known or not.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// It is being switched on.
    public static let enabling = DestinationStatus(rawValue: "ENABLING")
    /// It is on.
    public static let active = DestinationStatus(rawValue: "ACTIVE")
    /// It is being switched off.
    public static let disabling = DestinationStatus(rawValue: "DISABLING")
    /// It is off.
    public static let disabled = DestinationStatus(rawValue: "DISABLED")
    /// It could not be switched on.
    public static let enableFailed = DestinationStatus(rawValue: "ENABLE_FAILED")
    /// It is being changed.
    public static let updating = DestinationStatus(rawValue: "UPDATING")
}
