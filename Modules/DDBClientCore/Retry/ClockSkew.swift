public import DDBBase
public import DDBHTTP

/// How much the service's clock is ahead of this machine's, as its answers tell; one per client.
public struct ClockSkew: Sendable, Hashable {
    /// What to add to this machine's time before signing, in microseconds.
    public private(set) var correctionMicroseconds: Int64 = 0

    /// Creates a skew of none.
    public init() {}

    /// The service's time for this machine's.
    public func corrected(_ now: Instant) -> Instant {
        now.advanced(byMicroseconds: correctionMicroseconds)
    }

    /// Learns from a refused attempt, and tells whether signing again with the new correction may
    /// help.
    ///
    /// - Parameters:
    ///   - signedAt: The corrected time that was signed.
    ///   - isHead: Whether the request was a HEAD, whose refusals have no body to tell more.
    public mutating func observe(
        _ category: ErrorCategory, headers: HeaderFields, signedAt: Instant, now: Instant,
        isHead: Bool = false
    ) -> Bool {
        false
    }
}
