import DDBBase
import DDBDelivery
import Testing

@Suite struct RetryTests {
    private static func options(_ change: (inout DeliveryOptions) -> Void) -> DeliveryOptions {
        var options = DeliveryOptions.batches
        options.flushTimeout = .zero
        change(&options)
        return options
    }

    /// The waits before the retries of a write that fails again and again, in microseconds.
    private func waits(
        _ driver: inout Driver, count: Int, _ event: (DeliveryCallID) -> DeliveryEvent
    ) -> [Int64] {
        driver.submit("a")
        var waits: [Int64] = []
        for _ in 0..<count {
            let start = driver.now
            driver.tell(event(driver.call()))
            while driver.calls.isEmpty, let wakeAt = driver.wakeAt {
                driver.pass(.microseconds(wakeAt - driver.now))
            }
            waits.append(driver.now - start)
        }
        return waits
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `waits are a random part of what doubles up to the longest`(seed: UInt64) {
        var driver = Driver(Self.options { $0.retryQuota = 1_000_000 }, seed: seed)
        let waits = waits(&driver, count: 14) { .failed($0) }
        for (count, wait) in waits.enumerated() {
            #expect(wait <= min(20_000_000, 50_000 << Int64(count)) + 1)
        }
        #expect(Set(waits).count > 10)
    }

    @Test func `waits reach every part of the longest`() {
        var long = 0
        for seed in 0..<40 as Range<UInt64> {
            var driver = Driver(Self.options { $0.retryQuota = 1_000_000 }, seed: seed)
            let waits = waits(&driver, count: 12) { .failed($0) }
            long += waits.count { $0 > 10_000_000 }
        }
        #expect(long > 40)
    }

    @Test func `what the service asks for is waited for, within limits`() {
        var driver = Driver(Self.options { _ in })
        let waits = waits(&driver, count: 1) {
            .throttled($0, .table, retryAfter: .milliseconds(700))
        }
        #expect(waits == [700_000])
        var other = Driver(Self.options { _ in })
        let longer = self.waits(&other, count: 1) {
            .throttled($0, .table, retryAfter: .seconds(3600))
        }
        #expect(longer[0] >= 5_000_000 && longer[0] <= 5_050_000)
    }

    @Test func `without quota a retry waits about the longest and nothing is lost`() {
        var driver = Driver(Self.options { $0.retryQuota = 28 })
        let waits = waits(&driver, count: 5) { .failed($0) }
        #expect(waits[0] <= 50_000 && waits[1] <= 100_000)
        #expect(waits[2...].allSatisfy { $0 >= 10_000_000 && $0 <= 20_000_000 })
        driver.write()
        #expect(driver.outcomes == [1: .written])
    }

    @Test func `successes give quota back`() {
        var driver = Driver(Self.options { $0.retryQuota = 14 })
        var early = waits(&driver, count: 1) { .failed($0) }
        // The call whose retry took 14 units gives them back.
        driver.write()
        early += waits(&driver, count: 1) { .failed($0) }
        #expect(early.allSatisfy { $0 <= 50_000 })
    }

    @Test func `a write that has failed too often is settled`() {
        var driver = Driver(Self.options { $0.retryLimit = .settle(after: 3) })
        driver.submit("a")
        for _ in 0..<3 {
            driver.tell(.failed(driver.call()))
            driver.pass(.seconds(1))
        }
        #expect(driver.outcomes == [1: .exhausted])
        #expect(driver.attempts == [1: 3])
        #expect(driver.coordinator.counters.exhausted == 1)
        #expect(driver.coordinator.stop == nil)
    }

    @Test func `a write that has failed too often stops the delivery`() {
        var driver = Driver(Self.options { $0.retryLimit = .stop(after: 1) })
        driver.submit("a")
        driver.submit("b")
        driver.tell(.throttled(driver.call(), .table, retryAfter: nil))
        #expect(driver.outcomes == [1: .failed, 2: .failed])
        #expect(driver.actions.last == .stopped(.exhausted(WriteHandle(1))))
    }

    @Test func `waits go on where the clock is set back`() {
        var driver = Driver(.batches)
        driver.submit("a")
        driver.pass(.milliseconds(3000))
        driver.tell(.wake)
        driver.now -= 3_600_000_000
        driver.submit("b")
        driver.pass(.milliseconds(1999))
        #expect(driver.calls.isEmpty)
        driver.pass(.milliseconds(2))
        #expect(driver.calls.map(\.writes) == [[1, 2]])
    }
}
