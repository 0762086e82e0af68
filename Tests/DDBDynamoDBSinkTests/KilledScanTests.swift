import DDBAttributes
import DDBLocal
import DDBTestKit
import DDBTestSupport
import Foundation
import Testing

/// `ddbkit run` of a scan into a store, killed again and again.
@Suite struct KilledScanTests {
    private static let ddbkit = Program("ddbkit")
    private static let isSoak = ProcessInfo.processInfo.environment["DDBKIT_SOAK"] != nil
    private static let killCount = isSoak ? 60 : 6
    private static let itemCount = isSoak ? 20_000 : 4000
    private static let seed =
        ProcessInfo.processInfo.environment["DDBKIT_SEED"].flatMap { UInt64($0) } ?? 20_261_123

    @Test(arguments: ["changes", "history"])
    func `a scan that is killed loses nothing, and doubles nothing`(mode: String) async throws {
        let random = SeededRandom(seed: Self.seed)
        try await LocalServer.with { server in
            let table = try await WrittenTable(server)
            try await table.create()
            try await table.write(
                (0..<Self.itemCount).map { #"{"Item":{"id":{"S":"k\#($0)"},"n":{"N":"\#($0)"}}}"# })
            // Pages take their time, so that no scan ends before it is killed.
            server.setFaults(try FaultRule.parse("Scan:latency=50ms@100%"))
            // A history keeps every row that comes: one that came twice would be there twice.
            let folder = table.scratch.path
            let pipeline = """
                source:
                  dynamodb-scan:
                    table: \(WrittenTable.name)
                    endpoint: \(server.endpoint)
                    segments: 7
                    workers: 3
                    page-limit: 20
                    read-capacity: 1000000
                sink:
                  store:
                    path: \(folder)/store
                    table: t
                    key: id
                    mode: \(mode)
                    commit-rows: 50
                    commit-interval: 20ms
                """
            try table.scratch.write("scan.yaml", Array(pipeline.utf8))
            let arguments = ["run", folder + "/scan.yaml"]
            var killedCount = 0
            for _ in 0..<Self.killCount {
                let moment = Self.logCount(folder) + random.number(below: 6)
                let delay = UInt32(random.number(below: 3000))
                let isKilled = try await Program.aside {
                    try Self.ddbkit.runUntilKilled(
                        arguments, environment: LoadCommandTests.environment,
                        delayMicroseconds: delay
                    ) { Self.logCount(folder) > moment }
                }
                guard isKilled else { break }
                killedCount += 1
            }
            server.setFaults([])
            #expect(killedCount == Self.killCount, "scans were too fast")
            let last = try await Self.ddbkit.running(
                arguments, environment: LoadCommandTests.environment)
            #expect(last.status == 0, "\(last.errors)")
            let export = try await Self.ddbkit.running([
                "store", "export", "t", "--store", folder + "/store", "--format", "ddb-json",
                "--output", folder + "/rows",
            ])
            #expect(export.status == 0, "\(export.errors)")
            let numbers = try String(contentsOfFile: folder + "/rows", encoding: .utf8)
                .split(separator: "\n").map { line in
                    let parts = line.components(separatedBy: #""n":{"N":""#)
                    return try #require(Int(parts.last?.prefix { $0 != "\"" } ?? ""))
                }
            #expect(numbers.sorted() == Array(0..<Self.itemCount), "seed \(Self.seed)")
            print("scan into \(mode): killed \(killedCount) times")
        }
    }

    private static func logCount(_ folder: String) -> Int {
        // The folder may not be there yet.
        (try? FileManager.default.contentsOfDirectory(atPath: folder + "/store/t/_delta_log")
            .count) ?? 0
    }
}
