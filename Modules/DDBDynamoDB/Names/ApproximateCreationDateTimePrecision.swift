/// Says in which unit changes that are copied to Kinesis tell their time.
///
/// New names may come; those known are constants.
public struct ApproximateCreationDateTimePrecision: RawRepresentable, Sendable, Hashable {
    /// The name as AWS has it.
    public let rawValue: String

    /// Creates a name, known or not.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// Milliseconds.
    public static let millisecond = ApproximateCreationDateTimePrecision(rawValue: "MILLISECOND")
    /// Microseconds.
    public static let microsecond = ApproximateCreationDateTimePrecision(rawValue: "MICROSECOND")
}
