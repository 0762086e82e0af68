import DDBBase

/// Lets so many calls through within any second.
///
/// The second is over by whichever clock gets there first, the endpoint's or the machine's: the
/// endpoint's may stand still, and then callers would wait for ever.
struct CallRate: Sendable {
    private var calls: [(now: Instant, nanoseconds: UInt64)] = []

    /// Whether another call is let through, which counts; 0 a second for any number.
    mutating func admits(_ call: StreamCall, perSecond: Int) -> Bool {
        guard perSecond > 0 else { return true }
        calls.removeAll { old in
            call.now.microseconds - old.now.microseconds >= 1_000_000
                || call.monotonicNanoseconds >= old.nanoseconds &+ 1_000_000_000
        }
        guard calls.count < perSecond else { return false }
        calls.append((call.now, call.monotonicNanoseconds))
        return true
    }
}
