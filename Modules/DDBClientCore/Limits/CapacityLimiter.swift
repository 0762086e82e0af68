public import DDBBase

/// Shares a rate of capacity units (RCU or WCU) among callers, first come, first served.
public final class CapacityLimiter: Sendable {
    /// Creates a limiter.
    public init(_ settings: CapacitySettings, time: any TimeSource = SystemTimeSource()) {
    }

    /// Waits until units may be spent.
    ///
    /// - Throws: ``CapacityError`` where too many wait; `CancellationError`.
    public func acquire(_ units: Double) async throws -> CapacityGrant {
        CapacityGrant(units: units)
    }

    /// Corrects a grant by what the service says was consumed.
    public func settle(_ grant: CapacityGrant, actual: Double) {
    }

    /// Changes the rate for everyone who waits and comes.
    ///
    /// - Parameters:
    ///   - unitsPerSecond: The new rate; nil for none at all.
    public func setRate(_ unitsPerSecond: Double?, burst: Double? = nil) {
    }
}
