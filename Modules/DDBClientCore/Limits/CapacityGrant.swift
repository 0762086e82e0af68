/// Units that may be spent now.
public struct CapacityGrant: Sendable, Hashable {
    /// What was asked for and taken.
    public let units: Double
}
