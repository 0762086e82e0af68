import DDBClientCore
import DDBTestKit
import Testing

@Suite struct TokenBucketTests {
    static let second: UInt64 = 1_000_000_000

    @Test func `units come at the rate, up to the burst`() {
        var bucket = TokenBucket(CapacitySettings(unitsPerSecond: 10, burst: 20))
        bucket.fill(at: 5)
        let isTaken = bucket.take(20)
        #expect(isTaken)
        #expect(bucket.wait(for: 5) == Self.second / 2)
        bucket.fill(at: 5 + Self.second)
        #expect(abs(bucket.level - 10) < 1e-9)
        bucket.fill(at: 5 + 60 * Self.second)
        #expect(bucket.level == 20)
    }

    @Test func `who needs more than the burst waits for all of it and leaves a debt`() {
        var bucket = TokenBucket(CapacitySettings(unitsPerSecond: 10))
        bucket.fill(at: 0)
        bucket.give(-1)
        let early = bucket.take(400)
        #expect(!early)
        #expect(bucket.wait(for: 400) == Self.second / 10)
        bucket.fill(at: Self.second / 10)
        let isTaken = bucket.take(400)
        #expect(isTaken)
        #expect(bucket.level == -390)
        #expect(bucket.wait(for: 0) == 39 * Self.second)
    }

    @Test(arguments: [0, -1, Double.nan, -Double.infinity])
    func `a rate that is none lets nothing pass`(rate: Double) {
        var bucket = TokenBucket(CapacitySettings(unitsPerSecond: rate))
        bucket.fill(at: 0)
        bucket.fill(at: 1000 * Self.second)
        let isTaken = bucket.take(1)
        // The burst of such a rate is 0, so that the first request passes as a debt.
        #expect(isTaken)
        #expect(bucket.wait(for: 1) == nil)
    }

    @Test(arguments: [nil, Double.infinity])
    func `no rate lets everything pass`(rate: Double?) {
        var bucket = TokenBucket(CapacitySettings(unitsPerSecond: rate))
        bucket.fill(at: 0)
        for _ in 0..<3 {
            let isTaken = bucket.take(1e12)
            #expect(isTaken)
        }
        #expect(bucket.wait(for: 1e12) == 0)
    }

    @Test func `a slow start grows evenly to the full rate`() {
        let settings = CapacitySettings(
            unitsPerSecond: 100, burst: 1000, slowStart: .seconds(10), slowStartFraction: 0.2)
        var bucket = TokenBucket(settings)
        bucket.fill(at: 0)
        #expect(bucket.level == 200)
        let isTaken = bucket.take(200)
        #expect(isTaken)
        // From 20 a second to 100: at the half 60, so 200 units in 5 s, and 600 in all 10.
        #expect(near(bucket.wait(for: 200), 5 * Self.second))
        #expect(near(bucket.wait(for: 600), 10 * Self.second))
        #expect(near(bucket.wait(for: 700), 11 * Self.second))
        bucket.fill(at: 5 * Self.second)
        #expect(abs(bucket.level - 200) < 1e-6)
        bucket.fill(at: 12 * Self.second)
        #expect(abs(bucket.level - 800) < 1e-6)
    }

    private func near(_ left: UInt64?, _ right: UInt64) -> Bool {
        left.map { abs(Double($0) - Double(right)) <= 2 } ?? false
    }

    @Test(arguments: UInt64(0)..<30)
    func `the wait that is told is enough, and a little less is not`(seed: UInt64) {
        let random = SeededRandom(seed: seed)
        let ramp: Duration? = seed % 2 == 0 ? nil : .milliseconds(1 + random.number(below: 60_000))
        let rate = 0.5 + Double(random.number(below: 2000))
        var bucket = TokenBucket(
            CapacitySettings(
                unitsPerSecond: rate, burst: Double(random.number(below: 500)), slowStart: ramp))
        var now = UInt64(random.number(below: 1000))
        for step in 0..<500 {
            let units = Double(random.number(below: 1200)) / 2
            bucket.fill(at: now)
            guard let wait = bucket.wait(for: units) else {
                Issue.record("seed \(seed), step \(step): a rate makes an end of waiting")
                return
            }
            if wait > 20_000_000 {
                var early = bucket
                early.fill(at: now + wait - 10_000_000)
                let isTaken = early.take(units)
                #expect(!isTaken, "seed \(seed), step \(step)")
            }
            now += wait
            bucket.fill(at: now)
            let isTaken = bucket.take(units)
            #expect(isTaken, "seed \(seed), step \(step)")
            if random.number(below: 5) == 0 { bucket.give(Double(random.number(below: 100)) - 50) }
            now += UInt64(random.number(below: 100_000_000))
        }
    }
}
