import DDBBase
import DDBShards
import Testing

/// Traps 13, 20 and 21: how a shard is read.
@Suite struct ReadingTests {
    let shard = ListedShard(shardID(1), startingSequence: sequence(1))
    let old = ListedShard(shardID(2, age: 30 * hour), startingSequence: sequence(1))

    static func reading(
        _ shard: ListedShard, _ options: ShardCoordinatorOptions = .dynamoDBStreams
    ) -> Driver {
        var driver = Driver(options)
        driver.start([shard])
        driver.tell(.iterator(shard.id, "i"))
        return driver
    }

    @Test func `records of the last page are handed on though no iterator follows`() {
        var driver = Self.reading(shard)
        let actions = driver.tell(.records(shard.id, page(upTo: 7, count: 3, next: nil)))
        #expect(actions.pages.map(\.recordCount) == [3])
        #expect(actions.pages.map(\.isLast) == [true])
        #expect(actions.pages.map(\.shard) == [shard.id])
    }

    @Test func `an empty last page ends the shard as well`() {
        var driver = Self.reading(shard)
        let actions = driver.tell(.records(shard.id, RecordsReply(nextIterator: nil)))
        #expect(actions.pages.map(\.recordCount) == [0])
        #expect(driver.acknowledgeEnd(shard.id).first == .finished(shard.id))
        #expect(driver.coordinator.positions[shard.id]?.isFinished == true)
    }

    @Test func `empty pages are no end, on open shards and on closed ones`() {
        for isClosed in [false, true] {
            var listed = shard
            listed.endingSequence = isClosed ? sequence(9) : nil
            var driver = Self.reading(listed)
            for _ in 0..<500 {
                var actions = driver.tell(.records(shard.id, emptyPage))
                actions += driver.wait(3 * second, listing: [listed])
                #expect(actions.pages.isEmpty)
                #expect(actions.recordsAsked == [shard.id])
            }
            let actions = driver.tell(.records(shard.id, page(upTo: 8)))
            #expect(actions.pages.map(\.recordCount) == [1])
        }
    }

    @Test func `an expired iterator is replaced behind what was read, acknowledged or not`() {
        var driver = Self.reading(shard)
        driver.tell(.records(shard.id, page(upTo: 3)))
        driver.wait(second)
        driver.tell(.records(shard.id, page(upTo: 5)))
        driver.acknowledge(shard.id, upTo: 3)
        driver.wait(second)
        #expect(
            driver.tell(.recordsFailed(shard.id, .expired))
                == [.getIterator(shard.id, from: .after(sequence(5)))])
    }

    @Test func `an expired iterator is replaced behind the checkpoint where nothing was read`() {
        var driver = Driver(positions: [
            shard.id: ShardPosition(.after(sequence(4)), since: moment(noon - hour))
        ])
        driver.start([shard])
        driver.tell(.iterator(shard.id, "i"))
        #expect(
            driver.tell(.recordsFailed(shard.id, .expired))
                == [.getIterator(shard.id, from: .after(sequence(4)))])
    }

    @Test func `an expired iterator is replaced at the shard's start where nothing is known`() {
        for (shard, start) in [
            (shard, ShardAction.IteratorStart.trimHorizon), (old, .at(sequence(1))),
        ] {
            var driver = Self.reading(shard)
            #expect(
                driver.tell(.recordsFailed(shard.id, .expired))
                    == [.getIterator(shard.id, from: start)])
        }
    }

    @Test(arguments: [RequestFailure.transient, .throttled, .refused])
    func `failures never end a shard`(failure: RequestFailure) {
        var driver = Self.reading(shard)
        driver.tell(.records(shard.id, page(upTo: 3)))
        driver.acknowledge(shard.id, upTo: 3)
        driver.wait(second)
        for _ in 0..<30 {
            #expect(driver.tell(.recordsFailed(shard.id, failure)).isEmpty)
            let next = driver.wait(20 * second, listing: [shard])
            if failure == .refused {
                #expect(next.starts == [.after(sequence(3))])
                driver.tell(.iteratorFailed(shard.id, failure))
                #expect(driver.wait(20 * second, listing: [shard]).starts.count == 1)
                driver.tell(.iterator(shard.id, "i"))
            } else {
                #expect(next.recordsAsked == [shard.id])
            }
        }
        #expect(driver.coordinator.gauges(at: moment(driver.now)).activeCount == 1)
        #expect(driver.coordinator.positions[shard.id]?.place == .after(sequence(3)))
    }

    @Test func `a failed request for an iterator is tried again, not taken for the end`() {
        var driver = Driver()
        driver.start([shard])
        for _ in 0..<100 {
            #expect(driver.tell(.iteratorFailed(shard.id, .transient)).pages.isEmpty)
            #expect(driver.wait(20 * second, listing: [shard]).iteratorsAsked == [shard.id])
        }
    }

    @Test func `waits after failures grow to a bound, throttles more`() {
        var waits: [RequestFailure: [Int64]] = [:]
        for failure in [RequestFailure.transient, .throttled] {
            var driver = Self.reading(shard)
            for _ in 0..<10 {
                let failedAt = driver.now
                driver.tell(.recordsFailed(shard.id, failure))
                while driver.wait(10_000, listing: [shard]).recordsAsked.isEmpty {}
                waits[failure, default: []].append(driver.now - failedAt)
            }
        }
        let (transient, throttled) = (waits[.transient] ?? [], waits[.throttled] ?? [])
        #expect((100_000...220_000).contains(transient[0]))
        #expect((500_000...1_020_000).contains(throttled[0]))
        #expect(transient.allSatisfy { $0 <= 20 * second + 20_000 })
        #expect(transient[9] >= 10 * second)
    }

    @Test func `an iterator grown old while the consumer was slow is replaced before it is used`() {
        var options = ShardCoordinatorOptions.dynamoDBStreams
        options.pagesPerShardMax = 1
        var driver = Self.reading(shard, options)
        driver.tell(.records(shard.id, page(upTo: 3)))
        #expect(driver.wait(14 * minute + second, listing: [shard]).recordsAsked == [])
        #expect(
            driver.acknowledge(shard.id, upTo: 3)
                == [.getIterator(shard.id, from: .after(sequence(3)))])
    }

    @Test func `an iterator that grew old in a sleep is replaced, wherever it was`() {
        var driver = Self.reading(shard)
        driver.now += 30 * hour
        #expect(driver.tell(.records(shard.id, page(upTo: 3))).starts == [.after(sequence(3))])
    }

    @Test func `a clock that is set back stops nothing`() {
        var driver = Self.reading(shard)
        driver.tell(.records(shard.id, emptyPage))
        driver.now -= 10 * hour
        driver.tell(.wake)
        #expect(driver.wait(second).recordsAsked == [shard.id])
    }
}
