import DDBS3
import Testing

@Suite struct PlanTests {
    @Test func `parts grow so that ten thousand hold a huge blob`() throws {
        let plan = PartPlan(first: 8 << 20, last: 64 << 20)
        #expect(plan.byteCount(of: 0) == nil && plan.byteCount(of: 10_001) == nil)
        #expect(plan.byteCount(of: 1) == 8 << 20 && plan.byteCount(of: 1000) == 8 << 20)
        #expect(plan.byteCount(of: 1001) == 16 << 20 && plan.byteCount(of: 10_000) == 64 << 20)
        #expect(plan.totalMax == (1000 * (8 + 16 + 32) + 7000 * 64) << 20)
        #expect(PartPlan(first: 1, last: 1).byteCount(of: 1) == 5 << 20)
        #expect(PartPlan(first: .max, last: .max).byteCount(of: 10_000) == 5 << 30)
    }

    @Test func `work that does not fit waits its turn`() async throws {
        let limiter = FlightLimiter(capacity: 10)
        let gate = AsyncStream<Void>.makeStream()
        let first = Task {
            try await limiter.perform(weight: 8) { for await _ in gate.stream { return } }
        }
        while limiter.load.used < 8 { await Task.yield() }
        let second = Task { try await limiter.perform(weight: 50) { limiter.load.used } }
        while limiter.load.waiting < 1 { await Task.yield() }
        // One that would fit does not overtake.
        let third = Task { try await limiter.perform(weight: 1) { limiter.load.used } }
        while limiter.load.waiting < 2 { await Task.yield() }
        let fourth = Task { try await limiter.perform(weight: 1) {} }
        while limiter.load.waiting < 3 { await Task.yield() }
        fourth.cancel()
        await #expect(throws: CancellationError.self) { try await fourth.value }
        gate.continuation.yield()
        try await first.value
        #expect(try await second.value == 50)
        #expect(try await third.value == 1)
        #expect(limiter.load.used == 0 && limiter.load.waiting == 0)
    }

    @Test func `work that throws gives its place back`() async {
        struct Fault: Error {}
        let limiter = FlightLimiter(capacity: 1)
        for _ in 0..<3 {
            await #expect(throws: Fault.self) {
                try await limiter.perform(weight: 1) { throw Fault() }
            }
        }
        #expect(limiter.load.used == 0)
    }
}
