import DDBBase
import DDBDelivery
import Testing

@Suite struct LoadTests {
    private static let eager: DeliveryOptions = {
        var options = DeliveryOptions.loadAndWrite
        options.flushTimeout = .zero
        return options
    }()

    private static let small = LoadResult.reduced(wireByteCount: 100, itemByteCount: 100)

    private func answer(_ driver: inout Driver, _ results: [LoadResult]) {
        driver.tell(.loaded(driver.loads.removeFirst().id, results))
    }

    @Test func `a write is loaded and then written`() {
        var driver = Driver(Self.eager)
        driver.submit("a")
        #expect(driver.calls.isEmpty)
        #expect(driver.loads.map(\.groups) == [[[1]]])
        answer(&driver, [Self.small])
        driver.pass(.zero)
        #expect(driver.calls.map(\.writes) == [[1]])
        driver.write()
        #expect(driver.outcomes == [1: .written])
    }

    @Test func `a load is sent when it has a hundred keys`() {
        var driver = Driver(.loadAndWrite)
        for number in 1...99 { driver.submit("k\(number)") }
        #expect(driver.loads.isEmpty)
        driver.submit("k100")
        #expect(driver.loads.map(\.groups.count) == [100])
        answer(&driver, Array(repeating: Self.small, count: 100))
        #expect(driver.calls.map(\.writes.count) == [25, 25, 25, 25])
    }

    @Test func `writes of one key that wait are reduced together in their order`() {
        var driver = Driver(.loadAndWrite)
        for key in ["a", "b", "a", "a"] { driver.submit(key) }
        driver.tell(.drain)
        #expect(driver.loads.map(\.groups) == [[[1, 3, 4], [2]]])
        answer(&driver, [Self.small, Self.small])
        #expect(driver.calls.map(\.writes) == [[1, 2]])
        driver.write()
        #expect(driver.outcomes == [1: .written, 2: .written, 3: .merged, 4: .merged])
        #expect(driver.attempts[4] == 1)
        #expect(driver.actions.last == .idle)
    }

    @Test func `a key is held while it is loaded and while it is written`() {
        var driver = Driver(Self.eager)
        driver.submit("a")
        driver.submit("a")
        answer(&driver, [Self.small])
        driver.submit("a")
        #expect(driver.loads.isEmpty)
        #expect(driver.calls.map(\.writes) == [[1]])
        driver.write()
        #expect(driver.loads.map(\.groups) == [[[2, 3]]])
    }

    @Test func `what changes nothing is settled without a write`() {
        var driver = Driver(Self.eager)
        driver.submit("a")
        answer(&driver, [.unchanged])
        #expect(driver.outcomes == [1: .unchanged])
        #expect(driver.calls.isEmpty)
    }

    @Test func `keys that are unprocessed are loaded again`() {
        var driver = Driver(.loadAndWrite)
        driver.submit("a")
        driver.submit("b")
        driver.tell(.drain)
        answer(&driver, [.unprocessed, Self.small])
        #expect(driver.calls.map(\.writes) == [[2]])
        driver.submit("a")
        driver.pass(.seconds(1))
        #expect(driver.loads.map(\.groups) == [[[1, 3]]])
        #expect(driver.coordinator.counters.unprocessed == 1)
    }

    @Test func `a load that fails is sent again`() {
        var driver = Driver(Self.eager)
        driver.submit("a")
        driver.tell(.failed(driver.loads.removeFirst().id))
        driver.pass(.seconds(1))
        driver.tell(.throttled(driver.loads.removeFirst().id, .table, retryAfter: nil))
        driver.pass(.seconds(1))
        #expect(driver.loads.map(\.groups) == [[[1]]])
    }

    @Test func `a refused load is halved`() {
        var driver = Driver(.loadAndWrite)
        for key in ["a", "b", "c"] { driver.submit(key) }
        driver.tell(.drain)
        driver.tell(.refused(driver.loads.removeFirst().id, Refusal(.invalid)))
        #expect(driver.loads.map(\.groups) == [[[1]], [[2], [3]]])
        driver.tell(.refused(driver.loads.removeFirst().id, Refusal(.invalid)))
        #expect(driver.outcomes == [1: .rejected(Refusal(.invalid))])
    }

    @Test func `of a group that cannot be reduced only the write is rejected that is at fault`() {
        var driver = Driver(.loadAndWrite)
        for _ in 1...3 { driver.submit("a") }
        driver.tell(.drain)
        answer(&driver, [.refused(Refusal(.invalid, tag: 4))])
        driver.pass(.zero)
        #expect(driver.loads.map(\.groups) == [[[1]]])
        answer(&driver, [Self.small])
        driver.write()
        #expect(driver.loads.map(\.groups) == [[[2, 3]]])
        answer(&driver, [.refused(Refusal(.invalid, tag: 4))])
        #expect(driver.loads.map(\.groups) == [[[2]]])
        answer(&driver, [.refused(Refusal(.invalid, tag: 4))])
        #expect(driver.loads.map(\.groups) == [[[3]]])
        answer(&driver, [Self.small])
        driver.write()
        #expect(
            driver.outcomes == [
                1: .written, 2: .rejected(Refusal(.invalid, tag: 4)), 3: .written,
            ])
    }

    @Test func `one write at fault of a thousand is found by few loads`() {
        var driver = Driver(.loadAndWrite)
        for _ in 1...1000 { driver.submit("a") }
        driver.tell(.drain)
        var loadCount = 0
        while let load = driver.loads.first {
            loadCount += 1
            if load.groups[0].contains(700) {
                answer(&driver, [.refused(Refusal(.invalid))])
            } else {
                answer(&driver, [Self.small])
                driver.write()
            }
        }
        #expect(loadCount <= 22)
        #expect(driver.outcomes.count == 1000)
        #expect(driver.outcomes[700] == .rejected(Refusal(.invalid)))
        #expect(driver.outcomes.values.filter { $0 == .written || $0 == .merged }.count == 999)
    }

    @Test func `no more is loaded than may wait to be written`() {
        var options = DeliveryOptions.loadAndWrite
        options.loadAheadMax = 200
        options.loadAheadBytesMax = 1000
        var driver = Driver(options)
        for key in 0..<400 { driver.submit("k\(key)") }
        driver.tell(.drain)
        #expect(driver.loads.map(\.groups.count) == [100, 100])
        // Two hundred are reduced and none is written: only writes make room.
        answer(&driver, Array(repeating: Self.small, count: 100))
        #expect(driver.loads.count == 1)
        while !driver.calls.isEmpty { driver.write() }
        #expect(driver.loads.count == 2)
        answer(
            &driver,
            Array(repeating: .reduced(wireByteCount: 11, itemByteCount: 1), count: 100))
        #expect(driver.loads.count == 1)
        while !driver.calls.isEmpty { driver.write() }
        while !driver.loads.isEmpty {
            answer(&driver, Array(repeating: Self.small, count: 100))
            while !driver.calls.isEmpty { driver.write() }
        }
        #expect(driver.outcomes.count == 400)
    }

    @Test func `what a reply has no room for is no throttle`() {
        var options = DeliveryOptions.loadAndWrite
        options.retryLimit = .stop(after: 3)
        var driver = Driver(options)
        for key in 0..<10 { driver.submit("k\(key)") }
        driver.tell(.drain)
        let window = driver.coordinator.windowSize
        for left in (1...9).reversed() {
            answer(&driver, [Self.small] + Array(repeating: .unprocessed, count: left))
            while !driver.calls.isEmpty { driver.write() }
            driver.pass(.seconds(1))
        }
        answer(&driver, [Self.small])
        driver.write()
        #expect(driver.outcomes.count == 10)
        #expect(driver.coordinator.windowSize >= window)
    }

    @Test func `a group whose write the service refuses is taken apart as well`() {
        var driver = Driver(.loadAndWrite)
        driver.submit("a")
        driver.submit("a")
        driver.tell(.drain)
        answer(&driver, [Self.small])
        driver.tell(.refused(driver.call(), Refusal(.tooLarge)))
        #expect(driver.loads.map(\.groups) == [[[1]]])
        answer(&driver, [Self.small])
        driver.write()
        answer(&driver, [.reduced(wireByteCount: 17 << 20, itemByteCount: 1)])
        #expect(driver.outcomes == [1: .written, 2: .rejected(Refusal(.tooLarge))])
    }

    @Test func `different keys with one hash are not reduced together`() {
        var driver = Driver(.loadAndWrite)
        let hash = WriteKey(high: 1, low: 2)
        for key in ["a", "b", "b"] { driver.submit(key, hash: hash) }
        driver.tell(.drain)
        #expect(driver.loads.map(\.groups) == [[[1]]])
        answer(&driver, [.unchanged])
        #expect(driver.loads.map(\.groups) == [[[2, 3]]])
    }
}
