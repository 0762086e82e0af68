/// Says how the capacity of a stream is set.
///
/// New names may come; those known are constants.
public struct StreamMode: RawRepresentable, Sendable, Hashable {
    /// The name as AWS has it.
    public let rawValue: String

    /// Creates a name, known or not.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// By the number of its shards.
    public static let provisioned = StreamMode(rawValue: "PROVISIONED")
    /// By its use.
    public static let onDemand = StreamMode(rawValue: "ON_DEMAND")
}
