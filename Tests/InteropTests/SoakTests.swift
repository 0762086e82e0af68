import DDBTestSupport
import Foundation
import Testing

/// The comparison on a million items; `Tools/test --soak` runs it.
@Suite(
    .enabled(
        if: ProcessInfo.processInfo.environment["DDBKIT_SOAK"] != nil
            && SoakExport.generator != nil,
        "only by Tools/test --soak, with ../shared/bench beside the checkout"))
struct SoakTests {
    @Test(arguments: [1_000_000])
    func `a million items read as their export says, by every reader, and come back equal`(
        items: Int
    ) throws {
        let script = try #require(SoakExport.generator)
        let folder = try ScratchFolder()
        let export = folder.path + "/export"
        try TestPython.run(
            path: script, "--out", export, "--items", "\(items)", "--files", "8",
            "--empty-files", "1")
        let outcome = try Program("ddbkit").run([
            "import", export, "--store", folder.path, "--key", "transaction_id",
        ])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let report = try TestPython.run(
            "compare_table.py", folder.path + "/flights", export, "--key", "transaction_id",
            "--reader", "deltalake", "--reader", "polars", "--reader", "duckdb",
            "--reader", "pyarrow", "--reader", "chdb")
        #expect(report.split(separator: "\n").count == 6, "\(report)")
        let lines = folder.path + "/lines.jsonl"
        let pipeline = """
            source: {store: {path: "\(folder.path)", table: flights}}
            sink: {lines: {path: "\(lines)"}}
            """
        try folder.write("pipeline.yaml", Array(pipeline.utf8))
        let back = try Program("ddbkit").run(["run", folder.path + "/pipeline.yaml"])
        #expect(back.status == 0, "\(back.errors)")
        let equal = try TestPython.run("compare_lines.py", lines, export)
        #expect(equal == "\(items) items agree\n")
    }
}

enum SoakExport {
    /// The script that makes the export, which is not a part of the repository.
    static let generator: String? = {
        let path = SharedVectors.root.map { $0 + "/../bench/gen_export.py" }
        return path.flatMap { FileManager.default.fileExists(atPath: $0) ? $0 : nil }
    }()
}
