import DDBAttributes
import DDBDynamoDB
import DDBLocal
import DDBTestKit
import DDBTestSupport
import Foundation
import Testing

/// `ddbkit load` as a process of its own.
@Suite struct LoadCommandTests {
    private static let ddbkit = Program("ddbkit")
    private static let isSoak = ProcessInfo.processInfo.environment["DDBKIT_SOAK"] != nil
    private static let killCount = 6
    private static let lineCount = 20_000
    /// Six kills each, about a hundred in a soak.
    private static let seeds: [UInt64] =
        ProcessInfo.processInfo.environment["DDBKIT_SEED"].flatMap { UInt64($0) }.map { [$0] }
        ?? (0..<(isSoak ? 17 : 1)).map { 20_261_121 + $0 }

    static let environment = [
        "AWS_ACCESS_KEY_ID": "AKIDCOMMAND", "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_REGION": "us-east-1", "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": "/nonexistent/config",
        "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent/credentials",
    ]

    private static func load(
        _ table: WrittenTable, _ arguments: [String]
    ) async throws -> Program.Outcome {
        try await ddbkit.running(
            ["load", WrittenTable.name, "--endpoint", table.server.endpoint] + arguments,
            environment: environment)
    }

    private static func line(_ key: Int, _ value: Int) -> String {
        #"{"Item":{"id":{"S":"k\#(key)"},"v":{"N":"\#(value)"}}}"#
    }

    @Test func `lines are loaded into a table that is created`() async throws {
        try await LocalServer.with { server in
            let table = try await WrittenTable(server)
            let lines = (1...300).map { Self.line($0, $0) + "\n" }.joined()
            try table.scratch.write("in.jsonl", Array(lines.utf8))
            let path = table.scratch.path + "/in.jsonl"
            let missing = try await Self.load(table, ["--from", path])
            #expect(missing.status != 0)
            #expect(missing.errors.contains("set --create and --key"), "\(missing.errors)")
            let rehearsal = try await Self.load(
                table, ["--from", path, "--create", "--key", "id", "--dry-run"])
            #expect(rehearsal.status == 0, "\(rehearsal.errors)")
            #expect(rehearsal.output.contains("300 items to put"), "\(rehearsal.output)")
            #expect(rehearsal.output.contains("300 write units"), "\(rehearsal.output)")
            #expect(rehearsal.output.contains("less than $0.01"), "\(rehearsal.output)")
            let outcome = try await Self.load(
                table, ["--from", path, "--create", "--key", "id", "--flush-timeout", "100"])
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.output.hasPrefix("orders: 300 records in"), "\(outcome.output)")
            #expect(try await table.items().count == 300)
        }
    }

    @Test func `plain JSON is told from DynamoDB JSON by its first line`() async throws {
        try await LocalServer.with { server in
            let table = try await WrittenTable(server)
            try await table.create()
            try table.scratch.write("in.json", Array(#"{"id":"a","n":1.50,"l":[true]}"#.utf8))
            let outcome = try await Self.load(table, ["--from", table.scratch.path + "/in.json"])
            #expect(outcome.status == 0, "\(outcome.errors)")
            let item = try #require(try await table.items().first)
            #expect(item["l"] == .list([.bool(true)]))
            #expect(item["n"] == .number(try DecimalNumber("1.5")))
        }
    }

    @Test func `what is asked for wrongly is told at once`() async throws {
        let folder = try ScratchFolder()
        try folder.write("strange", Array("hello\n".utf8))
        try folder.write("in.jsonl", Array("{\"id\":\"a\"}\n".utf8))
        let cases: [([String], String)] = [
            (["--from", folder.path + "/strange"], "--format"),
            (["--from", "-"], "--format"),
            (["--from", "-", "--format", "ddb-json", "--resume", "job"], "--resume"),
            (["--from", folder.path + "/nothing.csv"], "nothing.csv"),
            ([], "--from"),
            (["--from", folder.path + "/in.jsonl", "--threads", "0"], "ddbkit: --threads: "),
            (
                ["--from", folder.path + "/in.jsonl", "--max-buffered", "2"],
                "ddbkit: --max-buffered: No batch of --batch-max-size"
            ),
            (["--from", folder.path + "/strange"], "Usage: ddbkit load ["),
        ]
        for (arguments, word) in cases {
            let outcome = try await Self.ddbkit.running(
                ["load", "t", "--endpoint", "http://127.0.0.1:9"] + arguments,
                environment: Self.environment)
            #expect(outcome.status != 0)
            #expect(outcome.errors.contains(word), "\(arguments): \(outcome.errors)")
        }
    }

    @Test func `a record that cannot be written is told by every run until it is kept`()
        async throws
    {
        try await LocalServer.with { server in
            let table = try await WrittenTable(server)
            try await table.create()
            let lines =
                (1...200).map { Self.line($0, $0) } + [#"{"Item":{"id":{"N":"1"}}}"#]
                + (201...300).map { Self.line($0, $0) }
            let text = lines.map { $0 + "\n" }.joined()
            try table.scratch.write("in.jsonl", Array(text.utf8))
            let job = table.scratch.path + "/load.job"
            let arguments = [
                "--from", table.scratch.path + "/in.jsonl", "--resume", job, "--flush-timeout",
                "20",
            ]
            for _ in 0..<2 {
                let outcome = try await Self.load(table, arguments)
                #expect(outcome.status != 0)
                #expect(outcome.errors.contains("key"), "\(outcome.errors)")
                #expect(outcome.errors.contains("--dead-letter"), "\(outcome.errors)")
            }
            let dead = table.scratch.path + "/dead.jsonl"
            // What another process tore stays apart from what comes.
            try table.scratch.write("dead.jsonl", Array(#"{"Item":{"id"#.utf8))
            let last = try await Self.load(table, arguments + ["--dead-letter", dead])
            #expect(last.status == 0, "\(last.errors)")
            #expect(try await table.items().count == 300)
            let letters = try String(contentsOfFile: dead, encoding: .utf8).split(separator: "\n")
            #expect(letters.count == 2)
            #expect(letters.last?.hasPrefix(#"{"Item":{"id":{"N":"1"}},"reason""#) == true)
            #expect(!FileManager.default.fileExists(atPath: job))
        }
    }

    @Test func `a job is of one table and one way of writing`() async throws {
        try await LocalServer.with { server in
            let table = try await WrittenTable(server)
            try await table.create()
            let lines = (1...100).map { Self.line($0, $0) + "\n" } + ["{}\n"]
            try table.scratch.write("in.jsonl", Array(lines.joined().utf8))
            let job = table.scratch.path + "/load.job"
            let arguments = [
                "--from", table.scratch.path + "/in.jsonl", "--format", "ddb-json", "--resume", job,
                "--flush-timeout", "20",
            ]
            #expect(try await Self.load(table, arguments).status != 0)
            let other = try await Self.load(table, arguments + ["--reduce", "v=sum"])
            #expect(other.status == 64, "\(other.errors)")
            #expect(other.errors.contains("another load"), "\(other.errors)")
            _ = try await table.client.deleteTable(
                DeleteTableRequest(tableName: WrittenTable.name))
            try await table.create()
            let again = try await Self.load(table, arguments)
            #expect(again.status == 64, "\(again.errors)")
            #expect(again.errors.contains("another table"), "\(again.errors)")
        }
    }

    @Test(arguments: seeds)
    func `a load that is killed goes on, loses nothing and writes nothing older`(
        seed: UInt64
    ) async throws {
        let random = SeededRandom(seed: seed)
        try await LocalServer.with { server in
            let table = try await WrittenTable(server)
            try await table.create(hasStream: true)
            var lines: [[String]] = [[], []]
            var model: [String: Int] = [:]
            for value in 1...Self.lineCount {
                let key = random.number(below: 8000)
                lines[key % 2].append(Self.line(key, value))
                model["k\(key)"] = value
            }
            var paths: [String] = []
            for (number, lines) in lines.enumerated() {
                try table.scratch.write(
                    "in-\(number).jsonl", Array(lines.map { $0 + "\n" }.joined().utf8))
                paths += ["--from", "\(table.scratch.path)/in-\(number).jsonl"]
            }
            let job = table.scratch.path + "/load.job"
            let arguments =
                [
                    "load", WrittenTable.name, "--endpoint", server.endpoint, "--resume", job,
                    "--flush-timeout", "50", "--max-inflight", "4", "--max-buffered", "400",
                    "--write-capacity", "20000", "--quiet",
                ] + paths
            var killedCount = 0
            // Calls take their time, so that no load ends before it is killed.
            server.setFaults(try FaultRule.parse("BatchWriteItem:latency=50ms@100%"))
            for _ in 0..<Self.killCount {
                let more = 300 + random.number(below: 5000)
                let delay = UInt32(random.number(below: 2000))
                let isKilled = try await Self.kill(arguments, job, more: more, delay: delay)
                guard isKilled else { break }
                killedCount += 1
            }
            server.setFaults([])
            #expect(killedCount == Self.killCount, "loads were too fast")
            // Another load does not go on with it.
            let other = try await Self.load(table, ["--from", paths[1], "--resume", job])
            #expect(other.status == 64, "\(other.errors)")
            #expect(other.errors.contains("job file"), "\(other.errors)")
            let last = try await Self.ddbkit.running(arguments, environment: Self.environment)
            #expect(last.status == 0, "\(last.errors)")
            #expect(!FileManager.default.fileExists(atPath: job))
            let found = try await table.items(by: "id").mapValues { $0["v"] }
            let expected = try model.mapValues {
                Optional(AttributeValue.number(try DecimalNumber("\($0)")))
            }
            #expect(found == expected, "seed \(seed), killed \(killedCount) times")
            var newest: [String: Int] = [:]
            var olderCount = 0
            for image in try await table.images() {
                guard case .string(let key)? = image["id"], case .number(let number)? = image["v"],
                    let value = Int("\(number)")
                else { continue }
                if value < newest[key, default: 0] { olderCount += 1 }
                newest[key] = max(value, newest[key, default: 0])
            }
            #expect(newest == model)
            #expect(olderCount == 0, "seed \(seed), killed \(killedCount) times")
            print("load: killed \(killedCount) times")
        }
    }

    /// Kills a load some microseconds after its job has grown by so many bytes.
    static func kill(
        _ arguments: [String], _ job: String, more: Int, delay: UInt32
    ) async throws -> Bool {
        try await Program.aside {
            // What a load finds it writes anew, shorter: it counts from there.
            var least = Int.max
            return try ddbkit.runUntilKilled(
                arguments, environment: environment, delayMicroseconds: delay
            ) {
                // The file may not be there yet.
                let attributes = try? FileManager.default.attributesOfItem(atPath: job)
                let count = attributes?[.size] as? Int ?? 0
                least = min(least, count)
                return count > least + more
            }
        }
    }
}
