import Foundation

/// Measures the parts of writing into DynamoDB, each by itself, and prints the best of the rounds.
///
///     SinkBenchmark [--part splice] [--rounds N] [--items N]
///
/// `splice` is what happens to every item on one core between a decoder and the transport: it is
/// checked, counted and identified, and spliced into a BatchWriteItem of 25.
@main
struct SinkBenchmark {
    static func main() throws {
        var part = "splice"
        var rounds = 7
        var itemCount = 200_000
        var arguments = CommandLine.arguments.dropFirst()
        while let argument = arguments.popFirst() {
            switch argument {
            case "--part": part = arguments.popFirst() ?? part
            case "--rounds": rounds = arguments.popFirst().flatMap { Int($0) } ?? rounds
            case "--items": itemCount = arguments.popFirst().flatMap { Int($0) } ?? itemCount
            default: throw UsageError(argument: argument)
            }
        }
        guard part == "splice" else { throw UsageError(argument: part) }
        for shape in SpliceRun.Shape.allCases {
            let run = try SpliceRun(shape, itemCount: itemCount)
            for step in SpliceRun.Step.allCases { try run.measure(step, rounds: max(rounds, 1)) }
        }
    }
}

/// Says which argument is not known.
struct UsageError: Error, CustomStringConvertible {
    let argument: String

    var description: String {
        "unknown: \(argument); usage: SinkBenchmark [--part splice] [--rounds N] [--items N]"
    }
}
