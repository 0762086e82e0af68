import DDBBase
import DDBShards
import Testing

/// Features E06 and E12: how often a shard is asked.
@Suite struct PaceTests {
    let shard = ListedShard(shardID(1), startingSequence: sequence(1))

    /// The times at which records are asked for, where each reply is what a closure says.
    func times(
        _ count: Int, of shard: ListedShard, replying reply: (Int) -> RecordsReply
    ) -> [Int64] {
        var driver = ReadingTests.reading(shard)
        var times = [driver.now]
        for index in 0..<count {
            let answer = reply(index)
            var actions = driver.tell(.records(shard.id, answer))
            if answer.records != nil { actions += driver.acknowledge(shard.id, upTo: index + 1) }
            while actions.recordsAsked.isEmpty {
                actions = driver.wait(10_000, listing: [shard])
            }
            times.append(driver.toldAt)
        }
        return times
    }

    @Test func `a shard is asked at most four times a second, and that often while it has records`()
    {
        let times = times(40, of: shard) { page(upTo: $0 + 1) }
        for (first, next) in zip(times, times.dropFirst()) {
            #expect(next - first == 250_000)
        }
    }

    @Test func `an idle shard is asked ever more rarely, up to a bound`() {
        let times = times(40, of: shard) { _ in emptyPage }
        let waits = zip(times, times.dropFirst()).map { $1 - $0 }
        #expect(waits.prefix(3).allSatisfy { $0 <= 250_000 })
        #expect(waits.suffix(20).allSatisfy { (1_800_000...2_000_000).contains($0) })
        #expect(waits.allSatisfy { $0 <= 2_000_000 })
    }

    @Test func `a record makes an idle shard lively again`() {
        let times = times(40, of: shard) { $0 == 30 ? page(upTo: 31) : emptyPage }
        #expect(times[31] - times[30] <= 250_000)
        #expect(times[30] - times[29] >= 1_800_000)
    }

    @Test func `a closed shard is asked at full speed, though its pages are empty`() {
        var closed = shard
        closed.endingSequence = sequence(9)
        let times = times(40, of: closed) { _ in emptyPage }
        for (first, next) in zip(times, times.dropFirst()) { #expect(next - first <= 250_000) }
    }

    @Test func `one idle poll in two seconds for each of a hundred shards`() {
        let shards = (0..<100).map { ListedShard(shardID($0), startingSequence: sequence(1)) }
        var driver = Driver()
        var pending = driver.start(shards)
        var count = 0
        for step in 0..<300 {
            while let action = pending.popLast() {
                switch action {
                case .getIterator(let shard, _): pending += driver.tell(.iterator(shard, "i"))
                case .getRecords(let shard, _, _):
                    count += step >= 100 ? 1 : 0
                    pending += driver.tell(.records(shard, emptyPage))
                case _: break
                }
            }
            pending = driver.wait(100_000, listing: shards)
        }
        // Twenty seconds.
        #expect((950...1150).contains(count))
    }

    @Test func `the same events give the same actions`() {
        func run() -> [ShardAction] {
            var driver = Driver()
            var all = driver.start([shard])
            all += driver.tell(.iteratorFailed(shard.id, .transient))
            all += driver.wait(minute, listing: [shard])
            all += driver.tell(.iterator(shard.id, "i"))
            for _ in 0..<20 {
                all += driver.tell(.records(shard.id, emptyPage))
                all += driver.wait(3 * second, listing: [shard])
            }
            return all
        }
        #expect(run() == run())
    }
}
