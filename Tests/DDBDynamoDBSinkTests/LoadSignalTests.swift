import DDBLocal
import DDBTestSupport
import Foundation
import Testing

/// `ddbkit load` that is stopped while DynamoDB takes nothing.
@Suite struct LoadSignalTests {
    private struct Stopped: Sendable {
        let status: Int32
        let output: String
        let errors: String
    }

    /// Stops a load once a request of it was throttled.
    ///
    /// - Parameter second: A signal that follows at once what the first is answered with.
    private static func stop(
        _ server: RunningServer, _ arguments: [String], second: Int32? = nil
    ) async throws -> Stopped {
        let folder = try ScratchFolder()
        let output = folder.path + "/output"
        let arguments =
            [
                "load", WrittenTable.name, "--endpoint", server.endpoint, "--flush-timeout", "20",
            ] + arguments
        return try await Program.aside {
            let load = try RunningProgram(
                Program("ddbkit"), arguments, environment: LoadCommandTests.environment,
                output: output)
            defer { load.kill() }
            load.look(60_000) { server.faultsShown.values.reduce(0, +) > 0 }
            load.send(SIGTERM)
            if let second {
                _ = try load.awaitError { $0.contains("once more to stop at once") }
                load.send(second)
            }
            let status = try load.end()
            return Stopped(
                status: status, output: try String(contentsOfFile: output, encoding: .utf8),
                errors: try load.errors)
        }
    }

    /// Several times, for what the second signal meets is a matter of moments.
    @Test(arguments: [SIGTERM, SIGINT, SIGTERM, SIGTERM, SIGTERM, SIGTERM])
    func `a second signal ends a load that nothing is taken of`(second: Int32) async throws {
        try await LocalServer.with { server in
            let table = try await WrittenTable(server)
            try await table.create()
            try table.scratch.write("in.jsonl", Array("{\"id\":\"a\"}\n".utf8))
            server.setFaults(try FaultRule.parse("BatchWriteItem:throttle@100%"))
            let stopped = try await Self.stop(
                server,
                ["--from", table.scratch.path + "/in.jsonl", "--drain-seconds", "3600"],
                second: second)
            #expect(stopped.status == -second, "\(stopped.errors)")
            #expect(!stopped.errors.contains("the load was stopped"), "\(stopped.errors)")
        }
    }

    @Test func `what a load that is stopped has rejected is told`() async throws {
        try await LocalServer.with { server in
            let table = try await WrittenTable(server)
            try await table.create()
            let lines = (1...50).map { "{\"id\":\"k\($0)\"}\n" }.joined() + "{\"id\":1}\n"
            try table.scratch.write("in.jsonl", Array(lines.utf8))
            server.setFaults(try FaultRule.parse("BatchWriteItem:throttle@100%"))
            let stopped = try await Self.stop(
                server,
                [
                    "--from", table.scratch.path + "/in.jsonl", "--drain-seconds", "0", "--json",
                ])
            #expect(stopped.status == 143, "\(stopped.errors)")
            #expect(stopped.errors.contains("1 records were rejected"), "\(stopped.errors)")
            #expect(stopped.errors.contains("line 51"), "\(stopped.errors)")
            for part in [#""written":0"#, #""rejected":1"#, #""stopped":true"#] {
                #expect(stopped.output.contains(part), "\(stopped.output)")
            }
        }
    }

    @Test func `a load that cannot write what it read is stopped, and goes on`() async throws {
        try await LocalServer.with { server in
            let table = try await WrittenTable(server)
            try await table.create()
            let lines = (1...500).map { "{\"id\":\"k\($0)\"}\n" }.joined()
            try table.scratch.write("in.jsonl", Array(lines.utf8))
            let arguments = [
                "--from", table.scratch.path + "/in.jsonl", "--resume",
                table.scratch.path + "/job",
            ]
            server.setFaults(try FaultRule.parse("BatchWriteItem:throttle@100%"))
            let stopped = try await Self.stop(
                server, arguments + ["--drain-seconds", "0"])
            #expect(stopped.status == 143, "\(stopped.errors)")
            #expect(stopped.errors.contains("what was read is being written"))
            #expect(stopped.errors.contains("the same command goes on"), "\(stopped.errors)")
            server.setFaults([])
            let rest = try await Program("ddbkit").running(
                ["load", WrittenTable.name, "--endpoint", server.endpoint] + arguments,
                environment: LoadCommandTests.environment)
            #expect(rest.status == 0, "\(rest.errors)")
            #expect(try await table.items().count == 500)
        }
    }
}
