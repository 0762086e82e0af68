import DDBClientCore
import DDBTestKit
import Testing

@Suite(.timeLimit(.minutes(15))) struct AdaptiveLimiterTests {
    @Test func `everything passes until the first throttle`() async throws {
        let time = ManualTimeSource()
        let limiter = AdaptiveLimiter(time: time)
        for _ in 0..<1000 {
            try await limiter.acquire()
            limiter.answered(throttled: false)
        }
        #expect(limiter.attemptsPerSecond == nil)
        #expect(time.monotonicNanoseconds == 0)
    }

    @Test func `after a throttle attempts wait for the rate, which then grows`() async throws {
        let time = ManualTimeSource()
        let limiter = AdaptiveLimiter(time: time)
        // Ten answers in half a second: the measured rate is 0.8 of 20 a second.
        for _ in 0..<9 { limiter.answered(throttled: false) }
        time.advance(by: .milliseconds(500))
        limiter.answered(throttled: true)
        let rate = try #require(limiter.attemptsPerSecond)
        #expect(abs(rate - 16 * 0.7) < 1e-9)
        // The bucket has collected what half a second gave at the rate of no traffic, 0.5.
        async let first: Void = limiter.acquire()
        await time.sleepers(atLeast: 1)
        time.advance(by: .milliseconds(60))
        await time.sleepers(atLeast: 1)
        time.advance(by: .milliseconds(10))
        try await first
        limiter.answered(throttled: false)
        let grown = try #require(limiter.attemptsPerSecond)
        #expect(grown > rate)
    }

    @Test func `a wait can be cancelled`() async throws {
        let time = ManualTimeSource()
        let limiter = AdaptiveLimiter(time: time)
        limiter.answered(throttled: true)
        let task = Task { try await limiter.acquire() }
        await time.sleepers(atLeast: 1)
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        while time.sleeperCount > 0 { await Task.yield() }
    }
}
