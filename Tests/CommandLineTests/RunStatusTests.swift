import DDBTestSupport
import Foundation
import Testing

/// How pipelines and statements that fail end.
@Suite struct RunStatusTests {
    private static let ddbkit = Program("ddbkit")
    private static let line = #"{"pk":{"S":"a"}}"#

    /// A store with a table of three items.
    private static func makeStore() throws -> ScratchFolder {
        let store = try ScratchFolder()
        let export = try MadeExport.plain(fileCount: 1, itemCount: 3)
        let loaded = try ddbkit.run(["import", export.path, "--store", store.path])
        #expect(loaded.status == 0, "\(loaded.errors)")
        return store
    }

    static let pipelines: [(source: String, sink: String, status: Int32)] = [
        ("lines: {path: F/absent}", "\"null\"", 66), ("lines: {path: F/good}", "\"null\"", 0),
        ("lines: {path: F/bad}", "\"null\"", 65),
        ("lines: {path: F/good}", "lines: {path: F/bad}", 73),
        ("lines: {path: F/good}", "lines: {path: F/none/x}", 74),
        ("lines: {path: F/good}", "lines: {path: /dev/full}", 74),
        ("store: {path: F, table: made, version: 99}", "\"null\"", 66),
        ("store: {path: F, table: nothing}", "\"null\"", 66),
        ("store: {path: F, table: made}", "store: {path: F, table: made}", 73),
        ("lines: {path: F/good}", "nul", 64),
    ]

    @Test(arguments: pipelines)
    func `a pipeline's status tells what failed`(
        source: String, sink: String, status: Int32
    ) throws {
        let store = try Self.makeStore()
        try store.write("good", Array((Self.line + "\n").utf8))
        try store.write("bad", Array("{\n".utf8))
        let text = "source: {\(source)}\nsink: \(sink.contains(":") ? "{\(sink)}" : sink)\n"
            .replacingOccurrences(of: "F/", with: store.path + "/")
            .replacingOccurrences(of: "path: F,", with: "path: \(store.path),")
        try store.write("pipeline.yaml", Array(text.utf8))
        let outcome = try Self.ddbkit.run(["run", store.path + "/pipeline.yaml", "--quiet"])
        #expect(outcome.status == status, "\(outcome.errors)")
    }

    @Test(arguments: [
        ("<&-", Int32(64), "Standard input is closed"), ("</dev/null >&-", 74, "standard output"),
    ])
    func `a standard stream that is closed is no file of the program's own`(
        closing: String, status: Int32, words: String
    ) throws {
        let folder = try ScratchFolder()
        try folder.write("good", Array((Self.line + "\n").utf8))
        let path = closing.hasPrefix("<&-") ? "'-'" : folder.path + "/good"
        try folder.write(
            "pipeline.yaml",
            Array("source: {lines: {path: \(path)}}\nsink: {lines: {path: '-'}}\n".utf8))
        let outcome = try Self.ddbkit.run(
            ["run", folder.path + "/pipeline.yaml", "--quiet"],
            launcher: ["sh", "-c", "exec \"$@\" \(closing)", "sh"])
        #expect(outcome.status == status, "\(outcome.errors)")
        #expect(outcome.errors.contains(words), "\(outcome.errors)")
    }

    /// The source, the sink, and other options; F/ stands for the folder.
    static let overlaps = [
        ("lines: {path: F/in.jsonl}", "dynamodb: {table: t, dead-letter: F/in.jsonl}", ""),
        ("lines: {path: F/in.jsonl}", "dynamodb: {table: t, dead-letter: F/link}", ""),
        ("lines: {path: F/sub}", "dynamodb: {table: t, dead-letter: F/sub/new.jsonl}", ""),
        (
            "lines: {path: F/in.jsonl, on-error: skip, skipped-lines: F/in.jsonl}", "\"null\"", ""
        ),
        ("csv: {path: 'F/*.csv', on-error: skip, skipped-lines: F/in.csv}", "\"null\"", ""),
        ("lines: {path: F/in.jsonl}", "dynamodb: {table: t, dead-letter: F/d}", "positions: F/d"),
    ]

    @Test(arguments: overlaps)
    func `a pipeline that would append to what it reads is refused before it begins`(
        source: String, sink: String, more: String
    ) throws {
        let folder = try ScratchFolder()
        try folder.write("in.jsonl", Array((Self.line + "\n").utf8))
        try folder.write("in.csv", Array("pk\na\n".utf8))
        try folder.write("sub/a.jsonl", Array((Self.line + "\n").utf8))
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/link", withDestinationPath: "in.jsonl")
        let sinkText = sink.contains(":") ? "{\(sink)}" : sink
        let text = "source: {\(source)}\nsink: \(sinkText)\n\(more)\n"
            .replacingOccurrences(of: "F/", with: folder.path + "/")
        try folder.write("pipeline.yaml", Array(text.utf8))
        let outcome = try Self.ddbkit.run(["run", folder.path + "/pipeline.yaml"])
        #expect(outcome.status == 64, "\(outcome.errors)")
        #expect(
            outcome.errors.contains("Name another file") || outcome.errors.contains("same file"),
            "\(outcome.errors)")
        #expect(outcome.errors.contains("Usage: ddbkit run"), "\(outcome.errors)")
        #expect(
            try String(contentsOfFile: folder.path + "/in.jsonl", encoding: .utf8)
                == Self.line + "\n")
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/sub/new.jsonl"))
    }

    @Test func `a stored table is read beside files of positions and of dead letters`() throws {
        let store = try Self.makeStore()
        let text = """
            source: {store: {path: \(store.path), table: made}}
            sink: {lines: {path: '-'}}
            positions: \(store.path)/positions
            """
        try store.write("pipeline.yaml", Array(text.utf8))
        let outcome = try Self.ddbkit.run(["run", store.path + "/pipeline.yaml"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("3 records"), "\(outcome.errors)")
        // Nobody answers there: that is what fails, and not the reading.
        let sink =
            "dynamodb: {table: orders, endpoint: 'http://127.0.0.1:1', region: r,"
            + " awsAccessKeyId: a, awsSecretAccessKey: b, attempts-max: 1,"
            + " dead-letter: \(store.path)/dead}"
        try store.write(
            "pipeline.yaml",
            Array(
                "source: {store: {path: \(store.path), table: made}}\nsink: {\(sink)}\n".utf8))
        let refused = try Self.ddbkit.run(["run", store.path + "/pipeline.yaml"])
        #expect(refused.errors.contains("127.0.0.1:1"), "\(refused.errors)")
    }

    @Test func `SQL over a damaged part is bad input`() throws {
        let store = try Self.makeStore()
        let folder = store.path + "/made"
        let parts = try FileManager.default.contentsOfDirectory(atPath: folder)
        let part = try #require(parts.first { $0.hasSuffix(".parquet") })
        let sql = ["sql", "FROM made", "--store", store.path]
        #expect(try Self.ddbkit.run(sql).status == 0)
        let url = URL(fileURLWithPath: folder + "/" + part)
        var bytes = try Data(contentsOf: url)
        for index in 4..<200 { bytes[index] ^= 0x55 }
        try bytes.write(to: url)
        let damaged = try Self.ddbkit.run(sql)
        #expect(damaged.status == 65, "\(damaged.errors)")
        #expect(try Self.ddbkit.run(["store", "verify", "--store", store.path]).status == 65)
        try FileManager.default.removeItem(at: url)
        #expect(try Self.ddbkit.run(sql).status == 65)
    }

    @Test func `too little memory is told without statements of the engine`() throws {
        let store = try Self.makeStore()
        let outcome = try Self.ddbkit.run([
            "sql", "SELECT list(range) FROM range(100000000)", "--store", store.path, "--memory",
            "16",
        ])
        #expect(outcome.status == 75)
        #expect(outcome.errors.contains("--memory"))
        #expect(!outcome.errors.contains("SET "))
    }

    @Test func `secrets come from the environment and then from a folder`() throws {
        let folder = try ScratchFolder()
        let text = "source: {lines: {path: '${secrets:some-path}'}}\nsink: \"null\"\n"
        try folder.write("pipeline.yaml", Array(text.utf8))
        try folder.write("secrets/some-path", Array("hidden\n".utf8))
        let run = ["run", folder.path + "/pipeline.yaml"]
        let none = try Self.ddbkit.run(run)
        #expect(none.errors.contains("There is no secret 'some-path'"))
        // The option is no secret one: that the secret was found shows in its refusal.
        let secrets = folder.path + "/secrets"
        for (options, environment) in [
            ([], ["DDBKIT_SECRET_SOME_PATH": "hidden"]), (["--secrets", secrets], [:]),
            ([], ["DDBKIT_SECRETS": secrets]),
        ] {
            let found = try Self.ddbkit.run(run + options, environment: environment)
            #expect(found.status == 64)
            #expect(found.errors.contains("would print a secret"), "\(found.errors)")
            #expect(!found.errors.contains("hidden"))
        }
    }

    @Test func `quiet does not hide a manifest that was not verified`() throws {
        let export = try MadeExport.plain(fileCount: 1, itemCount: 1)
        let root = export.path + "/AWSDynamoDB/" + MadeExport.id
        try FileManager.default.removeItem(atPath: root + "/manifest-files.md5")
        let store = try ScratchFolder()
        let outcome = try Self.ddbkit.run([
            "import", export.path, "--store", store.path, "--quiet",
        ])
        #expect(outcome.status == 0)
        #expect(outcome.output == "")
        #expect(outcome.errors.contains("manifest-files"), "\(outcome.errors)")
    }
}
