import DDBBase
import DDBClientCore
import DDBTestKit
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(15))) struct CapacityLimiterTests {
    /// Writes down who was granted units and when.
    final class Journal: Sendable {
        struct Entry: Sendable {
            var name: Int
            var milliseconds: Int
        }

        private let entries = Mutex<[Entry]>([])
        let time: ManualTimeSource

        init(_ time: ManualTimeSource) {
            self.time = time
        }

        func note(_ name: Int) {
            let now = Int(time.monotonicNanoseconds / 1_000_000)
            entries.withLock { $0.append(Entry(name: name, milliseconds: now)) }
        }

        var all: [Entry] { entries.withLock { $0 } }

        func count(atLeast count: Int) async {
            while all.count < count { await Task.yield() }
        }
    }

    /// Waits until that many wait in the line and the timer sleeps.
    static func waiters(
        _ count: Int, of limiter: CapacityLimiter, _ time: ManualTimeSource
    ) async {
        while limiter.waiterCount != count { await Task.yield() }
        await time.sleepers(atLeast: count > 0 ? 1 : 0)
    }

    @Test func `units are granted exactly when they are there, in the order of asking`()
        async throws
    {
        let time = ManualTimeSource()
        let limiter = CapacityLimiter(
            CapacitySettings(unitsPerSecond: 10, burst: 10), time: time)
        let journal = Journal(time)
        // What is there at once, then 5, 400 of which 10 must be there, and 1 after the debt.
        let units = [10.0, 5, 400, 1]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, units) in units.enumerated() {
                group.addTask {
                    _ = try await limiter.acquire(units)
                    journal.note(index)
                }
                await journal.count(atLeast: 1)
                await Self.waiters(index, of: limiter, time)
            }
            while limiter.waiterCount > 0 {
                time.advance(by: .milliseconds(10))
                // Goes on when the timer sleeps again, and all who were served have said so.
                while limiter.waiterCount > 0, time.sleeperCount == 0 { await Task.yield() }
                await journal.count(atLeast: 4 - limiter.waiterCount)
            }
            try await group.waitForAll()
        }
        // The 5 at 0.5 s; the bucket is full at 1.5 s; 391 units later at 40.6 s.
        let times = journal.all.map { [$0.name, $0.milliseconds] }
        #expect(times == [[0, 0], [1, 500], [2, 1500], [3, 40_600]])
    }

    @Test func `too low an estimate is paid by those who come after`() async throws {
        let time = ManualTimeSource()
        let limiter = CapacityLimiter(CapacitySettings(unitsPerSecond: 10), time: time)
        let grant = try await limiter.acquire(1)
        limiter.settle(grant, actual: 41)
        #expect(limiter.available == -31)
        async let next: CapacityGrant = limiter.acquire(1)
        await Self.waiters(1, of: limiter, time)
        time.advance(by: .milliseconds(3100))
        await time.sleepers(atLeast: 1)
        #expect(limiter.waiterCount == 1)
        time.advance(by: .milliseconds(100))
        #expect(try await next.units == 1)
    }

    @Test func `too high an estimate lets those who wait go earlier`() async throws {
        let time = ManualTimeSource()
        let limiter = CapacityLimiter(CapacitySettings(unitsPerSecond: 10), time: time)
        let grant = try await limiter.acquire(10)
        async let next: CapacityGrant = limiter.acquire(8)
        await Self.waiters(1, of: limiter, time)
        limiter.settle(grant, actual: 2)
        #expect(try await next.units == 8)
        #expect(abs(limiter.available) < 1e-6)
        limiter.settle(grant, actual: .nan)
        limiter.settle(grant, actual: -1)
        #expect(abs(limiter.available) < 1e-6)
    }

    @Test func `a rate that is raised lets those who wait go earlier`() async throws {
        let time = ManualTimeSource()
        let limiter = CapacityLimiter(CapacitySettings(unitsPerSecond: 0, burst: 1), time: time)
        _ = try await limiter.acquire(1)
        async let next: CapacityGrant = limiter.acquire(1)
        while limiter.waiterCount == 0 { await Task.yield() }
        #expect(time.sleeperCount == 0)
        limiter.setRate(0.001, burst: 1)
        await time.sleepers(atLeast: 1)
        limiter.setRate(1000)
        // The slow timer is cancelled; the fast one needs a millisecond.
        while limiter.waiterCount == 1 {
            time.advance(by: .milliseconds(1))
            await Task.yield()
        }
        #expect(try await next.units == 1)
        #expect(time.monotonicNanoseconds < 1_000_000_000_000)
        while time.sleeperCount > 0 { await Task.yield() }
    }

    @Test func `no rate lets everybody pass who waits`() async throws {
        let time = ManualTimeSource()
        let limiter = CapacityLimiter(CapacitySettings(unitsPerSecond: 0, burst: 1), time: time)
        _ = try await limiter.acquire(100)
        async let next: CapacityGrant = limiter.acquire(1e9)
        while limiter.waiterCount == 0 { await Task.yield() }
        limiter.setRate(nil)
        #expect(try await next.units == 1e9)
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity, -0.5, 1.1e12])
    func `units that are none are refused`(units: Double) async throws {
        let limiter = CapacityLimiter(CapacitySettings(unitsPerSecond: 10))
        await #expect { try await limiter.acquire(units) } throws: {
            ($0 as? CapacityError)?.code == .invalidUnits
        }
    }

    @Test func `more waiters than allowed are refused`() async throws {
        let time = ManualTimeSource()
        let limiter = CapacityLimiter(
            CapacitySettings(unitsPerSecond: 1, waitersMax: 1), time: time)
        _ = try await limiter.acquire(1)
        async let next: CapacityGrant = limiter.acquire(1)
        await Self.waiters(1, of: limiter, time)
        await #expect { try await limiter.acquire(1) } throws: {
            let error = $0 as? CapacityError
            return error?.code == .tooManyWaiters && error?.disposition == .retry
        }
        time.advance(by: .seconds(1))
        _ = try await next
    }

    @Test func `a task that is cancelled already takes nothing`() async throws {
        let limiter = CapacityLimiter(
            CapacitySettings(unitsPerSecond: 10, burst: 10), time: ManualTimeSource())
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            _ = try await limiter.acquire(1)
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(limiter.available == 10)
    }

    @Test func `one who is cancelled at the head makes way`() async throws {
        let time = ManualTimeSource()
        let limiter = CapacityLimiter(CapacitySettings(unitsPerSecond: 10), time: time)
        _ = try await limiter.acquire(8)
        let big = Task { try await limiter.acquire(10) }
        await Self.waiters(1, of: limiter, time)
        async let small: CapacityGrant = limiter.acquire(2)
        await Self.waiters(2, of: limiter, time)
        big.cancel()
        await #expect(throws: CancellationError.self) { try await big.value }
        #expect(try await small.units == 2)
        while time.sleeperCount > 0 { await Task.yield() }
    }

    /// Counts how callers end.
    final class Tally: Sendable {
        struct Counts {
            var units = 0.0
            var granted = 0
            var cancelled = 0
            var refused = 0
        }

        private let state = Mutex(Counts())

        var counts: Counts { state.withLock { $0 } }

        func call(_ limiter: CapacityLimiter, _ units: Double) async throws {
            do {
                let grant = try await limiter.acquire(units)
                state.withLock {
                    $0.units += grant.units
                    $0.granted += 1
                }
            } catch is CancellationError {
                state.withLock { $0.cancelled += 1 }
            } catch let error as CapacityError where error.code == .tooManyWaiters {
                state.withLock { $0.refused += 1 }
            }
        }
    }

    @Test(arguments: UInt64(0)..<6)
    func `a storm of cancellations loses no unit and no caller`(seed: UInt64) async throws {
        let random = SeededRandom(seed: seed)
        let time = ManualTimeSource()
        let limiter = CapacityLimiter(
            CapacitySettings(unitsPerSecond: 1000, burst: 50, waitersMax: 400), time: time)
        let tally = Tally()
        let callerCount = 600
        var callers: [Task<Void, any Error>] = []
        for _ in 0..<callerCount {
            let isBig = random.number(below: 20) == 0
            let units = Double(1 + random.number(below: isBig ? 200 : 10))
            callers.append(Task { try await tally.call(limiter, units) })
            if random.number(below: 3) == 0 {
                callers[random.number(below: callers.count)].cancel()
            }
            if random.number(below: 4) == 0 { time.advance(by: .milliseconds(1)) }
            if random.number(below: 8) == 0 { await Task.yield() }
        }
        var counts = tally.counts
        while counts.granted + counts.cancelled + counts.refused < callerCount {
            time.advance(by: .milliseconds(1))
            await Task.yield()
            counts = tally.counts
        }
        for caller in callers { try await caller.value }
        #expect(limiter.waiterCount == 0, "seed \(seed)")
        #expect(counts.granted > 50 && counts.cancelled > 50, "seed \(seed)")
        // The bucket gave what it had and what came, less what was lost while it was full.
        let seconds = Double(time.monotonicNanoseconds) * 1e-9
        let given = 50 + 1000 * seconds - limiter.available
        #expect(counts.units <= given + 1e-3, "seed \(seed)")
        time.advance(by: .seconds(10))
        #expect(limiter.available == 50, "seed \(seed)")
    }
}
