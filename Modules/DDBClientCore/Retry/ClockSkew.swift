public import DDBBase
public import DDBHTTP

/// How much the service's clock is ahead of this machine's, as its refusals tell; one per client.
///
/// ```swift
/// let signedAt = skew.corrected(time.now)
/// // sign with signedAt, send; after a refusal:
/// let mayHelp = skew.observe(
///     category, headers: reply.headers, signedAt: signedAt, now: time.now)
/// ```
///
/// A clock is found wrong by the `Date` of an answer, a moment between the signature and now by the
/// service's clock: within these two nothing is wrong, however long the request was under way.
public struct ClockSkew: Sendable, Hashable {
    /// From here on a refused signature may be the fault of the clock: services take signatures
    /// that are five minutes off.
    static let threshold = microseconds(seconds: 300)
    /// A correction that changes by no more is kept, so that the seconds that answers take and that
    /// `Date` does not tell do not move it.
    static let changeMin = microseconds(seconds: 60)

    /// What to add to this machine's time before signing, in microseconds.
    public private(set) var correctionMicroseconds: Int64 = 0

    /// Creates a skew of none.
    public init() {}

    /// The service's time for this machine's.
    public func corrected(_ now: Instant) -> Instant {
        now.advanced(byMicroseconds: correctionMicroseconds)
    }

    /// Learns from a refused attempt, and tells whether signing again may help.
    ///
    /// It may where the time that was signed is off, whether this call corrects the clock, another
    /// one did meanwhile, or the request was only under way for too long. Where the service says
    /// itself that the time is wrong (``ErrorCategory/clockSkew``) it is believed from 60 s on,
    /// where the clock is only suspected (``ErrorCategory/perhapsClockSkew``) from 300 s on.
    ///
    /// - Parameters:
    ///   - signedAt: The corrected time that was signed.
    ///   - now: This machine's time when the answer came, not corrected.
    ///   - isHead: Whether the request was a HEAD: its refusals have no body and so no code, and
    ///     any of them may mean the clock.
    public mutating func observe(
        _ category: ErrorCategory, headers: HeaderFields, signedAt: Instant, now: Instant,
        isHead: Bool = false
    ) -> Bool {
        let threshold: Int64
        switch category {
        case .clockSkew: threshold = Self.changeMin
        case .perhapsClockSkew: threshold = Self.threshold
        case .none where isHead: threshold = Self.threshold
        case .throttling, .transient, .expiredCredentials, .unrecognizedOnce, .none: return false
        }
        guard let text = headers["date"], let date = HTTPDate.parse(text, now: now),
            let sinceSigned = Self.distance(from: signedAt, to: date),
            let sinceAnswer = Self.distance(from: now, to: date), abs(sinceSigned) > threshold
        else { return false }
        // What the correction would be if the service stamped the answer when the attempt was
        // signed; where another call changed the correction since, that is no bound, but then the
        // correction is the other bound already.
        let sinceSent = sinceSigned + correctionMicroseconds
        let (low, high) = (min(sinceSent, sinceAnswer), max(sinceSent, sinceAnswer))
        let nearest = min(max(correctionMicroseconds, low), high)
        if abs(nearest - correctionMicroseconds) > Self.changeMin {
            correctionMicroseconds = nearest
        }
        return true
    }

    /// Microseconds from one moment to another; nil where they are too far apart for a clock that
    /// can be corrected.
    private static func distance(from start: Instant, to end: Instant) -> Int64? {
        let (distance, overflow) = end.microseconds.subtractingReportingOverflow(start.microseconds)
        let farthest = microseconds(seconds: 100 * 366 * 86_400)
        return overflow || abs(distance) > farthest ? nil : distance
    }

    private static func microseconds(seconds: Int64) -> Int64 { seconds * 1_000_000 }
}
