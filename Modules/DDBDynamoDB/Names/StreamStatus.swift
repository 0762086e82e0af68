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

    /// It is being switched on.
    public static let enabling = StreamStatus(rawValue: "ENABLING")
    /// Changes are written to it.
    public static let enabled = StreamStatus(rawValue: "ENABLED")
    /// It is being switched off.
    public static let disabling = StreamStatus(rawValue: "DISABLING")
    /// It is off; what it holds can be read for 24 hours.
    public static let disabled = StreamStatus(rawValue: "DISABLED")
}
