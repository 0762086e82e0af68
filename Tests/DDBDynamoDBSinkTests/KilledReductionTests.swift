import DDBAttributes
import DDBLocal
import DDBTestKit
import DDBTestSupport
import Foundation
import Testing

/// `ddbkit load` with standard updates, killed again and again.
@Suite struct KilledReductionTests {
    private static let ddbkit = Program("ddbkit")
    private static let isSoak = ProcessInfo.processInfo.environment["DDBKIT_SOAK"] != nil
    private static let killCount = 6
    private static let lineCount = 12_000
    /// Six kills each, about a hundred in a soak.
    private static let seeds: [UInt64] =
        ProcessInfo.processInfo.environment["DDBKIT_SEED"].flatMap { UInt64($0) }.map { [$0] }
        ?? (0..<(isSoak ? 17 : 1)).map { 20_261_122 + $0 }

    @Test(arguments: seeds)
    func `a load that is killed counts every record once, in order`(seed: UInt64) async throws {
        let random = SeededRandom(seed: seed)
        try await LocalServer.with { server in
            let table = try await WrittenTable(server)
            try await table.create()
            var lines: [String] = []
            var model: [String: [Int64]] = [:]
            for number in 1...Int64(Self.lineCount) {
                // A few keys are hot, so that groups are large.
                let key = "k\(random.number(below: random.number(below: 4) == 0 ? 5 : 4000))"
                model[key, default: []].append(number)
                lines.append(
                    #"{"Item":{"id":{"S":"\#(key)"},"n":{"N":"1"},"sum":{"N":"\#(number)"},"#
                        + #""last":{"N":"\#(number)"}}}"#)
            }
            try table.scratch.write("in.jsonl", Array((lines.joined(separator: "\n") + "\n").utf8))
            let job = table.scratch.path + "/load.job"
            let arguments = [
                "load", WrittenTable.name, "--endpoint", server.endpoint, "--resume", job,
                "--reduce", "n=sum,sum=sum", "--flush-timeout", "50", "--max-inflight", "4",
                "--max-buffered", "400", "--write-capacity", "8000", "--quiet", "--from",
                table.scratch.path + "/in.jsonl",
            ]
            var killedCount = 0
            var intendedCount = 0
            // Calls take their time, so that no load ends before it is killed.
            server.setFaults(try FaultRule.parse("BatchGetItem:latency=50ms@100%"))
            for _ in 0..<Self.killCount {
                let more = 2000 + random.number(below: 60_000)
                let delay = UInt32(random.number(below: 2000))
                let isKilled = try await LoadCommandTests.kill(
                    arguments, job, more: more, delay: delay)
                guard isKilled else { break }
                killedCount += 1
                let text = try String(contentsOfFile: job, encoding: .utf8)
                if text.contains("\"intended\"") { intendedCount += 1 }
            }
            server.setFaults([])
            #expect(killedCount == Self.killCount, "loads were too fast")
            #expect(intendedCount > 0)
            let last = try await Self.ddbkit.running(
                arguments, environment: LoadCommandTests.environment)
            #expect(last.status == 0, "\(last.errors)")
            #expect(!FileManager.default.fileExists(atPath: job))
            let found = try await table.items(by: "id")
            #expect(found.count == model.count)
            for (key, numbers) in model {
                let item = found[key]
                let isRight =
                    item?["n"] == .number(DecimalNumber(Int64(numbers.count)))
                    && item?["sum"] == .number(DecimalNumber(numbers.reduce(0, +)))
                    && item?["last"] == numbers.last.map { .number(DecimalNumber($0)) }
                #expect(isRight, "seed \(seed), \(key), killed \(killedCount) times")
            }
            print("reduction: killed \(killedCount) times")
        }
    }
}
