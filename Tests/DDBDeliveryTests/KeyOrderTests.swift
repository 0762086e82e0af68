import DDBBase
import DDBDelivery
import DDBTestSupport
import Testing

@Suite struct KeyOrderTests {
    private static let eager: DeliveryOptions = {
        var options = DeliveryOptions.batches
        options.flushTimeout = .zero
        return options
    }()

    @Test func `a later write of a key waits until the earlier one is settled`() {
        var driver = Driver(Self.eager)
        driver.submit("a")
        driver.submit("a")
        driver.submit("b")
        #expect(driver.calls.map(\.writes) == [[1], [3]])
        driver.write()
        #expect(driver.calls.map(\.writes) == [[3], [2]])
        driver.writeAll()
        #expect(driver.settled == [1, 3, 2])
    }

    @Test func `no key is twice in a call`() {
        var options = DeliveryOptions.batches
        options.supersedes = false
        var driver = Driver(options)
        for _ in 0..<3 { for key in ["a", "b", "c"] { driver.submit(key) } }
        driver.tell(.drain)
        #expect(driver.calls.map(\.writes) == [[1, 2, 3]])
        driver.write()
        #expect(driver.calls.map(\.writes) == [[4, 5, 6]])
        driver.write()
        #expect(driver.calls.map(\.writes) == [[7, 8, 9]])
    }

    @Test func `of the writes of a key that wait the last is sent`() {
        var driver = Driver()
        for _ in 0..<3 { driver.submit("a") }
        #expect(driver.settled.isEmpty)
        #expect(driver.coordinator.waitingCount == 3)
        driver.tell(.drain)
        #expect(driver.calls.map(\.writes) == [[3]])
        #expect(driver.settled.isEmpty)
        driver.write()
        #expect(driver.settled == [3, 2, 1])
        #expect(driver.outcomes == [1: .superseded, 2: .superseded, 3: .written])
        #expect(driver.attempts == [1: 0, 2: 0, 3: 1])
    }

    @Test func `a key that changes all the time is sent in time`() {
        var driver = Driver()
        for _ in 0..<11 {
            driver.submit("a")
            driver.pass(.milliseconds(500))
        }
        #expect(driver.calls.map(\.writes) == [[10]])
    }

    @Test func `different keys with one hash wait for each other and are both written`() {
        var driver = Driver(Self.eager)
        let hash = WriteKey(high: 1, low: 2)
        driver.submit("a", hash: hash)
        driver.submit("b", hash: hash)
        driver.submit("c", hash: hash)
        driver.submit("b", hash: hash)
        #expect(driver.calls.map(\.writes) == [[1]])
        driver.writeAll()
        #expect(driver.outcomes == [1: .written, 2: .superseded, 3: .written, 4: .written])
    }

    @Test func `many keys with one hash are all written`() {
        var driver = Driver(Self.eager)
        let hash = WriteKey(high: 1, low: 2)
        for round in 0..<3 {
            for number in 0..<20 { driver.submit("k\(number)", hash: hash, item: round + 1) }
        }
        driver.writeAll()
        #expect((41...60).allSatisfy { driver.outcomes[$0] == .written })
        #expect(driver.outcomes.count == 60)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `keys whose hashes begin at one place are told apart`(seed: UInt64) {
        var random = SimulationRandom(seed: seed)
        var driver = Driver(Self.eager)
        for _ in 0..<1500 {
            // Places at both ends of a table of any power of two.
            let number = random.next() % 200
            let hash = WriteKey(high: number, low: number % 6 &- 3)
            driver.submit("k\(number)", hash: hash)
            while driver.calls.count > random.number(0...49) {
                let call = driver.calls.remove(at: random.number(0...driver.calls.count - 1))
                driver.tell(.written(call.id))
            }
            let keys = driver.calls.flatMap { $0.writes.map { driver.keys[$0] ?? "" } }
            #expect(Set(keys).count == keys.count)
        }
        driver.writeAll()
        #expect(driver.outcomes.count == 1500)
        #expect(driver.coordinator.unsettledCount == 0)
    }

    @Test func `on an equal hash alone nothing gives way`() {
        var coordinator = DeliveryCoordinator(.batches, seed: 1)
        var actions: [DeliveryAction] = []
        let now = Instant(microseconds: 0)
        for handle in 1...2 as ClosedRange<UInt64> {
            coordinator.submit(
                PendingWrite(
                    WriteHandle(handle), key: WriteKey(high: 1, low: 2), wireByteCount: 1,
                    itemByteCount: 1), at: now, into: &actions)
        }
        actions.removeAll()
        coordinator.handle(.drain, at: now, into: &actions)
        guard case .write(let call, [WriteHandle(1)])? = actions.first else {
            Issue.record("\(actions)")
            return
        }
        actions.removeAll()
        coordinator.handle(.written(call), at: now, into: &actions)
        guard case .write(_, [WriteHandle(2)])? = actions.dropFirst().first else {
            Issue.record("\(actions)")
            return
        }
    }

    @Test func `a write that was not done gives way to a newer one`() {
        var driver = Driver(Self.eager)
        driver.submit("a")
        driver.submit("a")
        driver.tell(.throttled(driver.call(), .table, retryAfter: nil))
        driver.pass(.seconds(1))
        #expect(driver.calls.map(\.writes) == [[2]])
        #expect(driver.settled.isEmpty)
        driver.write()
        #expect(driver.outcomes == [1: .superseded, 2: .written])
        #expect(driver.attempts == [1: 1, 2: 1])
    }

    @Test func `a write that may have been done is done again before a newer one`() {
        var driver = Driver(Self.eager)
        driver.submit("a")
        driver.submit("a")
        driver.tell(.failed(driver.call()))
        driver.submit("a")
        driver.pass(.seconds(1))
        #expect(driver.calls.map(\.writes) == [[1]])
        // The first attempt may still have been done, whatever is known of the second.
        driver.tell(.throttled(driver.call(), .table, retryAfter: nil))
        driver.pass(.seconds(1))
        #expect(driver.calls.map(\.writes) == [[1]])
        driver.write()
        #expect(driver.calls.map(\.writes) == [[3]])
        driver.write()
        #expect(driver.outcomes == [1: .written, 2: .superseded, 3: .written])
    }

    @Test func `a call that was certainly not sent makes way`() {
        var driver = Driver(Self.eager)
        driver.submit("a")
        driver.submit("a")
        driver.tell(.failed(driver.call(), mayBeWritten: false, retryAfter: nil))
        driver.pass(.seconds(1))
        #expect(driver.calls.map(\.writes) == [[2]])
    }

    @Test func `where conditions decide nothing gives way`() {
        var driver = Driver(.single)
        for _ in 0..<3 { driver.submit("a") }
        driver.tell(.throttled(driver.call(), .table, retryAfter: nil))
        driver.pass(.seconds(1))
        #expect(driver.calls.map(\.writes) == [[1]])
        driver.tell(.keptOut(driver.call()))
        #expect(driver.calls.map(\.writes) == [[2]])
        driver.writeAll()
        #expect(driver.outcomes == [1: .keptOut, 2: .written, 3: .written])
    }

    @Test func `what gave way to a write that is refused comes back`() {
        var driver = Driver()
        for _ in 0..<3 { driver.submit("a") }
        driver.tell(.drain)
        driver.tell(.refused(driver.call(), Refusal(.invalid, tag: 7)))
        #expect(driver.outcomes == [3: .rejected(Refusal(.invalid, tag: 7))])
        #expect(driver.calls.map(\.writes) == [[2]])
        driver.write()
        #expect(driver.outcomes[2] == .written)
        #expect(driver.outcomes[1] == .superseded)
        #expect(driver.coordinator.unsettledCount == 0)
    }

    @Test func `what gave way to a refused write waits for the newer one behind it`() {
        var driver = Driver()
        driver.submit("a")
        driver.submit("a")
        driver.tell(.drain)
        driver.submit("a")
        driver.tell(.refused(driver.call(), Refusal(.invalid)))
        #expect(driver.calls.map(\.writes) == [[3]])
        #expect(driver.settled == [2])
        driver.write()
        #expect(driver.settled == [2, 3, 1])
    }
}
