/// Says how replicas of a global table agree.
///
/// New names may come; those known are constants.
public struct MultiRegionConsistency: RawRepresentable, Sendable, Hashable {
    /// The name as AWS has it.
    public let rawValue: String

    /// Creates a name, known or not.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// Some time after a write.
    public static let eventual = MultiRegionConsistency(rawValue: "EVENTUAL")
    /// Before a write is acknowledged.
    public static let strong = MultiRegionConsistency(rawValue: "STRONG")
}
