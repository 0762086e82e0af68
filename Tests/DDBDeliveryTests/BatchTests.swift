import DDBBase
import DDBDelivery
import Testing

@Suite struct BatchTests {
    @Test func `a call is sent when it is full`() {
        var driver = Driver()
        for number in 1...24 { driver.submit("k\(number)") }
        #expect(driver.calls.isEmpty)
        driver.submit("k25")
        #expect(driver.calls.map(\.writes) == [Array(1...25)])
        driver.write()
        #expect(driver.settled == Array(1...25))
        #expect(driver.coordinator.counters.written == 25)
        #expect(driver.coordinator.unsettledCount == 0)
    }

    @Test func `a call is sent when its oldest write has waited for the flush timeout`() {
        var driver = Driver()
        driver.submit("a")
        driver.pass(.milliseconds(4000))
        driver.submit("b")
        driver.pass(.milliseconds(999))
        #expect(driver.calls.isEmpty)
        driver.pass(.milliseconds(1))
        #expect(driver.calls.map(\.writes) == [[1, 2]])
    }

    @Test func `what is left after a full call waits for its own time`() {
        var options = DeliveryOptions.batches
        options.maxInflight = 1
        var driver = Driver(options)
        for number in 1...25 { driver.submit("k\(number)") }
        for number in 26...50 { driver.submit("k\(number)") }
        driver.pass(.milliseconds(4000))
        driver.submit("late")
        driver.write()
        #expect(driver.calls.map(\.writes) == [Array(26...50)])
        driver.write()
        driver.pass(.milliseconds(4999))
        #expect(driver.calls.isEmpty)
        driver.pass(.milliseconds(1))
        #expect(driver.calls.map(\.writes) == [[51]])
    }

    @Test func `a drain sends what waits and says when all is settled`() {
        var driver = Driver()
        driver.submit("a")
        driver.tell(.drain)
        #expect(driver.calls.map(\.writes) == [[1]])
        #expect(!driver.actions.contains(.idle))
        driver.write()
        #expect(driver.actions.last == .idle)
        driver.tell(.drain)
        #expect(driver.actions == [.idle])
        driver.submit("b")
        #expect(driver.calls.isEmpty)
    }

    @Test func `a drain goes on until writes that were held back are settled`() {
        var driver = Driver()
        driver.submit("a")
        driver.tell(.drain)
        driver.submit("a")
        driver.write()
        #expect(driver.calls.map(\.writes) == [[2]])
        #expect(!driver.actions.contains(.idle))
        driver.write()
        #expect(driver.actions.last == .idle)
    }

    @Test func `a request has at most so many bytes`() {
        var options = DeliveryOptions.batches
        options.requestBytesMax = 1000
        options.requestOverheadBytes = 100
        var driver = Driver(options)
        driver.submit("a", wire: 400)
        driver.submit("b", wire: 500)
        #expect(driver.calls.isEmpty)
        driver.submit("c", wire: 1)
        #expect(driver.calls.map(\.writes) == [[1, 2]])
        driver.submit("d", wire: 900)
        #expect(driver.calls.map(\.writes) == [[1, 2], [3]])
    }

    @Test func `a write that is larger than a request is rejected at once`() {
        var options = DeliveryOptions.batches
        options.requestBytesMax = 1000
        options.requestOverheadBytes = 100
        var driver = Driver(options)
        driver.submit("a", wire: 901)
        #expect(driver.outcomes == [1: .rejected(Refusal(.tooLarge))])
        #expect(driver.coordinator.unsettledCount == 0)
    }

    @Test func `at most so many calls are in flight`() {
        var driver = Driver()
        for number in 0..<(52 * 25) { driver.submit("k\(number)") }
        #expect(driver.calls.count == 50)
        driver.write()
        #expect(driver.calls.count == 50)
        #expect(driver.coordinator.callCount == 50)
    }

    @Test func `there is no room with so many waiting and room again after a call`() {
        var options = DeliveryOptions.batches
        options.maxInflight = 1
        options.maxBuffered = 100
        var driver = Driver(options)
        for number in 0..<125 {
            #expect(driver.coordinator.hasRoom)
            driver.submit("k\(number)")
        }
        #expect(!driver.coordinator.hasRoom)
        #expect(driver.coordinator.roomCount == 0)
        driver.write()
        #expect(driver.actions.contains(.room))
        #expect(driver.coordinator.roomCount == 25)
    }

    @Test func `room is told once a quarter of it is there`() {
        var options = DeliveryOptions.batches
        options.maxInflight = 2
        options.maxBuffered = 200
        var driver = Driver(options)
        for number in 0..<250 { driver.submit("k\(number)") }
        #expect(!driver.coordinator.hasRoom)
        driver.write()
        #expect(driver.coordinator.hasRoom)
        #expect(!driver.actions.contains(.room))
        driver.write()
        #expect(driver.actions.contains(.room))
    }

    @Test func `room is told at once where calls could be sent`() {
        var options = DeliveryOptions.batches
        options.maxInflight = 10
        options.maxBuffered = 200
        options.writeCapacity = 30
        var driver = Driver(options)
        var number = 0
        while driver.coordinator.hasRoom {
            driver.submit("k\(number)")
            number += 1
        }
        #expect(driver.coordinator.callCount < 10)
        driver.pass(.seconds(1))
        #expect(driver.actions.contains(.room))
    }

    @Test func `without room a call is sent that is not full`() {
        var options = DeliveryOptions.batches
        options.maxBuffered = 10
        var driver = Driver(options)
        for number in 0..<10 { driver.submit("k\(number)") }
        #expect(driver.calls.map(\.writes) == [Array(1...10)])
        #expect(driver.actions.contains(.room))
    }

    @Test func `single writes are sent one by one and a condition keeps one out`() {
        var driver = Driver(.single)
        driver.submit("a")
        driver.submit("b")
        #expect(driver.calls.map(\.writes) == [[1], [2]])
        driver.tell(.keptOut(driver.call()))
        driver.write()
        #expect(driver.outcomes == [1: .keptOut, 2: .written])
    }

    @Test func `the same writes with the same seed give the same actions`() {
        var drivers = [Driver(seed: 7), Driver(seed: 7)]
        for index in drivers.indices {
            for number in 0..<100 { drivers[index].submit("k\(number)") }
            drivers[index].tell(.failed(drivers[index].call()))
            drivers[index].tell(.throttled(drivers[index].call(), .table, retryAfter: nil))
            drivers[index].pass(.seconds(1))
        }
        #expect(drivers[0].calls.map(\.writes) == drivers[1].calls.map(\.writes))
        #expect(drivers[0].wakeAt == drivers[1].wakeAt)
    }
}
