import DDBTestSupport
import Foundation
import Testing

/// `ddbkit store export`: one file, whole or not at all.
@Suite struct StoreExportTests {
    private static let ddbkit = Program("ddbkit")
    static let formats = ["parquet", "csv", "jsonl", "ddb-json"]

    /// A store with a table `made` of 50 items.
    private static func makeStore() throws -> ScratchFolder {
        let store = try ScratchFolder("export")
        let export = try MadeExport.plain(fileCount: 2, itemCount: 25)
        let loaded = try ddbkit.run(["import", export.path, "--store", store.path + "/store"])
        #expect(loaded.status == 0, "\(loaded.errors)")
        return store
    }

    private static func export(
        _ store: ScratchFolder, _ format: String, _ more: [String] = []
    ) throws -> Program.Outcome {
        try ddbkit.run(
            ["store", "export", "made", "--store", store.path + "/store", "--format", format] + more
        )
    }

    private static func files(_ store: ScratchFolder) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: store.path).sorted()
    }

    @Test(arguments: formats)
    func `a file and standard output have the same bytes`(format: String) throws {
        let store = try Self.makeStore()
        let path = store.path + "/out"
        let file = try Self.export(store, format, ["--output", path])
        #expect(file.status == 0, "\(file.errors)")
        #expect(file.output.contains(/^made: 50 rows, [0-9.]+ k?B in .*out, [0-9.]+ s\n$/))
        #expect(try Self.files(store) == ["out", "store"])
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        let streamed = try Self.ddbkit.run(
            ["store", "export", "made", "--store", store.path + "/store", "--format", format],
            launcher: ["/bin/sh", "-c", "exec \"$@\" > \"$0\"", store.path + "/stream"])
        #expect(streamed.status == 0, "\(streamed.errors)")
        #expect(try Data(contentsOf: URL(fileURLWithPath: store.path + "/stream")) == bytes)
        let quiet = try Self.export(store, format, ["--output", path, "--replace", "--quiet"])
        #expect(quiet.status == 0 && quiet.output == "" && quiet.errors == "")
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == bytes)
    }

    @Test(arguments: formats)
    func `a file that exists is kept unless it is to be replaced`(format: String) throws {
        let store = try Self.makeStore()
        try store.write("out", [1, 2, 3])
        let kept = try Self.export(store, format, ["--output", store.path + "/out"])
        #expect(kept.status == 73)
        #expect(kept.errors.contains("--replace"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: store.path + "/out")) == Data([1, 2, 3]))
        let replaced = try Self.export(
            store, format, ["--output", store.path + "/out", "--replace"])
        #expect(replaced.status == 0, "\(replaced.errors)")
        #expect(try Self.files(store) == ["out", "store"])
    }

    @Test(arguments: formats)
    func `a damaged table leaves no file`(format: String) throws {
        let store = try Self.makeStore()
        let table = store.path + "/store/made"
        let part = try #require(
            FileManager.default.contentsOfDirectory(atPath: table).first { $0.hasPrefix("part-") })
        var bytes = try Data(contentsOf: URL(fileURLWithPath: table + "/" + part))
        for place in stride(from: 4, to: bytes.count / 2, by: 7) { bytes[place] ^= 0x55 }
        try bytes.write(to: URL(fileURLWithPath: table + "/" + part))
        let outcome = try Self.export(store, format, ["--output", store.path + "/out"])
        #expect(outcome.status == 65, "\(outcome.errors)")
        #expect(try Self.files(store) == ["store"])
    }

    @Test func `columns come in the order asked for`() throws {
        let store = try Self.makeStore()
        let all = try Self.export(store, "csv")
        let header = try #require(all.output.split(separator: "\r\n").first)
        let names = header.split(separator: ",").map { String($0) }
        let wanted = [names[1], names[0]]
        let some = try Self.export(store, "csv", ["--columns", wanted.joined(separator: ",")])
        let lines = some.output.split(separator: "\r\n", omittingEmptySubsequences: false)
        #expect(lines.count == 52)
        #expect(String(lines[0]) == wanted.joined(separator: ","))
    }

    @Test(
        arguments: [
            (["--format", "xml"], 64), ([], 64), (["--format", "csv", "--columns", "nope"], 64),
            (["--format", "csv", "--columns", "_rest,_rest"], 64),
            (["--format", "csv", "--columns", ""], 64),
            (["--format", "jsonl", "--columns", "pk"], 64),
            (["--format", "csv", "--output", ""], 64),
            (["--format", "csv", "--as-of", "yesterday"], 64),
            (["--format", "csv", "--as-of", "1"], 66),
            (["--format", "jsonl", "--as-of", "1970-01-01T00:00:00Z"], 66),
            (["--format", "csv", "--output", "/nothing/here/out"], 74),
            (["--format", "jsonl", "--output", "/nothing/here/out"], 74),
            (["--format", "parquet", "--threads", "0"], 64),
        ] as [([String], Int32)])
    func `exit statuses tell failures apart`(arguments: [String], status: Int32) throws {
        let store = try Self.makeStore()
        let outcome = try Self.ddbkit.run(
            ["store", "export", "made", "--store", store.path + "/store"] + arguments)
        #expect(outcome.status == status, "\(outcome.errors)")
        #expect(!outcome.errors.isEmpty)
        #expect(outcome.output.isEmpty)
        #expect(try Self.files(store) == ["store"])
    }

    @Test func `a table that is not there is told`() throws {
        let store = try Self.makeStore()
        for format in Self.formats {
            let outcome = try Self.ddbkit.run([
                "store", "export", "nope", "--store", store.path + "/store", "--format", format,
            ])
            #expect(outcome.status == 66)
        }
    }

    @Test(
        .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "no /dev/full here"),
        arguments: formats)
    func `output that is lost is told`(format: String) throws {
        let store = try Self.makeStore()
        let outcome = try Self.export(store, format, ["--output", "/dev/full"])
        #expect(outcome.status == 74, "\(outcome.errors)")
    }

    @Test func `a table as of an older version is what it was`() throws {
        let store = try Self.makeStore()
        let before = try Self.export(store, "jsonl")
        let export = try MadeExport.plain(fileCount: 1, itemCount: 3)
        let again = try Self.ddbkit.run([
            "import", export.path, "--store", store.path + "/store", "--replace",
        ])
        #expect(again.status == 0, "\(again.errors)")
        #expect(try Self.export(store, "jsonl").output.split(separator: "\n").count == 3)
        let old = try Self.export(store, "jsonl", ["--as-of", "0"])
        #expect(old.output == before.output)
        #expect(old.output.split(separator: "\n").count == 50)
        let described = try Self.ddbkit.run([
            "store", "describe", "made", "--store", store.path + "/store", "--as-of", "0",
        ])
        #expect(described.output.hasPrefix("made: 50 rows, "))
        let pipeline = """
            source: {store: {path: "\(store.path)/store", table: made, as-of: "0"}}
            sink: {lines: {path: "\(store.path)/lines", format: json}}
            """
        try store.write("pipeline.yaml", Array(pipeline.utf8))
        let run = try Self.ddbkit.run(["run", store.path + "/pipeline.yaml"])
        #expect(run.status == 0, "\(run.errors)")
        let lines = try String(contentsOfFile: store.path + "/lines", encoding: .utf8)
        #expect(
            lines.split(separator: "\n").sorted() == before.output.split(separator: "\n").sorted())
        try store.write(
            "pipeline.yaml", Array(pipeline.replacing("as-of: \"0\"", with: "as-of: x").utf8))
        #expect(try Self.ddbkit.run(["run", store.path + "/pipeline.yaml"]).status == 64)
    }
}
