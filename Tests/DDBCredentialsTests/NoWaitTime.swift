import DDBBase

/// The machine's clocks, with waits that are over at once.
struct NoWaitTime: TimeSource {
    private let system = SystemTimeSource()

    var now: Instant { system.now }
    var monotonicNanoseconds: UInt64 { system.monotonicNanoseconds }

    func sleep(for duration: Duration) async throws {
        try Task.checkCancellation()
    }
}
