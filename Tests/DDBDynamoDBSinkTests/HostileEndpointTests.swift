import DDBAttributes
import DDBConfiguration
import DDBDynamoDB
import DDBLocal
import DDBPipeline
import DDBTestKit
import DDBTestSupport
import Foundation
import Testing

/// Writes against an endpoint that throttles, fails, forgets and answers late.
@Suite struct HostileEndpointTests {
    static let isSoak = ProcessInfo.processInfo.environment["DDBKIT_SOAK"] != nil
    /// The writes of a run, and the seeds: 200,000 in all, 10 million in a soak.
    static let writeCount = isSoak ? 1_000_000 : 50_000
    static let seeds: [UInt64] =
        ProcessInfo.processInfo.environment["DDBKIT_SEED"].flatMap { UInt64($0) }.map { [$0] }
        ?? Array(1...(isSoak ? 10 : 4))

    static let faults =
        "BatchWriteItem:throttle@4%,BatchWriteItem:500@2%,BatchWriteItem:500-after@2%,"
        + "BatchWriteItem:reset@1%,BatchWriteItem:reset-after@2%,BatchWriteItem:truncate@1%,"
        + "BatchWriteItem:crc@1%,BatchWriteItem:unprocessed@15%,BatchWriteItem:latency=20ms@5%"

    @Test(arguments: seeds)
    func `the table is what was written last, and dead letters are what cannot be written`(
        seed: UInt64
    ) async throws {
        var input = HostileInput(seed: seed)
        for _ in 0..<Self.writeCount { input.next() }
        let made = input
        var settings = LocalSettings()
        settings.seed = seed
        try await LocalServer.with(settings) { server in
            let table = try await WrittenTable(server)
            try await table.create([("id", .string)])
            server.setFaults(try FaultRule.parse(Self.faults))
            let dead = table.scratch.path + "/dead.jsonl"
            let report = try await table.runner(
                made.lines, [("dead-letter", .init(stringLiteral: dead))]
            ).run()
            #expect(report.counts.rowsWritten == made.lineCount)
            #expect(report.counts.rowsRejected == 0)
            #expect(server.faultsShown.values.reduce(0, +) > 0)
            server.setFaults([])
            let found = try await table.items(by: "id").mapValues { $0["v"] }
            #expect(found.count == made.model.count)
            let wrong = try made.model.filter {
                found[$0.key] != .number(try DecimalNumber("\($0.value)"))
            }
            #expect(wrong.isEmpty, "seed \(seed): \(wrong.count) items differ")
            let letters = try String(contentsOfFile: dead, encoding: .utf8)
                .split(separator: "\n").map { line in
                    try #require(Int(line.split(separator: "~")[1]))
                }
            #expect(letters.sorted() == made.poison.sorted(), "seed \(seed)")
            print(
                "hostile: seed \(seed): \(made.lineCount) writes, \(made.model.count) items,"
                    + " \(letters.count) dead letters, faults \(server.faultsShown)")
        }
    }
}

/// Lines of changes, and what a table holds after them.
struct HostileInput: Sendable {
    /// By file; a key is in one file only, since files are read side by side.
    private(set) var lines: [[String]] = [[], [], []]
    private(set) var model: [String: Int] = [:]
    /// The numbers of the lines that cannot be written.
    private(set) var poison: [Int] = []
    private(set) var lineCount = 0
    private let random: SeededRandom

    init(seed: UInt64) { random = SeededRandom(seed: seed) }

    mutating func next() {
        lineCount += 1
        let number = random.number(below: 40_000)
        let key = "k\(number)"
        let file = number % lines.count
        let value = lineCount
        let text: String
        switch random.number(below: 1000) {
        case 0..<3:
            poison.append(lineCount)
            text = #"{"Item":{"id":{"N":"1"},"mark":{"S":"~\#(lineCount)~"}}}"#
        case 3..<6:
            poison.append(lineCount)
            text = #"{"Item":{"other":{"S":"\#(key)"},"mark":{"S":"~\#(lineCount)~"}}}"#
        case 6..<100:
            model[key] = nil
            text = #"{"Keys":{"id":{"S":"\#(key)"}},"OldImage":{"id":{"S":"\#(key)"},"x":{"S":"y"}}}"#
        default:
            model[key] = value
            text =
                #"{"Item":{"id":{"S":"\#(key)"},"v":{"N":"\#(lineCount)"},"#
                + #""pad":{"S":"\#(String(repeating: "x", count: random.number(below: 40)))"}}}"#
        }
        lines[file].append(text)
    }
}
