import DDBBase
import DDBShards
import Testing

/// Traps 14, 15 and 17: who begins, and after whom.
@Suite struct LineageTests {
    let parent = ListedShard(
        shardID(1, age: 5 * hour), startingSequence: sequence(1), endingSequence: sequence(9))
    let child = ListedShard(
        shardID(2), parent: shardID(1, age: 5 * hour), startingSequence: sequence(10))

    @Test func `a child begins when its parent is acknowledged to its end, not when it is read`() {
        var driver = Driver()
        #expect(driver.start([parent, child]).iteratorsAsked == [parent.id])
        driver.tell(.iterator(parent.id, "i"))
        let read = driver.tell(.records(parent.id, page(upTo: 9, next: nil)))
        #expect(read.pages.map(\.isLast) == [true])
        #expect(read.iteratorsAsked == [])
        #expect(driver.acknowledge(parent.id, upTo: 9).iteratorsAsked == [])
        #expect(
            driver.acknowledgeEnd(parent.id)
                == [.finished(parent.id), .getIterator(child.id, from: .trimHorizon)])
    }

    @Test func `a child of two parents waits for both`() {
        var driver = Driver(.kinesis)
        let ids = (0..<3).map { kinesisID($0) }
        let shards = [
            ListedShard(ids[0], startingSequence: sequence(1), endingSequence: sequence(5)),
            ListedShard(ids[1], startingSequence: sequence(1), endingSequence: sequence(5)),
            ListedShard(
                ids[2], parent: ids[0], adjacentParent: ids[1], startingSequence: sequence(6)),
        ]
        #expect(driver.start(shards).iteratorsAsked == [ids[0], ids[1]])
        #expect(driver.finish(ids[1]).iteratorsAsked == [])
        #expect(driver.finish(ids[0]).iteratorsAsked == [ids[2]])
    }

    @Test func `several children begin together`() {
        var driver = Driver()
        let sibling = ListedShard(shardID(3), parent: parent.id, startingSequence: sequence(10))
        driver.start([parent, child, sibling])
        #expect(driver.finish(parent.id).iteratorsAsked == [child.id, sibling.id])
    }

    @Test func `a shard that was born and closed while nobody looked is read before its child`() {
        let since = moment(noon - 10 * hour)
        var driver = Driver(positions: [
            parent.id: ShardPosition(.finished(moment(noon - 5 * hour)), since: since)
        ])
        let unseen = ListedShard(
            shardID(5, age: 4 * hour), parent: parent.id, startingSequence: sequence(10),
            endingSequence: sequence(20))
        let leaf = ListedShard(shardID(6), parent: unseen.id, startingSequence: sequence(21))
        #expect(driver.start([parent, unseen, leaf]).iteratorsAsked == [unseen.id])
        #expect(driver.finish(unseen.id).iteratorsAsked == [leaf.id])
    }

    @Test func `a parent that is still listed as open is read to its end before its child`() {
        var driver = Driver()
        let open = ListedShard(parent.id, startingSequence: sequence(1))
        #expect(driver.start([child, open]).iteratorsAsked == [parent.id])
        #expect(!driver.coordinator.lineage.isOpen(parent.id))
        #expect(driver.coordinator.lineage.isOpen(child.id))
        #expect(driver.finish(parent.id).iteratorsAsked == [child.id])
    }

    @Test func `a listing that lags opens no closed shard and takes no parent away`() {
        var lineage = ShardLineage()
        let areNew = [parent, child, ListedShard(parent.id), ListedShard(child.id)].map {
            lineage.merge($0)
        }
        #expect(areNew == [true, true, false, false])
        #expect(!lineage.isOpen(parent.id))
        #expect(lineage.parents(of: child.id) == [parent.id])
        #expect(lineage.children(of: parent.id) == [child.id])
    }

    @Test func `shards in a circle block nobody`() {
        var driver = Driver()
        let (one, two, three) = (shardID(1), shardID(2), shardID(3))
        let asked = driver.start([
            ListedShard(one, parent: three, startingSequence: sequence(1)),
            ListedShard(two, parent: one, startingSequence: sequence(1)),
            ListedShard(three, parent: two, startingSequence: sequence(1)),
            ListedShard(shardID(4), parent: shardID(4), startingSequence: sequence(1)),
        ]).iteratorsAsked
        #expect(asked == [three, shardID(4)])
        #expect(driver.finish(three).iteratorsAsked == [one])
        #expect(driver.finish(one).iteratorsAsked == [two])
    }

    @Test func `a parent beyond the retention is taken for read`() {
        var driver = Driver()
        let orphan = ListedShard(
            shardID(7, age: 26 * hour), parent: shardID(6, age: 30 * hour),
            startingSequence: sequence(1))
        #expect(driver.start([orphan]).iteratorsAsked == [orphan.id])
    }

    @Test func `a parent that the listing leaves out is asked for, and awaited where it exists`() {
        var driver = Driver()
        let hidden = shardID(8, age: 5 * hour)
        let orphan = ListedShard(shardID(9), parent: hidden, startingSequence: sequence(5))
        #expect(driver.start([orphan]).iteratorsAsked == [hidden])
        #expect(driver.tell(.iterator(hidden, "i")).isEmpty)
        #expect(driver.wait(2 * second).listings == 1)
        let shown = ListedShard(
            hidden, startingSequence: sequence(1), endingSequence: sequence(4))
        #expect(driver.tell(.listed(ShardListing([shown, orphan]))).iteratorsAsked == [hidden])
        #expect(driver.finish(hidden).iteratorsAsked == [orphan.id])
    }

    @Test func `a parent that never gets listed is read after a bounded number of listings`() {
        var driver = Driver()
        let hidden = shardID(8, age: 5 * hour)
        let orphan = ListedShard(shardID(9), parent: hidden, startingSequence: sequence(5))
        driver.start([orphan])
        driver.tell(.iterator(hidden, "i"))
        var listings = 0
        var asked: [ShardID] = []
        while asked.isEmpty, listings < 100 {
            let actions = driver.wait(second, listing: [orphan])
            listings += actions.listings
            asked = actions.iteratorsAsked
        }
        #expect(asked == [hidden])
        #expect(listings == ShardCoordinatorOptions.dynamoDBStreams.hiddenListingsMax)
        #expect(driver.finish(hidden).iteratorsAsked == [orphan.id])
    }

    @Test func `a parent that nobody finds blocks for a bounded time and is no loss at first`() {
        var driver = Driver()
        let gone = shardID(8, age: 5 * hour)
        let orphan = ListedShard(shardID(9), parent: gone, startingSequence: sequence(5))
        var actions = driver.start([orphan])
        var asked = 0
        while actions.iteratorsAsked == [gone] {
            asked += 1
            actions = driver.tell(.iteratorFailed(gone, .notFound))
            if actions.isEmpty { actions = driver.wait(30 * second, listing: [orphan]) }
        }
        #expect(asked == ShardCoordinatorOptions.dynamoDBStreams.notFoundsMax)
        #expect(actions.iteratorsAsked == [orphan.id])
        #expect(actions.losses.isEmpty)
    }

    @Test func `a parent that lived unseen and is gone is a loss`() {
        let known = shardID(1, age: 20 * hour)
        var driver = Driver(positions: [
            known: ShardPosition(
                .finished(moment(noon - 12 * hour)), since: moment(noon - 20 * hour))
        ])
        let gone = shardID(8, age: 12 * hour)
        let orphan = ListedShard(shardID(9), parent: gone, startingSequence: sequence(5))
        var actions = driver.start([orphan])
        while actions.iteratorsAsked == [gone] {
            actions = driver.tell(.iteratorFailed(gone, .notFound))
            if actions.isEmpty { actions = driver.wait(30 * second, listing: [orphan]) }
        }
        #expect(actions.losses.map(\.shard) == [gone])
        #expect(actions.losses.map(\.reason) == [.neverSeen])
        #expect(actions.iteratorsAsked == [orphan.id])
    }
}
