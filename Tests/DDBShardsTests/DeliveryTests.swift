import DDBBase
import DDBShards
import Testing

/// Traps 12, 21, 24 and feature E20: pages, acknowledgements and the bounds on both.
@Suite struct DeliveryTests {
    let shards = (0..<20).map { ListedShard(shardID($0), startingSequence: sequence(1)) }

    @Test func `positions follow acknowledgements, not reading`() {
        var driver = ReadingTests.reading(shards[0])
        let id = shards[0].id
        driver.tell(.records(id, page(upTo: 3)))
        driver.wait(second)
        driver.tell(.records(id, page(upTo: 6)))
        #expect(driver.coordinator.positions[id]?.place == .at(sequence(1)))
        driver.acknowledge(id, upTo: 3)
        #expect(driver.coordinator.positions[id]?.place == .after(sequence(3)))
        driver.acknowledge(id, upTo: 5)
        #expect(driver.coordinator.positions[id]?.place == .after(sequence(5)))
        #expect(driver.coordinator.gauges(at: moment(driver.now)).unacknowledgedBytes == 100)
    }

    @Test func `old, repeated and foreign acknowledgements change nothing`() {
        var driver = ReadingTests.reading(shards[0])
        let id = shards[0].id
        driver.tell(.records(id, page(upTo: 6)))
        driver.acknowledge(id, upTo: 6)
        driver.acknowledge(id, upTo: 3)
        _ = driver.acknowledgeEnd(id)
        driver.tell(.acknowledged(shardID(99), ShardPosition(.beginning, since: moment(noon))))
        driver.tell(.acknowledged(id, ShardPosition(.beginning, since: moment(noon))))
        #expect(driver.coordinator.positions[id]?.place == .after(sequence(6)))
        #expect(driver.coordinator.gauges(at: moment(driver.now)).activeCount == 1)
        #expect(driver.coordinator.gauges(at: moment(driver.now)).unacknowledgedBytes == 0)
    }

    @Test func `a shard is read ahead by a bounded number of pages`() {
        var options = ShardCoordinatorOptions.dynamoDBStreams
        options.pagesPerShardMax = 3
        var driver = ReadingTests.reading(shards[0], options)
        let id = shards[0].id
        for counter in 1...3 {
            var actions = driver.tell(.records(id, page(upTo: counter)))
            actions += driver.wait(second)
            #expect(actions.recordsAsked == (counter < 3 ? [id] : []))
        }
        #expect(driver.acknowledge(id, upTo: 1).recordsAsked == [id])
    }

    @Test func `bytes asked for or not acknowledged are bounded over all shards`() throws {
        var options = ShardCoordinatorOptions.dynamoDBStreams
        options.bytesMax = 5 << 20
        var driver = Driver(options)
        var asked = driver.start(shards).iteratorsAsked.flatMap { shard in
            driver.tell(.iterator(shard, "i")).recordsAsked
        }
        #expect(asked.count == 5)
        var held: [ShardID] = []
        for round in 1...40 {
            guard let shard = asked.popLast() else { break }
            held.append(shard)
            asked += driver.tell(.records(shard, page(upTo: 2, bytes: 1 << 20))).recordsAsked
            asked += driver.wait(second, listing: shards).recordsAsked
            #expect(asked.count + held.count <= 5, "round \(round)")
        }
        #expect(asked.isEmpty)
        #expect(held.count == 5)
        // Each page that is acknowledged makes room for one more.
        let next = driver.acknowledge(try #require(held.first), upTo: 2).recordsAsked
        #expect(next.count == 1)
        #expect(!held.contains(try #require(next.first)))
    }

    @Test func `one request is allowed where its page is larger than all room`() {
        var options = ShardCoordinatorOptions.dynamoDBStreams
        options.bytesMax = 1000
        var driver = Driver(options)
        driver.start(Array(shards.prefix(2)))
        #expect(driver.tell(.iterator(shards[0].id, "i")).recordsAsked == [shards[0].id])
        #expect(driver.tell(.iterator(shards[1].id, "i")).recordsAsked == [])
        driver.tell(.records(shards[0].id, page(upTo: 2, bytes: 1 << 20)))
        #expect(driver.acknowledge(shards[0].id, upTo: 2).recordsAsked == [shards[1].id])
    }

    @Test func `requests at once are bounded, and all shards have their turn`() {
        var options = ShardCoordinatorOptions.dynamoDBStreams
        options.requestsMax = 3
        var driver = Driver(options)
        var running = driver.start(shards).iteratorsAsked
        var seen: Set<ShardID> = []
        while seen.count < 20 {
            #expect(running.count <= 3)
            guard !running.isEmpty else { break }
            let shard = running.removeFirst()
            let actions =
                seen.insert(shard).inserted
                ? driver.tell(.iterator(shard, "i")) : driver.tell(.records(shard, emptyPage))
            running += actions.iteratorsAsked + actions.recordsAsked
        }
        #expect(seen.count == 20)
    }
}
