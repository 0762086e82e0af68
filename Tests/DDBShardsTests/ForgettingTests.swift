import DDBBase
import DDBShards
import Testing

/// What is stored stays bounded, however long a stream is followed.
@Suite struct ForgettingTests {
    private static let shardLife = 4 * hour
    /// Closed shards are listed so long.
    private static let listed = 36 * hour

    /// The nth shard of a line, in which each has one child.
    private static func shard(_ number: Int, isClosed: Bool) -> ListedShard {
        ListedShard(
            id(number), parent: number == 0 ? nil : id(number - 1),
            startingSequence: sequence(number * 10),
            endingSequence: isClosed ? sequence(number * 10 + 9) : nil)
    }

    private static func id(_ number: Int) -> ShardID {
        shardID(number, age: -Int64(number) * shardLife)
    }

    /// What a listing shows while a shard of the line is open.
    private static func listing(_ open: Int) -> [ListedShard] {
        let first = max(0, open - Int(listed / shardLife))
        return (first..<open).map { shard($0, isClosed: true) } + [shard(open, isClosed: false)]
    }

    /// Stores what the actions say.
    private static func store(_ actions: [ShardAction], in stored: inout ShardPositions) -> Int {
        var forgotten = 0
        for action in actions {
            switch action {
            case .positioned(let positions):
                for (shard, position) in positions { stored[shard] = position }
            case .forget(let shard):
                #expect(stored[shard]?.isFinished == true)
                stored[shard] = nil
                forgotten += 1
            case .lost(let loss): Issue.record("nothing is lost: \(loss)")
            case .describeStream, .describeChildren, .getIterator, .getRecords, .deliver,
                .finished, .overflow, .wake, .ended:
                break
            }
        }
        return forgotten
    }

    @Test(arguments: [true, false])
    func `positions of sixty days stay those of some days, and so does memory`(
        restarts: Bool
    ) throws {
        let shardCount = 360
        var stored = ShardPositions()
        var forgotten = 0
        var most = 0
        var driver = Driver()
        var actions = driver.start(Self.listing(0))
        for number in 0..<shardCount {
            let id = Self.id(number)
            forgotten += Self.store(actions, in: &stored)
            #expect(actions.iteratorsAsked == [id], "shard \(number)")
            actions = driver.tell(.iterator(id, "i"))
            actions += driver.wait(second, listing: Self.listing(number))
            actions += driver.tell(.records(id, page(upTo: number * 10 + 1)))
            let position = ShardPosition(
                .after(sequence(number * 10 + 1)), since: moment(noon - 24 * hour))
            stored[id] = position
            actions += driver.tell(.acknowledged(id, position))
            actions += driver.wait(Self.shardLife, listing: Self.listing(number))
            actions += driver.tell(.records(id, RecordsReply(nextIterator: nil)))
            let end = ShardPosition(.finished(moment(driver.now)), since: position.since)
            stored[id] = end
            actions += driver.tell(.acknowledged(id, end))
            actions += driver.wait(second, listing: Self.listing(number))
            #expect(actions.childRequests == 1)
            forgotten += Self.store(actions, in: &stored)
            most = max(most, stored.count)
            // Those that are forgotten stay as names for as long again.
            #expect(driver.coordinator.gauges(at: moment(driver.now)).trackedCount <= 27)
            if restarts, number % 36 == 35 {
                driver = Driver(
                    positions: Dictionary(
                        uniqueKeysWithValues: stored.sorted.map { ($0.shard, $0.position) }),
                    at: driver.now)
                actions = driver.start(Self.listing(number + 1))
            } else {
                let child = Self.shard(number + 1, isClosed: false)
                actions = driver.tell(.children(of: id, [child], isStreamDisabled: false))
            }
        }
        // Twelve in the 48 hours for which finished shards are remembered, and some beside them.
        #expect(most <= 15)
        #expect(forgotten >= shardCount - 15)
    }

    @Test func `the last position stays, so that the stream is not taken for a new one`() {
        let finished = ShardPosition(
            .finished(moment(noon - 60 * hour)), since: moment(noon - 99 * hour))
        let ids = (0..<3).map { shardID($0, age: 80 * hour) }
        var driver = Driver(positions: Dictionary(uniqueKeysWithValues: ids.map { ($0, finished) }))
        let actions = driver.start([], isStreamDisabled: true)
        let forgotten = actions.filter { if case .forget = $0 { true } else { false } }
        #expect(forgotten.count == 2)
        #expect(driver.coordinator.positions.count == 1)
    }
}
