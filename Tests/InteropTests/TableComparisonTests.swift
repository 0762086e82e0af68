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
