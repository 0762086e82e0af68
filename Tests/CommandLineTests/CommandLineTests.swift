import DDBTestSupport
import Foundation
import Testing

@Suite struct CommandLineTests {
    static let ddbkit = Program("ddbkit")
    static let sample = Checkout.path("Tools/SampleData")

    /// A store with the sample in it.
    static let store = Result {
        let folder = try ScratchFolder()
        _ = try ddbkit.run(["import", sample, "--store", folder.path])
        return folder
    }

    @Test func `an import ends with one line, and the table is there`() throws {
        let store = try ScratchFolder()
        let outcome = try Self.ddbkit.run(["import", Self.sample, "--store", store.path])
        #expect(outcome.status == 0)
        #expect(outcome.errors == "")
        #expect(
            outcome.output.contains(
                /^orders: 21,244 items, 912\.9 kB in, [0-9.]+ kB on disk, [0-9.]+ s\n$/))
        let list = try Self.ddbkit.run(["store", "ls", "--store", store.path, "--json"])
        #expect(
            list.output.hasPrefix(#"[{"name":"orders","version":0,"mode":"latest","rows":21244,"#))
        let verify = try Self.ddbkit.run(["store", "verify", "--store", store.path])
        #expect(verify.output.hasPrefix("orders: 21,244 rows in "))
        #expect(verify.status == 0)
    }

    @Test func `an existing table is kept unless it is to be replaced`() throws {
        let store = try ScratchFolder()
        let command = ["import", Self.sample, "--store", store.path, "--json"]
        let first = try Self.ddbkit.run(command)
        #expect(
            first.output.contains(
                /^{"table":"orders","items":21244,"bytesIn":912921,"bytesOnDisk":\d+,/))
        let second = try Self.ddbkit.run(command)
        #expect(second.status == 73)
        #expect(second.errors.contains("--replace"))
        let third = try Self.ddbkit.run(command + ["--replace"])
        #expect(third.status == 0)
        #expect(third.output.contains(#""version":1"#))
    }

    static let statuses: [(arguments: [String], status: Int32)] = [
        (["frob"], 64), (["sql"], 64), (["sql", "SELEC", "--store", "STORE"], 64),
        (["sql", "COPY orders TO 'x'", "--store", "STORE"], 64),
        (["sql", "SELECT 1", "--store", "STORE", "--timeout", "5x"], 64),
        (["sql", "SELECT 1", "--store", "STORE", "--format", "xml"], 64),
        (["import", "SAMPLE", "--store", "STORE", "--threads", "0"], 64),
        (["import", "/dev/null/nothing", "--store", "STORE"], 66),
        (["import", "STORE", "--store", "STORE"], 66),
        (["import", "SAMPLE", "--store", "/dev/null/nothing"], 74),
        (["store", "describe", "nothing", "--store", "STORE"], 66),
        (["store", "verify", "nothing", "--store", "STORE"], 66),
        (["store", "ls", "--store", "/dev/null/nothing"], 66),
        (["plugins", "nul"], 64), (["run", "/nothing.yaml"], 66),
        (["sql", "", "--store", "STORE"], 64),
        (["sql", "SELECT 1", "--store", "STORE", "--as-of", "yesterday"], 64),
        (["sql", "SELECT 1", "--store", "STORE", "--as-of", "9"], 66),
        (["sql", "SELECT 1", "--store", "STORE", "--as-of", "2001-01-01T00:00:00Z"], 66),
        (["import", "SAMPLE", "--store", "STORE", "--columns", "/nothing", "--key", "pk"], 64),
        (["import", "SAMPLE", "--store", "STORE", "--columns", "/nothing"], 66),
        (
            [
                "sql", "SELECT list(range) FROM range(100000000)", "--store", "STORE", "--memory",
                "16",
            ], 75
        ),
        (["--version"], 0), (["--help"], 0), (["plugins"], 0), (["plugins", "--json"], 0),
        (["store", "describe", "orders", "--store", "STORE"], 0),
    ]

    @Test(arguments: statuses)
    func `exit statuses tell failures apart`(arguments: [String], status: Int32) throws {
        let store = try Self.store.get().path
        let outcome = try Self.ddbkit.run(
            arguments.map { $0 == "STORE" ? store : $0 == "SAMPLE" ? Self.sample : $0 })
        #expect(outcome.status == status, "\(outcome.errors)")
        #expect((status == 0) == outcome.errors.isEmpty, "\(outcome.errors)")
    }

    @Test func `without the library SQL says what to do`() throws {
        let outcome = try Self.ddbkit.run(
            ["sql", "SELECT 1", "--store", try Self.store.get().path],
            environment: ["DDBKIT_DUCKDB": "/dev/null/libduckdb.so"])
        #expect(outcome.status == 69)
        #expect(outcome.errors.contains("Tools/setup"))
    }

    @Test func `SQL over the sample answers in every format`() throws {
        let sql = "SELECT count(*) AS n, sum(total) AS t FROM orders WHERE kind = 'order'"
        let expected = [
            "table": "     n |          t\n-------+------------\n 18004 | 1361837.75\n(1 row)\n",
            "json": "[\n{\"n\":18004,\"t\":1361837.75}\n]\n",
            "jsonl": "{\"n\":18004,\"t\":1361837.75}\n", "csv": "n,t\r\n18004,1361837.75\r\n",
        ]
        for (format, text) in expected {
            let outcome = try Self.ddbkit.run([
                "sql", sql, "--store", try Self.store.get().path, "--format", format,
            ])
            #expect(outcome.status == 0)
            #expect(outcome.output == text)
        }
    }

    @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
    func `a signal ends a statement in order`(signal: Int32, status: Int32) throws {
        let outcome = try Self.ddbkit.run(
            [
                "sql", "FROM range(1000000000000)", "--store", try Self.store.get().path,
                "--format", "csv",
            ], signal: signal)
        #expect(outcome.status == status)
    }

    @Test func `a timeout is a status of its own`() throws {
        let outcome = try Self.ddbkit.run([
            "sql", "SELECT count(*) FROM range(1000000000) a, range(1000000000) b", "--store",
            try Self.store.get().path, "--timeout", "20ms",
        ])
        #expect(outcome.status == 75)
    }
}
