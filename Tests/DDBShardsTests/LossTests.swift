import DDBBase
import DDBShards
import Testing

/// Traps 19 and 20: what is gone is said to be gone, and nothing else is.
@Suite struct LossTests {
    let shard = ListedShard(shardID(1, age: 30 * hour), startingSequence: sequence(1))
    let since = moment(noon - 40 * hour)

    func saved(_ place: ShardPosition.Place) -> [ShardID: ShardPosition] {
        [shard.id: ShardPosition(place, since: since)]
    }

    @Test func `trimmed records are reported, and reading goes on at what is left`() {
        for isIterator in [true, false] {
            var driver = Driver(positions: saved(.after(sequence(4))))
            driver.start([shard])
            if !isIterator { driver.tell(.iterator(shard.id, "i")) }
            let actions = driver.tell(
                isIterator
                    ? .iteratorFailed(shard.id, .trimmed) : .recordsFailed(shard.id, .trimmed))
            #expect(
                actions == [
                    .lost(
                        LossRecord(
                            shard: shard.id, from: .after(sequence(4)),
                            horizon: moment(noon - 24 * hour), reason: .trimmed)),
                    .getIterator(shard.id, from: .trimHorizon),
                ])
            driver.tell(.iterator(shard.id, "h"))
            driver.wait(second)
            #expect(driver.tell(.records(shard.id, page(upTo: 9))).pages.count == 1)
        }
    }

    @Test func `a loss is told again after a restart until what follows it is acknowledged`() {
        var driver = Driver(positions: saved(.after(sequence(4))))
        driver.start([shard])
        driver.tell(.iteratorFailed(shard.id, .trimmed))
        driver.tell(.iterator(shard.id, "h"))
        driver.tell(.records(shard.id, page(upTo: 9)))
        #expect(driver.coordinator.positions[shard.id]?.place == .after(sequence(4)))
        driver.acknowledge(shard.id, upTo: 9)
        #expect(driver.coordinator.positions[shard.id]?.place == .after(sequence(9)))
    }

    @Test func `a loss is told once in a run`() {
        var driver = Driver(positions: saved(.after(sequence(4))))
        driver.start([shard])
        driver.tell(.iteratorFailed(shard.id, .trimmed))
        for _ in 0..<5 {
            #expect(driver.tell(.iteratorFailed(shard.id, .trimmed)).losses.isEmpty)
            driver.wait(20 * second, listing: [shard])
        }
    }

    @Test func `a horizon that moved on while nothing was read is a further loss`() {
        var driver = Driver(positions: saved(.after(sequence(4))))
        driver.start([shard])
        #expect(driver.tell(.iteratorFailed(shard.id, .trimmed)).losses.count == 1)
        driver.now += 30 * hour
        #expect(driver.tell(.iteratorFailed(shard.id, .transient)).losses.isEmpty)
        #expect(driver.wait(minute, listing: [shard]).losses.map(\.reason) == [.trimmed])
    }

    @Test func `a shard that is trimmed at the first start is read from what is left, silently`() {
        var driver = Driver()
        driver.start([shard])
        #expect(
            driver.tell(.iteratorFailed(shard.id, .trimmed))
                == [.getIterator(shard.id, from: .trimHorizon)])
    }

    @Test func `a shard that waited too long for its parent is a loss`() {
        let parent = ListedShard(
            shardID(5, age: 10 * hour), startingSequence: sequence(1), endingSequence: sequence(3))
        let child = ListedShard(
            shardID(6, age: 5 * hour), parent: parent.id, startingSequence: sequence(4))
        var driver = Driver()
        driver.start([parent, child])
        driver.now += 30 * hour
        // The iterator of the parent is too old to be used.
        #expect(driver.tell(.iterator(parent.id, "i")).starts == [.at(sequence(1))])
        #expect(driver.finish(parent.id).starts == [.at(sequence(4))])
        #expect(
            driver.tell(.iteratorFailed(child.id, .trimmed)).losses.map(\.from)
                == [.at(sequence(4))])
    }

    @Test func `an unfinished shard that vanished is a loss, told after several requests`() {
        var driver = Driver(positions: saved(.after(sequence(4))))
        driver.start([])
        var actions: [ShardAction] = []
        var attempts = 0
        while actions.losses.isEmpty {
            attempts += 1
            actions = driver.tell(.iteratorFailed(shard.id, .notFound))
            if actions.isEmpty {
                #expect(driver.wait(30 * second, listing: []).iteratorsAsked == [shard.id])
            }
        }
        #expect(attempts == ShardCoordinatorOptions.dynamoDBStreams.notFoundsMax)
        #expect(actions.losses.map(\.reason) == [.shardGone])
        #expect(actions.losses.map(\.from) == [.after(sequence(4))])
        #expect(actions.pages.map(\.isLast) == [true])
        // Until the consumer has it, the position says that the shard is not finished.
        #expect(driver.coordinator.positions[shard.id]?.place == .after(sequence(4)))
    }

    @Test func `a young shard that is not found is asked for again, then reported`() {
        let young = ListedShard(shardID(9, age: minute), startingSequence: sequence(1))
        var driver = Driver()
        driver.start([young])
        driver.tell(.iteratorFailed(young.id, .notFound))
        driver.wait(30 * second, listing: [young])
        #expect(driver.tell(.iterator(young.id, "i")).recordsAsked == [young.id])
        driver.tell(.records(young.id, page(upTo: 2)))
        driver.wait(second)
        var losses: [LossRecord] = []
        for _ in 0..<5 {
            losses += driver.tell(.recordsFailed(young.id, .notFound)).losses
            driver.wait(30 * second, listing: [young])
            if losses.isEmpty { driver.tell(.iterator(young.id, "i")) }
        }
        #expect(losses.map(\.from) == [.after(sequence(2))])
    }

    @Test func `a shard that was read to its last record and is gone is no loss`() {
        var closed = shard
        closed.endingSequence = sequence(9)
        var driver = Driver(positions: saved(.after(sequence(9))))
        driver.start([closed])
        var actions: [ShardAction] = []
        while actions.pages.isEmpty {
            actions = driver.tell(.iteratorFailed(shard.id, .notFound))
            driver.wait(30 * second, listing: [closed])
        }
        #expect(actions.losses.isEmpty)
    }

    @Test func `a shard that was at its tip within the retention has lost nothing`() {
        var driver = Driver(.kinesis, positions: saved(.after(sequence(4))))
        driver.start([shard])
        driver.tell(.iterator(shard.id, "i"))
        driver.tell(.records(shard.id, RecordsReply(nextIterator: "j", isAtTip: true)))
        driver.wait(10 * second)
        driver.tell(.recordsFailed(shard.id, .expired))
        #expect(driver.tell(.iteratorFailed(shard.id, .trimmed)).losses.isEmpty)
    }

    /// Reads empty pages, one each ten minutes, for some hours; then the iterator has expired and
    /// the position is refused as trimmed.
    private func lossesAfterIdling(hours: Int, untilTip count: Int, pause: Int64 = 0)
        -> [LossRecord]
    {
        var options = ShardCoordinatorOptions.dynamoDBStreams
        options.idlePollInterval = .seconds(600)
        options.pollInterval = .seconds(600)
        options.emptyPagesUntilTip = count
        var driver = Driver(options, positions: saved(.after(sequence(4))))
        driver.start([shard])
        driver.tell(.iterator(shard.id, "i"))
        var pages = 0
        while pages < 6 * hours {
            #expect(driver.tell(.records(shard.id, emptyPage)).losses.isEmpty)
            pages += 1
            #expect(driver.wait(10 * minute, listing: [shard]).recordsAsked == [shard.id])
        }
        driver.now += pause
        #expect(driver.tell(.recordsFailed(shard.id, .expired)).starts == [.after(sequence(4))])
        let actions = driver.tell(.iteratorFailed(shard.id, .trimmed))
        #expect(driver.wait(minute, listing: [shard]).starts == [.trimHorizon])
        return actions.losses
    }

    @Test func `an idle shard whose last record was trimmed has lost nothing`() {
        #expect(lossesAfterIdling(hours: 30, untilTip: 50) == [])
        // A few empty pages prove nothing: there are such before records, too.
        #expect(lossesAfterIdling(hours: 30, untilTip: 200).map(\.reason) == [.trimmed])
        // Nor do those from before a pause that was longer than the retention.
        #expect(
            lossesAfterIdling(hours: 30, untilTip: 50, pause: 30 * hour).map(\.reason)
                == [.trimmed])
    }

    @Test func `a new iterator begins a new row of empty pages`() {
        var options = ShardCoordinatorOptions.dynamoDBStreams
        options.emptyPagesUntilTip = 10
        var driver = Driver(options, positions: saved(.after(sequence(4))))
        driver.start([shard])
        for _ in 0..<5 {
            driver.tell(.iterator(shard.id, "i"))
            for _ in 0..<6 {
                driver.tell(.records(shard.id, emptyPage))
                driver.wait(3 * second, listing: [shard])
            }
            driver.tell(.recordsFailed(shard.id, .expired))
        }
        #expect(
            driver.tell(.iteratorFailed(shard.id, .trimmed)).losses.map(\.reason) == [.trimmed])
    }
}
