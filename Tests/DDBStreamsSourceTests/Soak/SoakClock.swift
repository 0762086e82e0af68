import DDBBase
import DDBLocal

/// The endpoint's clock for those who follow it, without waits too short for the machine.
///
/// A second of a clock that goes hundreds of times as fast is over in no time, and whoever looks
/// again each second would do nothing else.
struct SoakClock: TimeSource {
    let clock: LocalClock
    /// The shortest wait by the machine's clock.
    private static let waitMin = Duration.milliseconds(25)

    var now: Instant { clock.now }
    var monotonicNanoseconds: UInt64 { clock.monotonicNanoseconds }

    func sleep(for duration: Duration) async throws {
        try await clock.sleep(for: max(duration, Self.waitMin * max(1, clock.factor)))
    }
}
