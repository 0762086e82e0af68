import DDBBase
import DDBShards
import Foundation

/// Measures the shard coordinator and prints what it takes, in CPU time of one core.
///
///     ShardsBenchmark [--rounds N] [--events N] [--shards N]
///
/// *shard_events*: open shards are read round and round: each poll is a wake, a page and an
/// acknowledgement, all counted, for `--events` of them (4,000,000), over 1, 100 and 10,000 shards.
/// *shard_discovery*: a listing of `--shards` (10,000) in pages of 100, seven generations deep, is
/// taken in; then the same listing once more, as it comes every minute; then all shards are read to
/// their end, parents first, with a last page of records each.
/// *shard_positions*: the positions of that many shards as text, and back.
@main
struct ShardsBenchmark {
    struct Failure: Error {}

    static func main() throws {
        var (rounds, events, shards) = (5, 4_000_000, 10_000)
        var arguments = CommandLine.arguments.dropFirst()
        while let argument = arguments.popFirst() {
            let number = { arguments.popFirst().flatMap { Int($0) } }
            switch argument {
            case "--rounds": rounds = number() ?? rounds
            case "--events": events = number() ?? events
            case "--shards": shards = number() ?? shards
            default: throw Failure()
            }
        }
        for count in Set([1, 100, shards]).sorted() {
            var best = Double.infinity
            var total = 0
            for _ in 0..<max(1, rounds) {
                var run = try PollRun(shardCount: count, events: events)
                let start = processorSeconds()
                total = try run.play()
                best = min(best, processorSeconds() - start)
            }
            let rate = Int(Double(total) / best)
            print(
                #"{"bench":"shard_events","shards":\#(count),"events":\#(total),"#
                    + #""events_per_second":\#(rate)}"#)
        }
        try measureDiscovery(rounds, shards)
    }

    static func measureDiscovery(_ rounds: Int, _ count: Int) throws {
        var best = (first: Double.infinity, again: Double.infinity, drained: Double.infinity)
        var positions = ShardPositions()
        for _ in 0..<max(1, rounds) {
            var run = DiscoveryRun(shardCount: count)
            var start = processorSeconds()
            try run.list()
            best.first = min(best.first, processorSeconds() - start)
            start = processorSeconds()
            try run.list()
            best.again = min(best.again, processorSeconds() - start)
            start = processorSeconds()
            try run.drain()
            best.drained = min(best.drained, processorSeconds() - start)
            positions = run.positions
        }
        print(
            #"{"bench":"shard_discovery","shards":\#(count),"seconds":\#(rounded(best.first)),"#
                + #""seconds_again":\#(rounded(best.again)),"#
                + #""seconds_all_read":\#(rounded(best.drained))}"#)
        let start = processorSeconds()
        let text = positions.text
        let written = processorSeconds()
        guard try ShardPositions(text: text) == positions else { throw Failure() }
        print(
            #"{"bench":"shard_positions","shards":\#(positions.count),"#
                + #""bytes":\#(text.utf8.count),"seconds_write":\#(rounded(written - start)),"#
                + #""seconds_read":\#(rounded(processorSeconds() - written))}"#)
    }

    static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    static func rounded(_ value: Double) -> Double { (value * 10_000).rounded() / 10_000 }
}
