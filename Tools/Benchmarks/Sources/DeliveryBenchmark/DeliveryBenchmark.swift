import DDBBase
import DDBDelivery
import Foundation

/// Measures the delivery machine and prints what it takes, in CPU time of one core.
///
///     DeliveryBenchmark [--rounds N] [--writes N]
///
/// *delivery*: `--writes` writes (4,000,000) are submitted, sent in calls of 25 with 50 in flight
/// and answered in the order in which they were asked for. *distinct*: all keys differ. *repeated*:
/// each write is of one of 20,000 keys, so most of them wait for an earlier one or are superseded.
/// *unprocessed*: of each tenth call five writes come back.
@main
struct DeliveryBenchmark {
    struct Failure: Error {}

    static func main() throws {
        var (rounds, writes) = (5, 4_000_000)
        var arguments = CommandLine.arguments.dropFirst()
        while let argument = arguments.popFirst() {
            let number = { arguments.popFirst().flatMap { Int($0) } }
            switch argument {
            case "--rounds": rounds = number() ?? rounds
            case "--writes": writes = number() ?? writes
            default: throw Failure()
            }
        }
        for shape in DeliveryRun.Shape.allCases {
            var best = Double.infinity
            var calls = 0
            for _ in 0..<max(1, rounds) {
                var run = DeliveryRun(shape)
                let start = processorSeconds()
                calls = try run.play(writes: writes)
                best = min(best, processorSeconds() - start)
            }
            let rate = Int(Double(writes) / best)
            print(
                #"{"bench":"delivery","shape":"\#(shape.rawValue)","writes":\#(writes),"#
                    + #""calls":\#(calls),"writes_per_second":\#(rate)}"#)
        }
    }

    static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
