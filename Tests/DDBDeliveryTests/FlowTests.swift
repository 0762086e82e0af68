import DDBBase
import DDBDelivery
import Testing

@Suite struct FlowTests {
    /// Lets time pass and answers calls at once; gives the units of the writes that were sent.
    private func run(
        _ driver: inout Driver, for duration: Duration, item: Int, consumed: Double? = nil
    ) -> Int {
        let end = driver.now + Int64(duration / .microseconds(1))
        var sent = 0
        var number = driver.settled.count
        while driver.now < end {
            while driver.coordinator.hasRoom, driver.coordinator.waitingCount < 50 {
                number += 1
                driver.submit("k\(number)", item: item)
            }
            if let call = driver.calls.first {
                sent += call.writes.count * ((item + 1023) / 1024)
                driver.write(consumed: consumed.map { $0 * Double(call.writes.count) })
                continue
            }
            guard let wakeAt = driver.wakeAt else { break }
            driver.pass(.microseconds(max(0, min(wakeAt, end) - driver.now)))
        }
        return sent
    }

    @Test func `no more capacity is used than the budget and its burst`() {
        var options = DeliveryOptions.batches
        options.writeCapacity = 100
        var driver = Driver(options)
        let sent = run(&driver, for: .seconds(60), item: 3000)
        // A second of burst, and a call that overdraws.
        #expect(sent >= 6000 && sent <= 6000 + 100 + 75)
    }

    @Test func `what replies report corrects the budget`() {
        var options = DeliveryOptions.batches
        options.writeCapacity = 100
        var driver = Driver(options)
        let sent = run(&driver, for: .seconds(60), item: 1000, consumed: 2)
        #expect(driver.coordinator.counters.consumedCapacity == Double(2 * sent))
        #expect(2 * sent >= 6000 && 2 * sent <= 6000 + 100 + 100)
    }

    @Test func `what was not done is not charged`() {
        var options = DeliveryOptions.batches
        options.writeCapacity = 25
        options.flushTimeout = .zero
        var driver = Driver(options)
        driver.submit("a", item: 50 << 10)
        driver.submit("b")
        #expect(driver.calls.map(\.writes) == [[1]])
        driver.tell(.throttled(driver.call(), .table, retryAfter: nil))
        #expect(driver.calls.map(\.writes) == [[2]])
    }

    @Test func `an unknown capacity is approached by doubling`() {
        var options = DeliveryOptions.batches
        options.slowStart = DeliveryOptions.SlowStart(
            capacity: 100, doubling: .seconds(10), enough: 1600)
        var driver = Driver(options)
        var rates: [Int] = []
        for _ in 0..<4 {
            let sent = run(&driver, for: .seconds(10), item: 1000)
            rates.append(sent / 10)
        }
        #expect(zip(rates, [100, 200, 400, 800]).allSatisfy { abs($0 - $1) <= $1 / 5 }, "\(rates)")
    }

    @Test func `a rate that is not used up does not double`() {
        var options = DeliveryOptions.batches
        options.flushTimeout = .zero
        options.slowStart = DeliveryOptions.SlowStart(
            capacity: 100, doubling: .seconds(10), enough: 1600)
        var driver = Driver(options)
        for number in 0..<100 {
            driver.submit("k\(number)")
            driver.writeAll()
            driver.pass(.seconds(1))
        }
        #expect(driver.coordinator.capacityRate == 100)
    }

    @Test func `a throttle halves the slow rate, but not below the first`() {
        var options = DeliveryOptions.batches
        options.slowStart = DeliveryOptions.SlowStart(capacity: 100, doubling: .seconds(10))
        var driver = Driver(options)
        _ = run(&driver, for: .seconds(35), item: 1000)
        #expect(driver.coordinator.capacityRate == 800)
        for rate in [400.0, 200, 100, 100] {
            while driver.calls.isEmpty { driver.pass(.milliseconds(100)) }
            driver.tell(.throttled(driver.call(), .table, retryAfter: nil))
            #expect(driver.coordinator.capacityRate == rate)
            driver.writeAll()
            driver.pass(.milliseconds(10))
            for number in 0..<25 { driver.submit("x\(rate)\(number)\(driver.now)") }
        }
    }

    @Test func `throttles halve the calls in flight and successes add to them`() {
        var driver = Driver()
        for number in 0..<(50 * 25) { driver.submit("k\(number)") }
        #expect(driver.coordinator.windowSize == 50)
        driver.tell(.throttled(driver.call(), .table, retryAfter: nil))
        #expect(driver.coordinator.windowSize == 25)
        // Throttles of calls that were sent before are of the same overload.
        driver.tell(.throttled(driver.call(), .account, retryAfter: nil))
        #expect(driver.coordinator.windowSize == 25)
        for _ in 0..<25 { driver.write() }
        #expect(driver.coordinator.windowSize == 25 || driver.coordinator.windowSize == 26)
        driver.pass(.seconds(2))
        driver.writeAll()
        #expect(driver.coordinator.unsettledCount == 0)
    }

    @Test func `the calls in flight never fall below one`() {
        var driver = Driver()
        for number in 0..<25 { driver.submit("k\(number)") }
        for _ in 0..<12 {
            driver.tell(.throttled(driver.call(), .table, retryAfter: nil))
            driver.pass(.seconds(30))
        }
        #expect(driver.coordinator.windowSize == 1)
        #expect(driver.calls.count == 1)
    }

    @Test func `a hot partition backs off and the others go on`() {
        var options = DeliveryOptions.batches
        options.flushTimeout = .zero
        var driver = Driver(options)
        driver.submit("a", partition: 1)
        driver.tell(.throttled(driver.call(), .partition, retryAfter: nil))
        #expect(driver.coordinator.windowSize == 50)
        driver.submit("b", partition: 1)
        driver.submit("c", partition: 2)
        #expect(driver.calls.map(\.writes) == [[3]])
        #expect(driver.coordinator.counters.hotPartitions == 1)
        driver.pass(.milliseconds(50))
        // One of the hot partition's writes is let through to see.
        #expect(driver.calls.map(\.writes) == [[3], [1]])
        driver.writeAll()
        #expect(driver.calls.isEmpty)
        #expect(driver.outcomes == [3: .written, 1: .written, 2: .written])
    }

    @Test func `writes that come back again and again make their partition hot`() {
        var options = DeliveryOptions.batches
        options.flushTimeout = .zero
        options.batchMaxSize = 2
        var driver = Driver(options)
        driver.submit("a", partition: 1)
        driver.write(unprocessed: [1])
        #expect(driver.coordinator.windowSize == 25)
        driver.pass(.seconds(1))
        driver.write(unprocessed: [1])
        #expect(driver.coordinator.windowSize == 25)
        #expect(driver.coordinator.counters.hotPartitions == 1)
        driver.submit("b", partition: 2)
        driver.submit("c", partition: 1)
        #expect(driver.calls.map(\.writes) == [[2]])
    }

    @Test func `a hot partition is tried ever more rarely and taken up again`() {
        var options = DeliveryOptions.batches
        options.flushTimeout = .zero
        options.retryQuota = 1_000_000
        var driver = Driver(options)
        driver.submit("a", partition: 1)
        var tries = 0
        let start = driver.now
        while driver.now < start + 60_000_000 {
            if driver.calls.isEmpty {
                driver.pass(.milliseconds(1))
            } else {
                tries += 1
                driver.tell(.throttled(driver.call(), .partition, retryAfter: nil))
            }
        }
        #expect(tries >= 9 && tries <= 14)
        for number in 0..<40 { driver.submit("k\(number)", partition: 1) }
        let cooled = driver.now
        while driver.coordinator.unsettledCount > 0 {
            driver.pass(.milliseconds(10))
            driver.writeAll()
        }
        #expect(driver.now - cooled < 120_000_000)
    }
}
