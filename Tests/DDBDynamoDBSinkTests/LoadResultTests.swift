import DDBAttributes
import DDBDynamoDB
import DDBLocal
import DDBTestSupport
import Foundation
import Testing

/// What `ddbkit load` tells at its end, and what its options pass on.
@Suite struct LoadResultTests {
    private static let ddbkit = Program("ddbkit")

    private static func load(
        _ table: WrittenTable, _ arguments: [String], _ more: [String: String] = [:]
    ) async throws -> Program.Outcome {
        try await ddbkit.running(
            [
                "load", WrittenTable.name, "--endpoint", table.server.endpoint,
                "--flush-timeout", "100",
            ] + arguments,
            environment: LoadCommandTests.environment.merging(more) { $1 })
    }

    /// The numbers of a line of JSON.
    private static func numbers(_ outcome: Program.Outcome) throws -> [String: Int] {
        #expect(outcome.status == 0, "\(outcome.errors)")
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        #expect(object["table"] as? String == WrittenTable.name)
        #expect(object["stopped"] as? Bool == false)
        return object.compactMapValues { $0 as? Int }
    }

    private static func line(_ id: String, _ value: Int) -> String {
        #"{"Item":{"id":{"S":"\#(id)"},"v":{"N":"\#(value)"}}}"# + "\n"
    }

    @Test func `a load tells what was written, superseded, kept out, set aside and throttled`()
        async throws
    {
        try await LocalServer.with { server in
            let table = try await WrittenTable(server)
            try await table.create()
            server.setFaults(
                try FaultRule.parse(
                    "BatchWriteItem:throttle@2,BatchWriteItem:unprocessed@4,PutItem:throttle@1"))
            var lines = (1...300).map { Self.line("k\($0)", $0) }
            lines += (1...50).map { Self.line("same", $0) }
            lines.append(#"{"Item":{"id":{"S":""}}}"# + "\n")
            try table.scratch.write("in.jsonl", Array(lines.joined().utf8))
            let path = table.scratch.path
            let loaded = try Self.numbers(
                try await Self.load(
                    table,
                    ["--from", path + "/in.jsonl", "--dead-letter", path + "/dead", "--json"]))
            #expect(loaded["records"] == 351)
            #expect(loaded["deadLetters"] == 1)
            #expect(loaded["keptOut"] == 0 && loaded["rejected"] == 0)
            let superseded = try #require(loaded["superseded"])
            #expect(superseded > 0)
            #expect(loaded["written"] == 350 - superseded)
            #expect(loaded["writeUnits"] == 350 - superseded)
            #expect(loaded["throttledCalls"] == 1)
            #expect(loaded["unprocessed", default: 0] > 0)

            try table.scratch.write(
                "newer.jsonl", Array((Self.line("same", 49) + Self.line("k1", 2)).utf8))
            let arguments = ["--from", path + "/newer.jsonl", "--newer-wins", "v"]
            let newer = try Self.numbers(try await Self.load(table, arguments + ["--json"]))
            #expect(newer["records"] == 2 && newer["written"] == 1 && newer["keptOut"] == 1)
            #expect(newer["throttledCalls"] == 1)
            let said = try await Self.load(table, arguments)
            #expect(said.output.hasPrefix("orders: 2 records in "), "\(said.output)")
            #expect(said.output.contains(": 0 written, 2 kept out, "), "\(said.output)")
        }
    }

    @Test func `a load that rejects end tells what it did, and that it was stopped`()
        async throws
    {
        try await LocalServer.with { server in
            let table = try await WrittenTable(server)
            try await table.create()
            let lines = (1...300).map { Self.line("k\($0)", $0) } + ["{\"Item\":{}}\n"]
            try table.scratch.write("in.jsonl", Array(lines.joined().utf8))
            let arguments = ["--from", table.scratch.path + "/in.jsonl"]
            let ended = try await Self.load(table, arguments + ["--json"])
            #expect(ended.status == 65, "\(ended.errors)")
            #expect(ended.errors.contains("1 records were rejected"), "\(ended.errors)")
            for part in [#""written":300"#, #""rejected":1"#, #""stopped":true"#] {
                #expect(ended.output.contains(part), "\(ended.output)")
            }
            let said = try await Self.load(table, arguments)
            #expect(said.output.contains("300 written, 1 rejected"), "\(said.output)")
            let kept = arguments + ["--dead-letter", "/dev/stdout", "--quiet"]
            let letters = try await Self.load(table, kept)
            #expect(letters.status == 0, "\(letters.errors)")
            #expect(letters.output.hasPrefix(#"{"Item":{},"reason":"#), "\(letters.output)")
            // A rehearsal ends as the load would.
            let rehearsal = try await Self.load(table, arguments + ["--dry-run"])
            #expect(rehearsal.status == 65, "\(rehearsal.errors)")
            #expect(rehearsal.output.contains("1 cannot be written"), "\(rehearsal.output)")
            #expect(try await Self.load(table, kept + ["--dry-run"]).status == 0)
        }
    }

    @Test func `a load that reduces tells what was merged, and what changed nothing`()
        async throws
    {
        try await LocalServer.with { server in
            let table = try await WrittenTable(server)
            try await table.create()
            let lines = (1...5).map { Self.line("a", $0) } + [Self.line("b", 1)]
            try table.scratch.write("in.jsonl", Array(lines.joined().utf8))
            let arguments = ["--from", table.scratch.path + "/in.jsonl", "--json"]
            let sums = try Self.numbers(
                try await Self.load(table, arguments + ["--reduce", "v=sum"]))
            #expect(sums["records"] == 6 && sums["superseded"] == 0)
            let merged = try #require(sums["merged"])
            #expect(merged > 0)
            #expect(sums["written"] == 6 - merged)
            let again = try Self.numbers(
                try await Self.load(table, arguments + ["--reduce", "v=max"]))
            #expect(again["unchanged"] == 6 && again["written"] == 0)
            #expect(again["writeUnits"] == 0)
        }
    }

    @Test func `truth values become S in the key that --key names`() async throws {
        try await LocalServer.with { server in
            let table = try await WrittenTable(server)
            try await table.create([("id", .string), ("day", .number)])
            try table.scratch.write(
                "in.json", Array(#"{"id":true,"day":1,"b":true}"#.utf8))
            try table.scratch.write("in.csv", Array("id,day:N,b:BOOL\ntrue,2,true\n".utf8))
            for name in ["in.json", "in.csv"] {
                let outcome = try await Self.load(
                    table, ["--from", "\(table.scratch.path)/\(name)", "--key", "id,day:N"])
                #expect(outcome.status == 0, "\(name): \(outcome.errors)")
            }
            let items = try await table.items()
            #expect(items.count == 2)
            #expect(items.allSatisfy { $0["id"] == .string("true") && $0["b"] == .bool(true) })
            let without = try await Self.load(table, ["--from", table.scratch.path + "/in.json"])
            #expect(without.status != 0)
        }
    }

    @Test func `names that are not the table's key are taken, and told of`() async throws {
        try await LocalServer.with { server in
            let table = try await WrittenTable(server)
            try await table.create([("id", .string), ("v", .number)])
            try table.scratch.write(
                "in.jsonl", Array((Self.line("a", 1) + Self.line("a", 2)).utf8))
            let arguments = ["--from", table.scratch.path + "/in.jsonl", "--partitioned-by"]
            let other = try await Self.load(table, arguments + ["id,day,shop"])
            #expect(other.status == 0, "\(other.errors)")
            #expect(
                other.errors.contains("not by `partitioned-by` [id, day, shop]"), "\(other.errors)")
            #expect(try await table.items().count == 2)
            let same = try await Self.load(table, arguments + ["v,id"])
            #expect(same.status == 0 && same.errors.isEmpty, "\(same.errors)")
            for wrong in ["id,,v", "id,id"] {
                let refused = try await Self.load(table, arguments + [wrong])
                #expect(refused.status != 0)
                #expect(refused.errors.contains("partitioned-by"), "\(refused.errors)")
            }
        }
    }

    @Test func `a role is taken with its external id, and items expire in 30 days`() async throws {
        try await LocalServer.with { server in
            let table = try await WrittenTable(server)
            try await table.create()
            // Shows that the role was taken: it is answered, a little later.
            server.setFaults(try FaultRule.parse("AssumeRole:latency=1ms@100%"))
            try table.scratch.write("in.json", Array("{\"id\":\"a\"}\n{\"id\":\"b\"}\n".utf8))
            let arguments = [
                "--from", table.scratch.path + "/in.json", "--map", "expires=ttl(30d)",
                "--role-arn", "arn:aws:iam::111122223333:role/writer",
            ]
            let services = ["AWS_ENDPOINT_URL_STS": server.endpoint]
            // No role has an id of one letter; that it is said shows that the id goes along.
            let refused = try await Self.load(
                table, arguments + ["--external-id", "x"], services)
            #expect(refused.status != 0)
            #expect(refused.errors.contains("external id"), "\(refused.errors)")
            #expect(try await table.items().isEmpty)
            let first = Int(Date().timeIntervalSince1970)
            let outcome = try await Self.load(
                table, arguments + ["--external-id", "of-orders"], services)
            let last = Int(Date().timeIntervalSince1970)
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(server.faultsShown.contains { $0.key.hasPrefix("AssumeRole") && $0.value > 0 })
            let items = try await table.items()
            #expect(items.count == 2)
            let days = 30 * 86_400
            for item in items {
                guard case .number(let number)? = item["expires"],
                    let seconds = Int("\(number)")
                else {
                    Issue.record("expires is no whole number")
                    continue
                }
                #expect((first + days...last + days).contains(seconds))
            }
        }
    }
}
