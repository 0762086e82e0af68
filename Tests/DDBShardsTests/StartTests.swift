import DDBBase
import DDBShards
import Testing

/// Traps 1, 2, 16 and feature E09: where reading begins.
@Suite struct StartTests {
    static func options(_ start: ShardStart, kinesis: Bool = false) -> ShardCoordinatorOptions {
        var options = kinesis ? ShardCoordinatorOptions.kinesis : .dynamoDBStreams
        options.start = start
        return options
    }

    let closed = ListedShard(
        shardID(1, age: 5 * hour), startingSequence: sequence(1), endingSequence: sequence(9))
    let root = ListedShard(shardID(9), startingSequence: sequence(1))
    let open = ListedShard(
        shardID(2), parent: shardID(1, age: 5 * hour), startingSequence: sequence(10))
    let later = ListedShard(
        shardID(3, age: -minute), parent: shardID(2), startingSequence: sequence(20))

    @Test func `the trim horizon is the start of what is left, and its place is captured`() {
        var driver = Driver()
        let actions = driver.start([closed, open])
        let position = ShardPosition(.at(sequence(1)), since: moment(noon - 24 * hour))
        #expect(actions.contains(.positioned([closed.id: position])))
        #expect(actions.starts == [.trimHorizon])
    }

    @Test func `latest holds for the open shards of the first listing only`() {
        var driver = Driver(Self.options(.latest))
        let actions = driver.start([closed, open])
        #expect(actions.last == .getIterator(open.id, from: .latest))
        #expect(actions.iteratorsAsked == [open.id])
        driver.now += 30 * second
        driver.finish(open.id)
        #expect(
            driver.tell(.children(of: open.id, [later], isStreamDisabled: false)).starts
                == [.trimHorizon])
    }

    @Test func `a shard made after the start is read from its start though listed first`() {
        var driver = Driver(Self.options(.latest))
        #expect(driver.start([closed, open, later]).starts == [.latest])
        #expect(driver.finish(open.id).starts == [.trimHorizon])
    }

    @Test func `latest is tried until it is made, and never again`() {
        var driver = Driver(Self.options(.latest))
        driver.start([closed, open])
        driver.tell(.iteratorFailed(open.id, .transient))
        #expect(driver.wait(second).starts == [.latest])
        #expect(driver.tell(.iterator(open.id, "i")).recordsAsked == [open.id])
        var actions = driver.tell(.recordsFailed(open.id, .expired))
        actions += driver.wait(second)
        #expect(actions == [.getIterator(open.id, from: .trimHorizon)])
    }

    @Test func `a restart before the first record of latest goes to the start of the shard`() throws
    {
        var driver = Driver(Self.options(.latest))
        driver.start([closed, open])
        driver.tell(.iterator(open.id, "i"))
        let saved = try #require(driver.coordinator.positions[open.id])
        #expect(saved == ShardPosition(.latest, since: moment(noon)))
        var next = Driver(Self.options(.latest), positions: [open.id: saved], at: noon + hour)
        #expect(next.tell(.start).starts == [.trimHorizon])
    }

    @Test func `shards closed before the start stay left out after a restart`() {
        for start in [ShardStart.latest, .openShards] {
            var driver = Driver(Self.options(start))
            driver.start([closed, open])
            let positions = driver.coordinator.positions
            #expect(positions[closed.id]?.isFinished == true)
            var next = Driver(
                Self.options(start),
                positions: Dictionary(
                    uniqueKeysWithValues: positions.sorted.map { ($0.shard, $0.position) }))
            #expect(next.start([closed, open]).iteratorsAsked == [open.id])
        }
    }

    @Test func `open shards begin at their first record, which is stored before any is read`() {
        var driver = Driver(Self.options(.openShards))
        let since = moment(noon)
        let old = ListedShard(shardID(7, age: 30 * hour), startingSequence: sequence(4))
        let actions = driver.start([closed, open, old])
        #expect(
            actions.contains(
                .positioned([
                    closed.id: ShardPosition(.finished(since), since: since),
                    open.id: ShardPosition(.at(sequence(10)), since: since),
                    old.id: ShardPosition(.at(sequence(4)), since: since),
                ])))
        #expect(actions.contains(.getIterator(open.id, from: .trimHorizon)))
        #expect(actions.contains(.getIterator(old.id, from: .at(sequence(4)))))
    }

    @Test func `a closed shard whose child is not listed yet waits until that tells its end`() {
        for (age, isRead) in [(hour, false), (-second, true)] {
            var driver = Driver(Self.options(.openShards))
            driver.tell(.start)
            driver.now += second
            #expect(driver.tell(.listed(ShardListing([closed]))).iteratorsAsked == [])
            driver.wait(second)
            let child = ListedShard(
                shardID(4, age: age), parent: closed.id, startingSequence: sequence(10))
            let actions = driver.tell(
                .children(of: closed.id, [child], isStreamDisabled: false))
            #expect(actions.iteratorsAsked == [isRead ? closed.id : child.id])
        }
    }

    @Test func `a moment is asked for where the service can, and where nothing is trimmed since`() {
        let time = moment(noon - 2 * hour)
        let shard = ListedShard(kinesisID(1), startingSequence: sequence(1))
        var kinesis = Driver(Self.options(.time(time), kinesis: true))
        #expect(kinesis.start([shard]).starts == [.time(time)])
        var tooOld = Driver(Self.options(.time(moment(noon - 30 * hour)), kinesis: true))
        #expect(tooOld.start([shard]).starts == [.at(sequence(1))])
        var streams = Driver(Self.options(.time(time)))
        #expect(streams.start([root]).starts == [.trimHorizon])
    }

    @Test func `saved positions outrank the start and need no listing`() {
        let since = moment(noon - 8 * hour)
        var driver = Driver(
            Self.options(.latest),
            positions: [
                open.id: ShardPosition(.after(sequence(12)), since: since),
                closed.id: ShardPosition(.finished(moment(noon - hour)), since: since),
            ])
        #expect(
            driver.tell(.start) == [
                .getIterator(open.id, from: .after(sequence(12))), .describeStream(after: nil),
            ])
        #expect(driver.tell(.listed(ShardListing([closed, open]))).isEmpty)
        let other = ListedShard(shardID(9), startingSequence: sequence(1))
        #expect(driver.wait(70 * second, listing: [other]).starts == [.trimHorizon])
    }

    @Test func `ancestors of a shard with a position are behind it, listed or not`() {
        let since = moment(noon - 8 * hour)
        var driver = Driver(positions: [
            open.id: ShardPosition(.after(sequence(12)), since: since)
        ])
        let grandparent = ListedShard(
            shardID(8, age: 9 * hour), startingSequence: sequence(0), endingSequence: sequence(0))
        var parent = closed
        parent.parent = grandparent.id
        #expect(driver.start([grandparent, parent, open]).iteratorsAsked == [open.id])
    }
}
