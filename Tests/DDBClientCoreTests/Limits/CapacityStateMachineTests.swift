import DDBClientCore
import DDBTestKit
import Testing

@Suite struct CapacityStateMachineTests {
    static func machine(rate: Double?, burst: Double?, waitersMax: Int = 100)
        -> CapacityStateMachine
    {
        CapacityStateMachine(
            bucket: TokenBucket(CapacitySettings(unitsPerSecond: rate, burst: burst)),
            waitersMax: waitersMax)
    }

    @Test func `small requests do not pass a big one`() {
        var machine = Self.machine(rate: 10, burst: 10)
        let outcomes = [
            machine.ask(10, as: 1, at: 0), machine.ask(400, as: 2, at: 0),
            machine.ask(1, as: 3, at: 0),
        ]
        #expect(outcomes == [.granted, .queued, .queued])
        let half = machine.serve(at: 500_000_000)
        #expect(half == [])
        let full = machine.serve(at: 1_000_000_000)
        #expect(full == [2])
        // 400 of which 10 were there: 390 of debt and 1 of its own take 39.1 s.
        let wait = machine.wait(at: 1_000_000_000)
        #expect(wait == 39_100_000_000)
    }

    @Test func `the line has an end`() {
        var machine = Self.machine(rate: 1, burst: 1, waitersMax: 2)
        let outcomes = (UInt64(1)...4).map { machine.ask(1, as: $0, at: 0) }
        #expect(outcomes == [.granted, .queued, .queued, .refused])
    }

    @Test func `who leaves gives way to those behind`() {
        var machine = Self.machine(rate: 10, burst: 10)
        _ = machine.ask(10, as: 1, at: 0)
        _ = machine.ask(10, as: 2, at: 0)
        _ = machine.ask(1, as: 3, at: 0)
        let (once, twice, stranger) = (machine.leave(2), machine.leave(2), machine.leave(9))
        #expect(once && !twice && !stranger)
        let served = machine.serve(at: 100_000_000)
        #expect(served == [3])
        #expect(machine.waiterCount == 0)
        let wait = machine.wait(at: 100_000_000)
        #expect(wait == nil)
    }

    @Test func `a line that many leave does not grow`() {
        var machine = Self.machine(rate: 0, burst: 1, waitersMax: 10)
        _ = machine.ask(100, as: 0, at: 0)
        _ = machine.ask(1, as: 1, at: 0)
        for waiter in UInt64(2)..<100_000 {
            _ = machine.ask(1, as: waiter, at: 0)
            let left = machine.leave(waiter)
            #expect(left)
        }
        #expect(machine.waiterCount == 1)
        #expect(machine.placeCount < 100)
    }

    /// The rules once more, in the slowest way: a list, and a level that is computed anew.
    private struct Model {
        var rate: Double
        var burst: Double
        var level: Double
        var time: UInt64 = 0
        var line: [(waiter: UInt64, units: Double)] = []

        mutating func move(to now: UInt64) {
            level = min(burst, level + rate * Double(now - time) * 1e-9)
            time = now
        }

        mutating func serve() -> [UInt64] {
            var served: [UInt64] = []
            while let (waiter, units) = line.first, level + 1e-6 >= min(units, burst) {
                level -= units
                served.append(waiter)
                line.removeFirst()
            }
            return served
        }
    }

    @Test(arguments: UInt64(0)..<40)
    func `random askers, leavers and rates are served as by a plain list`(seed: UInt64) {
        let random = SeededRandom(seed: seed)
        var machine = Self.machine(rate: 50, burst: 20, waitersMax: 1000)
        var model = Model(rate: 50, burst: 20, level: 20)
        var next: UInt64 = 0
        var now: UInt64 = 0
        for step in 0..<2000 {
            now += UInt64(random.number(below: 40)) * 1_000_000
            model.move(to: now)
            switch random.number(below: 12) {
            case 0...5:
                let units =
                    Double(random.number(below: random.number(below: 10) == 0 ? 200 : 6)) / 2
                let mayPass = model.line.isEmpty
                model.line.append((next, units))
                let expected = mayPass ? model.serve() : []
                let outcome = machine.ask(units, as: next, at: now)
                #expect(
                    outcome == (expected == [next] ? .granted : .queued),
                    "seed \(seed), step \(step)")
                next += 1
            case 6...7:
                let waiter = UInt64(random.number(below: Int(next) + 1))
                let isWaiting = model.line.contains { $0.waiter == waiter }
                model.line.removeAll { $0.waiter == waiter }
                let left = machine.leave(waiter)
                #expect(left == isWaiting, "seed \(seed), step \(step)")
            case 8:
                let units = Double(random.number(below: 40)) - 25
                machine.give(units, at: now)
                model.level = min(model.burst, model.level + units)
            case 9 where random.number(below: 5) == 0:
                model.rate = Double(random.number(below: 100))
                model.burst = Double(1 + random.number(below: 40))
                model.level = min(model.level, model.burst)
                machine.setRate(model.rate, burst: model.burst, at: now)
            default: break
            }
            let served = machine.serve(at: now)
            #expect(served == model.serve(), "seed \(seed), step \(step)")
            #expect(machine.waiterCount == model.line.count, "seed \(seed), step \(step)")
            if model.rate > 0, let head = model.line.first {
                let lacking = min(head.units, model.burst) - model.level
                let wait = machine.wait(at: now).map { Double($0) * 1e-9 } ?? -1
                #expect(abs(wait - lacking / model.rate) < 1e-5, "seed \(seed), step \(step)")
            }
        }
    }
}
