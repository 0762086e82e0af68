import DDBBase
import DDBTestKit
import Testing

@Suite struct ManualTimeSourceTests {
    @Test func `time stands still until it is moved`() {
        let time = ManualTimeSource(start: Instant(microseconds: 5))
        #expect(time.now == Instant(microseconds: 5) && time.monotonicNanoseconds == 0)
        time.advance(by: .milliseconds(3))
        #expect(time.now == Instant(microseconds: 3005))
        #expect(time.monotonicNanoseconds == 3_000_000)
    }

    @Test func `sleepers wake when their time has come`() async throws {
        let time = ManualTimeSource()
        async let short: Void = time.sleep(for: .seconds(1))
        async let long: Void = time.sleep(for: .seconds(10))
        await time.sleepers(atLeast: 2)
        time.advance(by: .seconds(5))
        try await short
        #expect(time.sleeperCount == 1)
        time.advance(by: .seconds(5))
        try await long
        try await time.sleep(for: .zero)
    }

    @Test func `a cancelled sleeper wakes at once`() async {
        let time = ManualTimeSource()
        await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await time.sleep(for: .seconds(1)) }
            await time.sleepers(atLeast: 1)
            group.cancelAll()
            await #expect(throws: CancellationError.self) { try await group.next() }
        }
        #expect(time.sleeperCount == 0)
    }
}
