import DDBBase
import DDBShards
import Testing

/// Trap 17 and feature E04: how shards are found.
@Suite struct DiscoveryTests {
    let root = ListedShard(shardID(1), startingSequence: sequence(1))
    let child = ListedShard(shardID(2, age: 0), parent: shardID(1), startingSequence: sequence(9))

    @Test func `a listing goes on to its last page, empty pages included`() {
        var driver = Driver()
        #expect(driver.tell(.start) == [.describeStream(after: nil)])
        driver.tell(.listed(ShardListing([root], next: "a")))
        #expect(driver.wait(second) == [.describeStream(after: "a")])
        driver.now += second
        #expect(
            driver.tell(.listed(ShardListing([], next: "b"))) == [.describeStream(after: "b")])
        let other = ListedShard(shardID(3), startingSequence: sequence(1))
        #expect(
            driver.tell(.listed(ShardListing([other]))).iteratorsAsked == [root.id, other.id])
    }

    @Test func `a page that points back ends the listing, and a new one begins`() {
        var driver = Driver()
        driver.tell(.start)
        driver.tell(.listed(ShardListing([root], next: "a")))
        driver.wait(second)
        #expect(driver.tell(.listed(ShardListing([root], next: "a"))).isEmpty)
        #expect(driver.coordinator.gauges(at: moment(driver.now)).refusedListingCount == 1)
        #expect(driver.wait(second) == [.describeStream(after: nil)])
        #expect(driver.tell(.listed(ShardListing([root]))).iteratorsAsked == [root.id])
    }

    @Test func `a listing without end is given up after a bounded number of pages`() {
        var options = ShardCoordinatorOptions.dynamoDBStreams
        options.listingPagesMax = 5
        var driver = Driver(options)
        driver.tell(.start)
        for page in 0..<5 {
            driver.tell(.listed(ShardListing([], next: "\(page)")))
            driver.wait(second)
        }
        #expect(driver.coordinator.gauges(at: moment(driver.now)).refusedListingCount == 1)
    }

    @Test func `a page that fails is asked for again, one whose token is too old from the start`() {
        var driver = Driver()
        driver.tell(.start)
        driver.tell(.listed(ShardListing([root], next: "a")))
        driver.wait(second)
        for failure in [RequestFailure.transient, .throttled, .refused] {
            #expect(driver.tell(.listingFailed(failure)).isEmpty)
            #expect(driver.wait(30 * second) == [.describeStream(after: "a")])
        }
        driver.tell(.listingFailed(.expired))
        #expect(driver.wait(30 * second) == [.describeStream(after: nil)])
    }

    @Test func `the children of a shard are asked for when it is read to its end`() {
        var driver = Driver()
        driver.start([root])
        driver.tell(.iterator(root.id, "i"))
        driver.now += second
        let end = driver.tell(.records(root.id, page(upTo: 8, next: nil)))
        #expect(end.contains(.describeChildren(of: root.id)))
        #expect(end.listings == 0)
        driver.tell(.children(of: root.id, [child], isStreamDisabled: false))
        #expect(driver.acknowledgeEnd(root.id).iteratorsAsked == [child.id])
    }

    @Test func `children found after the acknowledgement begin at once`() {
        var driver = Driver()
        driver.start([root])
        driver.now += second
        driver.finish(root.id)
        #expect(
            driver.tell(.children(of: root.id, [child], isStreamDisabled: false)).iteratorsAsked
                == [child.id])
    }

    @Test func `a closed shard without a child is asked about, then listed, within bounds`() {
        var driver = Driver()
        driver.start([root])
        driver.now += second
        var actions = driver.finish(root.id)
        var requests = 0
        while actions.childRequests == 1 {
            requests += 1
            actions = driver.tell(.children(of: root.id, [], isStreamDisabled: false))
            actions += driver.wait(2 * second)
        }
        #expect(requests == ShardCoordinatorOptions.dynamoDBStreams.childRequestsMax)
        #expect(actions.listings == 1)
        driver.tell(.listed(ShardListing([root])))
        let hurried = driver.wait(40 * second, listing: [root])
        #expect(hurried.listings == ShardCoordinatorOptions.dynamoDBStreams.childListingsMax - 1)
        #expect(hurried.childRequests == 0)
        // The regular listing finds it still.
        let later = driver.wait(70 * second, listing: [root, child])
        #expect(later.iteratorsAsked == [child.id])
    }

    @Test func `a service without the filter is listed instead, and not asked again`() {
        var driver = Driver()
        let other = ListedShard(shardID(5), startingSequence: sequence(1))
        driver.start([root, other])
        driver.now += second
        driver.finish(root.id)
        driver.tell(.childrenFailed(of: root.id, .refused))
        #expect(driver.wait(second) == [.describeStream(after: nil)])
        #expect(
            driver.tell(.listed(ShardListing([root, other, child]))).iteratorsAsked == [child.id])
        driver.now += second
        #expect(driver.finish(other.id).childRequests == 0)
    }

    @Test func `a service that ignores the filter does no harm`() {
        var driver = Driver()
        driver.start([root])
        driver.now += second
        driver.finish(root.id)
        let other = ListedShard(shardID(5), startingSequence: sequence(1))
        let actions = driver.tell(
            .children(of: root.id, [root, other, child], isStreamDisabled: false))
        #expect(actions.iteratorsAsked == [child.id])
        #expect(
            driver.wait(70 * second, listing: [root, other, child]).iteratorsAsked == [other.id])
    }

    @Test func `children in the last page of a Kinesis shard need no request`() {
        var driver = Driver(.kinesis)
        let (parent, child) = (kinesisID(0), kinesisID(1))
        driver.start([ListedShard(parent, startingSequence: sequence(1))])
        driver.tell(.iterator(parent, "i"))
        let reply = RecordsReply(
            nextIterator: nil,
            children: [ListedShard(child, parent: parent, startingSequence: sequence(2))])
        let actions = driver.tell(.records(parent, reply)) + driver.acknowledgeEnd(parent)
        #expect(actions.listings + actions.childRequests == 0)
        #expect(actions.iteratorsAsked == [child])
    }

    @Test func `listings and requests for children keep one rate`() {
        var driver = Driver()
        let roots = (0..<20).map { ListedShard(shardID($0), startingSequence: sequence(1)) }
        driver.start(roots)
        for root in roots { driver.finish(root.id) }
        var times: [Int64] = [driver.now]
        let end = driver.now + 3 * second
        while driver.now < end {
            let actions = driver.wait(10_000)
            for action in actions {
                switch action {
                case .describeChildren(let shard):
                    times.append(driver.now)
                    driver.tell(.childrenFailed(of: shard, .transient))
                case .describeStream:
                    times.append(driver.now)
                    driver.tell(.listed(ShardListing(roots)))
                case _: break
                }
            }
        }
        #expect((14...16).contains(times.count))
        for (first, second) in zip(times, times.dropFirst()) { #expect(second - first >= 190_000) }
    }

    @Test func `a full listing comes at a regular time`() {
        var driver = Driver()
        driver.start([root])
        #expect(driver.wait(59 * second, listing: [root]).listings == 0)
        #expect(driver.wait(60 * second, listing: [root]).listings == 1)
        #expect(driver.wait(600 * second, listing: [root]).listings == 10)
    }

    @Test func `shards beyond the limit are told, and tracked when there is room`() {
        var options = ShardCoordinatorOptions.dynamoDBStreams
        options.trackedShardsMax = 2
        options.forgetAfter = .seconds(100)
        options.childDiscovery = .reply
        var driver = Driver(options)
        let shards = (0..<4).map { ListedShard(shardID($0), startingSequence: sequence(1)) }
        let actions = driver.start(shards)
        #expect(actions.contains(.overflow(untracked: 2)))
        #expect(actions.iteratorsAsked == [shards[0].id, shards[1].id])
        #expect(driver.coordinator.lineage.count == 2)
        driver.finish(shards[0].id)
        let rest = Array(shards.dropFirst())
        #expect(driver.wait(400 * second, listing: rest).iteratorsAsked == [shards[2].id])
    }

    @Test func `ten thousand shards begin in their turn`() {
        var driver = Driver()
        let shards = (0..<10_000).map { ListedShard(shardID($0), startingSequence: sequence(1)) }
        let actions = driver.start(shards)
        #expect(actions.iteratorsAsked.count == ShardCoordinatorOptions.dynamoDBStreams.requestsMax)
        let gauges = driver.coordinator.gauges(at: moment(driver.now))
        #expect(gauges.activeCount == 10_000)
        #expect(gauges.requestCount == 64)
    }

    @Test func `a new shard changes nothing for the others`() {
        var driver = Driver()
        let other = ListedShard(shardID(5), startingSequence: sequence(1))
        driver.start([root, other])
        driver.tell(.iterator(other.id, "i"))
        driver.finish(root.id)
        #expect(driver.wait(second) == [.describeChildren(of: root.id)])
        let actions = driver.tell(.children(of: root.id, [child], isStreamDisabled: false))
        #expect(actions == [.getIterator(child.id, from: .trimHorizon)])
        #expect(
            driver.tell(.records(other.id, emptyPage))
                == [.getRecords(other.id, iterator: "next", limit: 1000)])
    }
}
