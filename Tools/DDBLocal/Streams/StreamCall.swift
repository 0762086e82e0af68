package import DDBBase

/// What a stream operation needs to know besides its request.
package struct StreamCall: Sendable {
    /// The moment by the endpoint's clock.
    package var now: Instant
    /// The machine's monotonic clock, by which readers are counted, for a clock that stands still
    /// would keep them for ever.
    package var monotonicNanoseconds: UInt64
    /// Bits for what is left to chance.
    package var random: UInt64
    /// What a listing shows wrongly.
    package var stale: StaleListing
    /// Whether the iterator has expired, whatever its age.
    package var isIteratorExpired: Bool

    /// Creates a description of a call.
    package init(
        now: Instant, monotonicNanoseconds: UInt64, random: UInt64, stale: StaleListing = [],
        isIteratorExpired: Bool = false
    ) {
        self.now = now
        self.monotonicNanoseconds = monotonicNanoseconds
        self.random = random
        self.stale = stale
        self.isIteratorExpired = isIteratorExpired
    }
}
