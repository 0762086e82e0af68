import DDBBase
import DDBShards
import Testing

/// Traps 18, 22 and 26: streams that end, shards that are forgotten, and what the gauges say.
@Suite struct EndingTests {
    let shard = ListedShard(shardID(1), startingSequence: sequence(1))
    let closed = ListedShard(
        shardID(1), startingSequence: sequence(1), endingSequence: sequence(9))

    @Test func `a disabled stream is read to its end, then it is over`() {
        var driver = Driver()
        driver.start([closed], isStreamDisabled: true)
        driver.tell(.iterator(shard.id, "i"))
        #expect(driver.tell(.records(shard.id, page(upTo: 9, next: nil))).childRequests == 0)
        let before = driver.wait(10 * minute, listing: [closed], isStreamDisabled: true)
        #expect(!before.contains(.ended(.disabled)))
        driver.acknowledge(shard.id, upTo: 9)
        #expect(!driver.acknowledgeEnd(shard.id).contains(.ended(.disabled)))
        let after = driver.wait(10 * minute, listing: [closed], isStreamDisabled: true)
        #expect(after.last == .ended(.disabled))
        #expect(after.count { $0 == .ended(.disabled) } == 1)
        #expect(driver.tell(.wake).isEmpty)
    }

    @Test func `a last shard that shows late is read before a disabled stream is over`() {
        var driver = Driver()
        driver.start([closed], isStreamDisabled: true)
        driver.finish(shard.id)
        let child = ListedShard(shardID(2), parent: shard.id, startingSequence: sequence(10))
        let actions = driver.wait(90 * second, listing: [closed, child], isStreamDisabled: true)
        #expect(actions.iteratorsAsked == [child.id])
        #expect(!actions.contains(.ended(.disabled)))
    }

    @Test func `an open shard of a disabled stream ends once nothing can be left in it`() {
        var driver = Driver()
        driver.start([shard], isStreamDisabled: true)
        driver.tell(.iterator(shard.id, "i"))
        driver.tell(.records(shard.id, emptyPage))
        driver.now += 26 * hour
        driver.wait(second, listing: [shard], isStreamDisabled: true)
        driver.tell(.iterator(shard.id, "j"))
        let actions = driver.tell(.records(shard.id, emptyPage))
        #expect(actions.pages.map(\.isLast) == [true])
        #expect(actions.losses.isEmpty)
    }

    @Test func `a stream that nobody finds is over once its shards are given up`() {
        var driver = Driver(positions: [
            shard.id: ShardPosition(.after(sequence(4)), since: moment(noon - hour))
        ])
        driver.tell(.start)
        var actions: [ShardAction] = []
        for _ in 0..<5 {
            actions += driver.tell(.listingFailed(.notFound))
            actions += driver.tell(.iteratorFailed(shard.id, .notFound))
            actions += driver.wait(20 * second)
        }
        #expect(actions.losses.map(\.shard) == [shard.id])
        #expect(!actions.contains(.ended(.gone)))
        #expect(driver.acknowledgeEnd(shard.id).last == .ended(.gone))
    }

    @Test func `finished shards are forgotten after two days, and only when they are not listed`() {
        let child = ListedShard(shardID(2), parent: shard.id, startingSequence: sequence(10))
        var driver = Driver()
        driver.start([closed, child])
        driver.finish(shard.id)
        driver.tell(.iterator(child.id, "i"))
        driver.tell(.records(child.id, page(upTo: 12)))
        driver.acknowledge(child.id, upTo: 12)
        driver.wait(second)
        driver.now += 47 * hour
        #expect(!driver.wait(2 * minute, listing: [child]).contains(.forget(shard.id)))
        driver.now += 2 * hour
        #expect(!driver.wait(2 * minute, listing: [closed, child]).contains(.forget(shard.id)))
        #expect(driver.coordinator.positions[shard.id] != nil)
        let actions = driver.wait(10 * minute, listing: [child])
        #expect(actions.count { $0 == .forget(shard.id) } == 1)
        #expect(driver.coordinator.positions[shard.id] == nil)
        // A replica that lags revives nobody.
        #expect(driver.wait(10 * minute, listing: [closed, child]).iteratorsAsked.isEmpty)
    }

    @Test func `a finished shard is kept while its child has no position of its own`() {
        let child = ListedShard(shardID(2), parent: shard.id, startingSequence: sequence(10))
        var driver = Driver()
        driver.start([closed, child])
        driver.finish(shard.id)
        driver.tell(.iteratorFailed(child.id, .transient))
        driver.now += 60 * hour
        #expect(!driver.wait(10 * minute, listing: [child]).contains(.forget(shard.id)))
    }

    @Test func `an idle shard is caught up, a failing one is not`() {
        let other = ListedShard(shardID(2), startingSequence: sequence(1))
        var driver = Driver()
        driver.start([shard, other])
        driver.tell(.iterator(shard.id, "i"))
        driver.tell(.iterator(other.id, "i"))
        driver.tell(.records(shard.id, emptyPage))
        driver.tell(.records(other.id, page(upTo: 4, written: noon - 10 * second)))
        #expect(driver.coordinator.gauges(at: moment(driver.now)).lag == .seconds(10))
        driver.wait(second)
        driver.tell(.recordsFailed(other.id, .transient))
        driver.tell(.records(shard.id, emptyPage))
        let gauges = driver.coordinator.gauges(at: moment(driver.now))
        #expect(gauges.lag == .seconds(11))
        #expect(gauges.watermark == moment(noon - 10 * second))
        #expect(gauges.trimmedIn == .seconds(24 * 3600 - 11))
        driver.wait(second)
        driver.tell(.records(other.id, emptyPage))
        #expect((driver.coordinator.gauges(at: moment(driver.now)).lag ?? .zero) < .seconds(2))
    }

    @Test func `gauges count shards by what they wait for`() {
        let child = ListedShard(shardID(2), parent: shard.id, startingSequence: sequence(10))
        var driver = Driver()
        #expect(driver.coordinator.gauges(at: moment(noon)) == ShardGauges())
        driver.start([closed, child])
        var gauges = driver.coordinator.gauges(at: moment(noon))
        #expect([gauges.activeCount, gauges.waitingCount, gauges.trackedCount] == [1, 1, 2])
        #expect(gauges.lag == .seconds(3600))
        driver.tell(.iterator(shard.id, "i"))
        driver.tell(.records(shard.id, page(upTo: 9, next: nil)))
        gauges = driver.coordinator.gauges(at: moment(noon))
        #expect(
            [gauges.drainedCount, gauges.waitingCount, gauges.unacknowledgedBytes] == [1, 1, 100])
    }
}
