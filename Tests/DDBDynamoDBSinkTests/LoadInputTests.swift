import DDBAttributes
import DDBDynamoDB
import DDBLocal
import DDBTestSupport
import Foundation
import Testing

/// What `ddbkit load` takes for its input, and what it refuses.
@Suite struct LoadInputTests {
    private static let ddbkit = Program("ddbkit")

    /// Nothing listens at the endpoint: what is refused at once never calls it.
    private static func load(_ arguments: [String]) async throws -> Program.Outcome {
        try await ddbkit.running(
            ["load", "t", "--endpoint", "http://127.0.0.1:9"] + arguments,
            environment: LoadCommandTests.environment)
    }

    @Test func `a file that is read is not written`() async throws {
        let folder = try ScratchFolder()
        let input = folder.path + "/in.jsonl"
        try folder.write("in.jsonl", Array("{\"id\":\"a\"}\n".utf8))
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/soft", withDestinationPath: input)
        try FileManager.default.linkItem(atPath: input, toPath: folder.path + "/hard")
        let cases = [
            (input, input), (input, folder.path + "/soft"), (input, folder.path + "/hard"),
            (folder.path, input), (folder.path, folder.path + "/dead.jsonl"),
            (folder.path + "/*.jsonl", folder.path + "/dead.jsonl"),
        ]
        for (from, output) in cases {
            for option in ["--dead-letter", "--resume"] {
                let outcome = try await Self.load(["--from", from, option, output])
                #expect(outcome.status == 64, "\(from) \(output): \(outcome.errors)")
                #expect(outcome.errors.contains(option), "\(outcome.errors)")
            }
        }
        let both = try await Self.load(
            ["--from", input, "--dead-letter", folder.path + "/x", "--resume", folder.path + "/x"])
        #expect(both.status == 64, "\(both.errors)")
        #expect(try folder.names() == ["hard", "in.jsonl", "soft"])
        #expect(try String(contentsOfFile: input, encoding: .utf8) == "{\"id\":\"a\"}\n")
    }

    @Test func `a stored table's folder is not loaded as Parquet`() async throws {
        let folder = try ScratchFolder()
        try folder.write("store/t/_delta_log/00000000000000000000.json")
        try folder.write("store/t/p.parquet")
        for (from, format) in [("/store", "auto"), ("/store/t", "auto"), ("/store", "parquet")] {
            let outcome = try await Self.load(["--from", folder.path + from, "--format", format])
            #expect(outcome.status == 64, "\(outcome.errors)")
            #expect(outcome.errors.contains("STORE:TABLE"), "\(outcome.errors)")
        }
    }

    @Test func `what cannot be read again is not resumed`() async throws {
        let folder = try ScratchFolder()
        let pipe = folder.path + "/pipe"
        #expect(mkfifo(pipe, 0o600) == 0)
        let outcome = try await Self.load(
            ["--from", pipe, "--format", "jsonl", "--resume", folder.path + "/job"])
        #expect(outcome.status == 64, "\(outcome.errors)")
        #expect(outcome.errors.contains("--resume needs files"), "\(outcome.errors)")
        #expect(try folder.names() == ["pipe"])
    }

    @Test func `a letter behind a colon that is no type is told`() async throws {
        let folder = try ScratchFolder()
        try folder.write("in.jsonl", Array("{\"id\":\"a\"}\n".utf8))
        for key in ["id:Q", "id:n", "a,id:SS"] {
            let outcome = try await Self.load(
                ["--from", folder.path + "/in.jsonl", "--create", "--key", key])
            #expect(outcome.status == 64, "\(outcome.errors)")
            #expect(outcome.errors.contains("S, N or B"), "\(outcome.errors)")
        }
    }

    @Test func `a file that is no job is bad input`() async throws {
        let folder = try ScratchFolder()
        try folder.write("in.jsonl", Array("{\"id\":\"a\"}\n".utf8))
        try folder.write("job", Array("garbage\n".utf8))
        let outcome = try await Self.load(
            ["--from", folder.path + "/in.jsonl", "--resume", folder.path + "/job"])
        #expect(outcome.status == 65, "\(outcome.errors)")
        #expect(try String(contentsOfFile: folder.path + "/job", encoding: .utf8) == "garbage\n")
    }

    @Test func `files of several formats are refused, in a folder as well`() async throws {
        let folder = try ScratchFolder()
        try folder.write("a.csv", Array("id\na\n".utf8))
        try folder.write("b.tsv", Array("id\tv\na\tb\n".utf8))
        for arguments in [[folder.path], [folder.path + "/*"], ["--format", "csv", folder.path]] {
            let from = arguments.count == 1 ? arguments : Array(arguments.suffix(1))
            let outcome = try await Self.load(["--from"] + from + arguments.dropLast())
            #expect(outcome.status == 64, "\(outcome.errors)")
            #expect(outcome.errors.contains("several formats"), "\(outcome.errors)")
        }
    }

    @Test func `JSON is told by its first object, however it is wrapped`() async throws {
        try await LocalServer.with { server in
            let plain = #"{"id":"a","m":{"S":1,"T":"}"}}"#
            let wire = #"{"id":{"S":"a"}}"#
            let mark = "\u{FEFF}"
            let texts = [
                plain, "[\(plain)]", "[\n  \(plain),\n  {\n \"id\": \"b\"}\n]\n", mark + plain,
                mark + "[\(plain)]", wire, "[\(wire)]", mark + wire,
            ]
            for (number, text) in texts.enumerated() {
                let table = try await WrittenTable(server)
                try await table.create()
                try table.scratch.write("in/x.json", Array(text.utf8))
                for from in ["/in/x.json", "/in", "/in/*"] {
                    let outcome = try await Self.ddbkit.running(
                        [
                            "load", WrittenTable.name, "--endpoint", server.endpoint, "--from",
                            table.scratch.path + from, "--flush-timeout", "20",
                        ], environment: LoadCommandTests.environment)
                    #expect(outcome.status == 0, "\(text): \(outcome.errors)")
                    let items = try await table.items()
                    #expect(items.count == (number == 2 ? 2 : 1))
                    #expect(items.contains { $0["id"] == .string("a") }, "\(text)")
                }
                _ = try await table.client.deleteTable(
                    DeleteTableRequest(tableName: WrittenTable.name))
            }
        }
    }

    @Test func `a job is refused once its input has changed`() async throws {
        try await LocalServer.with { server in
            let table = try await WrittenTable(server)
            try await table.create()
            // The last line cannot be written, so the job stays.
            let text = "{\"id\":\"a\"}\n{\"id\":\"b\"}\n{\"id\":1}\n"
            let path = table.scratch.path + "/in/a.jsonl"
            try table.scratch.write("in/a.jsonl", Array(text.utf8))
            func load() async throws -> Program.Outcome {
                try await Self.ddbkit.running(
                    [
                        "load", WrittenTable.name, "--endpoint", server.endpoint, "--resume",
                        table.scratch.path + "/job", "--flush-timeout", "20", "--from",
                        table.scratch.path + "/in",
                    ], environment: LoadCommandTests.environment)
            }
            #expect(try await load().status == 65)
            #expect(try await load().status == 65, "an input that stays the same goes on")
            let date = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate]
            try table.scratch.write("in/a.jsonl", Array(text.dropLast(9).utf8))
            try FileManager.default.setAttributes(
                [.modificationDate: date as Any], ofItemAtPath: path)
            let cut = try await load()
            #expect(cut.status == 64, "\(cut.errors)")
            #expect(cut.errors.contains("one that has changed"), "\(cut.errors)")
            try table.scratch.write("in/a.jsonl", Array(text.utf8))
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 1_000_000_000)], ofItemAtPath: path)
            #expect(try await load().status == 64, "another time of modification")
        }
    }

    @Test func `what a shell makes of a pattern is taken, and repetition too`() async throws {
        try await LocalServer.with { server in
            let table = try await WrittenTable(server)
            try await table.create()
            var paths: [String] = []
            for name in ["a", "b", "c", "d"] {
                try table.scratch.write("\(name).tsv", Array("id\tv\n\(name)\t1,5\n".utf8))
                paths.append("\(table.scratch.path)/\(name).tsv")
            }
            let outcome = try await Self.ddbkit.running(
                ["load", WrittenTable.name, "--endpoint", server.endpoint, "--from"]
                    + paths.prefix(3) + ["--flush-timeout", "20", "--from", paths[3]],
                environment: LoadCommandTests.environment)
            #expect(outcome.status == 0, "\(outcome.errors)")
            let items = try await table.items(by: "id")
            #expect(items.keys.sorted() == ["a", "b", "c", "d"])
            #expect(items["a"]?["v"] == .string("1,5"))
        }
    }
}
