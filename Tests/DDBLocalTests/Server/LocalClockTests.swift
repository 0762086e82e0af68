import DDBBase
import DDBLocal
import DDBTestKit
import Testing

@Suite struct LocalClockTests {
    private static let start = Instant(microseconds: 1_767_225_600_000_000)

    @Test func `a frozen clock stands until it is moved`() {
        let machine = ManualTimeSource(start: Self.start)
        let clock = LocalClock(.frozen(at: nil), machine: machine)
        machine.advance(by: .seconds(100))
        #expect(clock.now == Self.start)
        clock.advance(by: .milliseconds(1500))
        #expect(clock.now == Self.start.advanced(byMicroseconds: 1_500_000))
        #expect(!clock.advance(to: Self.start))
    }

    @Test func `a fast clock passes so many seconds in one`() {
        let machine = ManualTimeSource(start: Self.start)
        let clock = LocalClock(.fast(factor: 60, from: nil), machine: machine)
        machine.advance(by: .seconds(2))
        #expect(clock.now == Self.start.advanced(byMicroseconds: 120_000_000))
        clock.run(factor: 0)
        machine.advance(by: .seconds(2))
        #expect(clock.now == Self.start.advanced(byMicroseconds: 120_000_000))
    }

    @Test func `who sleeps wakes when the clock is moved far enough`() async throws {
        let clock = LocalClock(.frozen(at: Self.start))
        async let sleeping: Void = clock.sleep(
            until: Self.start.advanced(byMicroseconds: 3_600_000_000))
        clock.advance(by: .seconds(3599))
        clock.advance(by: .seconds(1))
        try await sleeping
    }

    @Test func `sleep ends when its task is cancelled`() async {
        let clock = LocalClock(.frozen(at: Self.start))
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                do {
                    try await clock.sleep(for: .seconds(1))
                    return false
                } catch {
                    return error is CancellationError
                }
            }
            group.cancelAll()
            #expect(await group.next() == true)
        }
    }

    @Test(arguments: [
        ("real", LocalClock.Mode.real), ("frozen", .frozen(at: nil)),
        ("frozen@2026-01-01T00:00:00Z", .frozen(at: start)),
        ("x60", .fast(factor: 60, from: nil)),
        ("x0.5@2026-01-01T00:00:00Z", .fast(factor: 0.5, from: start)),
    ])
    func `specifications are read`(text: String, mode: LocalClock.Mode) throws {
        #expect(try LocalClock.Mode.parse(text) == mode)
    }

    @Test(arguments: [
        ("frozn", "There is no clock 'frozn'; did you mean 'frozen'?"),
        ("frozen@noon", "'noon' is no moment; write it as 2026-01-01T00:00:00Z."),
        ("real@2026-01-01T00:00:00Z", "A real clock starts now; say x1@MOMENT for another start."),
    ])
    func `a specification that is none says what was meant`(text: String, message: String) {
        let error = #expect(throws: LocalClock.Mode.SpecError.self) {
            try LocalClock.Mode.parse(text)
        }
        #expect(error?.message == message)
    }
}
