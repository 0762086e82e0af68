/// Tells now and then that calls fail and nothing is taken, which a retry without end would hide.
package struct RetryWatch: Sendable {
    /// How long nothing is taken before it is told.
    package static let patience = Duration.seconds(15)
    /// How long it is not told again.
    package static let interval = Duration.seconds(60)

    /// When the first call failed after the last write that was taken, and when it is told next.
    private var failing: (since: Duration, next: Duration)?

    /// Creates a watch of a delivery in which nothing has failed.
    package init() {}

    /// Notes that something was taken.
    package mutating func progressed() { failing = nil }

    /// Notes that a call failed.
    ///
    /// - Parameter now: A time that never goes back.
    /// - Returns: For how long nothing was taken, where that is to be told now.
    package mutating func failed(at now: Duration) -> Duration? {
        guard let (since, next) = failing else {
            failing = (now, now + Self.patience)
            return nil
        }
        guard now >= next else { return nil }
        failing = (since, now + Self.interval)
        return now - since
    }
}
