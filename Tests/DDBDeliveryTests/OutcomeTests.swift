import DDBBase
import DDBDelivery
import Testing

@Suite struct OutcomeTests {
    private static let small: DeliveryOptions = {
        var options = DeliveryOptions.batches
        options.batchMaxSize = 4
        return options
    }()

    @Test func `what is unprocessed is sent again with others`() {
        var driver = Driver(Self.small)
        for key in ["a", "b", "c", "d"] { driver.submit(key) }
        driver.write(unprocessed: [2, 4])
        #expect(driver.settled == [1, 3])
        #expect(driver.calls.isEmpty)
        driver.submit("e")
        driver.pass(.seconds(1))
        #expect(driver.calls.map(\.writes) == [[2, 4, 5]])
        driver.write()
        #expect(driver.attempts == [1: 1, 2: 2, 3: 1, 4: 2, 5: 1])
        let counters = driver.coordinator.counters
        #expect(counters.unprocessed == 2)
        #expect(counters.retried == 2)
        #expect(counters.numRecordsSendErrors == 2)
        #expect(counters.numRecordsSendPartialFailure == 2)
    }

    @Test(arguments: [
        ThrottleScope.unknown, .account, .table, .index, .partition,
    ])
    func `a throttled call is sent again`(scope: ThrottleScope) {
        var driver = Driver(Self.small)
        for key in ["a", "b", "c", "d"] { driver.submit(key) }
        driver.tell(.throttled(driver.call(), scope, retryAfter: nil))
        #expect(driver.calls.isEmpty)
        driver.pass(.seconds(1))
        #expect(driver.calls.flatMap(\.writes).sorted() == [1, 2, 3, 4])
        driver.writeAll()
        #expect(driver.outcomes.values.allSatisfy { $0 == .written })
        #expect(driver.coordinator.counters.throttledCalls == 1)
        #expect(driver.coordinator.counters.numRecordsSendErrors == 4)
        #expect(driver.coordinator.counters.numRecordsSendPartialFailure == 0)
    }

    @Test func `a refused call is halved until one write alone is refused`() {
        var driver = Driver()
        for number in 1...25 { driver.submit("k\(number)") }
        var calls = 0
        while let call = driver.calls.first {
            calls += 1
            if call.writes.contains(17) {
                driver.tell(.refused(driver.call(), Refusal(.invalid, tag: 5)))
            } else {
                driver.write()
            }
        }
        #expect(driver.outcomes[17] == .rejected(Refusal(.invalid, tag: 5)))
        #expect(driver.outcomes.values.count { $0 == .written } == 24)
        #expect(driver.attempts[17] == 6)
        #expect(calls == 11)
        #expect(driver.coordinator.counters.rejected == 1)
    }

    @Test func `halves of a refused call are not mixed with others`() {
        var driver = Driver(Self.small)
        for key in ["a", "b", "c", "d"] { driver.submit(key) }
        driver.submit("e")
        driver.tell(.refused(driver.call(), Refusal(.itemCollectionFull)))
        #expect(driver.calls.map(\.writes) == [[1, 2], [3, 4]])
        driver.tell(.throttled(driver.call(), .table, retryAfter: nil))
        driver.write()
        driver.pass(.seconds(1))
        #expect(driver.calls.map(\.writes) == [[1, 2]])
    }

    @Test func `an answer that no call can succeed ends the delivery`() {
        var driver = Driver(Self.small)
        for key in ["a", "b", "c", "d", "e", "e"] { driver.submit(key) }
        driver.tell(.fatal(driver.call(), tag: 9))
        #expect(driver.settled == [1, 2, 3, 4, 5, 6])
        #expect(driver.outcomes.values.allSatisfy { $0 == .failed })
        #expect(driver.actions.last == .stopped(.fatal(tag: 9)))
        #expect(driver.coordinator.stop == .fatal(tag: 9))
        driver.submit("f")
        #expect(driver.outcomes[7] == .failed)
        driver.tell(.drain)
        #expect(driver.actions.isEmpty)
    }

    @Test func `to abandon fails all that is not settled and answers count no more`() {
        var driver = Driver(Self.small)
        for key in ["a", "b", "c", "d", "e"] { driver.submit(key) }
        #expect(driver.coordinator.unsettled.map(\.rawValue) == [1, 2, 3, 4, 5])
        let call = driver.call()
        driver.tell(.abandon)
        #expect(driver.settled == [1, 2, 3, 4, 5])
        #expect(driver.actions.last == .stopped(.abandoned))
        driver.tell(.written(call))
        #expect(driver.actions.isEmpty)
        #expect(driver.coordinator.counters.written == 0)
        #expect(driver.coordinator.counters.failed == 5)
    }

    @Test func `reasons of throttles are read as the widest of them`() {
        #expect(ThrottleScope(reasons: []) == .unknown)
        #expect(
            ThrottleScope(reasons: ["TableWriteKeyRangeThroughputExceeded"]) == .partition)
        #expect(
            ThrottleScope(reasons: ["IndexWriteKeyRangeThroughputExceeded"]) == .partition)
        #expect(
            ThrottleScope(reasons: [
                "TableWriteKeyRangeThroughputExceeded", "TableWriteProvisionedThroughputExceeded",
            ]) == .table)
        #expect(
            ThrottleScope(reasons: ["IndexWriteMaxOnDemandThroughputExceeded"]) == .index)
        #expect(ThrottleScope(reasons: ["TableWriteAccountLimitExceeded"]) == .account)
        #expect(ThrottleScope(reasons: ["Other"]) == .unknown)
    }
}
