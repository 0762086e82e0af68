import DDBBase

/// Does what falls due as time passes.
protocol ClockFollower: Sendable {
    /// Is told the time: at intervals, and whenever somebody moves the clock.
    func timePassed(now: Instant)
}
