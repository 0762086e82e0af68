import DDBTestSupport
import Foundation
import Testing

/// What other people's readers make of the tables that we make of exports.
@Suite(.enabled(if: TestPython.path != nil, "run Tools/setup"))
struct TableComparisonTests {
    static let ddbkit = Program("ddbkit")

    /// The exports of `../shared/vectors`, each with its key.
    static let realExports: [(path: String, key: String)] = [
        ("dynamodb-export/scylla-migrator", "id"),
        (
            "dynamodb-export/authored/bucket/exports/orders/AWSDynamoDB/01767225600000-0a1b2c3d",
            "pk,sk"
        ),
    ]

    @Test func `the imported sample reads as its export says, by every reader`() throws {
        try Self.compareTable(of: Checkout.path("Tools/SampleData"), key: "pk,sk")
    }

    @Test(
        .enabled(if: SharedVectors.root != nil, "../shared/vectors is absent"),
        arguments: realExports)
    func `an imported table reads as its export says, by every reader`(
        export: String, key: String
    ) throws {
        try Self.compareTable(of: try #require(SharedVectors.path(export)), key: key)
    }

    @Test func `the imported sample gives every item back equal`() throws {
        try Self.compareLines(of: Checkout.path("Tools/SampleData"), key: "pk,sk")
    }

    @Test(
        .enabled(if: SharedVectors.root != nil, "../shared/vectors is absent"),
        arguments: realExports)
    func `an imported table gives every item back equal`(export: String, key: String) throws {
        try Self.compareLines(of: try #require(SharedVectors.path(export)), key: key)
    }

    @Test func `files exported of the sample have what its export has`() throws {
        let store = try ScratchFolder("exported")
        try Self.load(Checkout.path("Tools/SampleData"), key: "pk,sk", into: store.path + "/store")
        var paths: [String: String] = [:]
        for format in ["parquet", "csv", "ddb-json", "jsonl"] {
            let path = store.path + "/out." + format
            paths[format] = path
            let outcome = try Self.ddbkit.run([
                "store", "export", "table", "--store", store.path + "/store", "--format", format,
                "--output", path, "--threads", "2",
            ])
            #expect(outcome.status == 0, "\(outcome.errors)")
        }
        let lines = try TestPython.run(
            "compare_lines.py", paths["ddb-json"] ?? "", Checkout.path("Tools/SampleData"))
        #expect(lines.hasSuffix(" items agree\n"))
        let report = try TestPython.run(
            "compare_masked.py", store.path + "/store/table", paths["parquet"] ?? "",
            paths["csv"] ?? "")
        #expect(report.split(separator: "\n").count == 3, "\(report)")
        let counts = try PeerPython.run(
            #require(TestPython.path), script: Self.countExported,
            arguments: ["parquet", "csv", "jsonl"].map { paths[$0] ?? "" })
        #expect(counts.map { String(decoding: $0, as: UTF8.self) } == Self.exportedCounts)
    }

    /// What DuckDB makes of the exported files: rows, keys, a sum of decimals, nulls and lists.
    private static let countExported = """
        import sys, duckdb
        parquet, csv, jsonl = sys.argv[1:]
        query = ("select count(*), count(distinct pk || '|' || sk),"
                 " sum(cast(total as decimal(18,2))) filter (kind = 'order'),"
                 " count(note), count(lines) from ")
        for source in (f"'{parquet}'", f"read_csv('{csv}', all_varchar=true, sample_size=-1)",
                       f"read_json('{jsonl}', format='newline_delimited', sample_size=-1)"):
            print(*duckdb.sql(query + source).fetchall()[0])
        """

    private static let exportedCounts = String(
        repeating: "21244 21244 1361837.75 364 18004\n", count: 3)

    @Test func `the comparison itself tells right tables from wrong ones`() throws {
        let report = try TestPython.run(
            "compare_table.py", "--self-test", Checkout.path("Tools/SampleData"))
        #expect(report.hasPrefix("self-test: "))
    }

    @Test func `what must come out of the sample is known`() throws {
        let report = try TestPython.run("export_reader.py", Checkout.path("Tools/SampleData"))
        let lines = report.split(separator: "\n")
        #expect(lines.last == #"{"items": 21244}"#)
        for line in [
            #"{"attribute": "total", "type": ["decimal", 5, 2]}"#,
            #"{"attribute": "externalId", "type": ["json"]}"#,
            #"{"attribute": "ledger", "type": ["digits"]}"#,
            #"{"attribute": "returnReason", "type": ["string"]}"#,
        ] {
            #expect(lines.contains { $0 == line })
        }
    }

    private static func compareTable(of export: String, key: String) throws {
        let store = try ScratchFolder()
        try load(export, key: key, into: store.path)
        let report = try TestPython.run(
            "compare_table.py", store.path + "/table", export, "--key", key)
        #expect(report.split(separator: "\n").count == 5, "\(report)")
    }

    private static func compareLines(of export: String, key: String) throws {
        let store = try ScratchFolder()
        try load(export, key: key, into: store.path)
        let lines = store.path + "/lines.jsonl"
        let pipeline = """
            source: {store: {path: "\(store.path)", table: table}}
            sink: {lines: {path: "\(lines)"}}
            """
        try store.write("pipeline.yaml", Array(pipeline.utf8))
        let outcome = try ddbkit.run(["run", store.path + "/pipeline.yaml"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let report = try TestPython.run("compare_lines.py", lines, export)
        #expect(report.hasSuffix(" items agree\n"))
    }

    private static func load(_ export: String, key: String, into store: String) throws {
        let outcome = try ddbkit.run([
            "import", export, "--store", store, "--table", "table", "--key", key,
        ])
        #expect(outcome.status == 0, "\(outcome.errors)")
    }
}
