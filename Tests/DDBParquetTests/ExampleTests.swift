import DDBTestSupport
import Foundation
import Testing

/// The example that `DDBParquet.md` shows, built from a package of its own.
@Suite struct ExampleTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    @Test func `the example compiles, runs and prints what the page shows`() throws {
        _ = try Self.run()
    }

    @Test(.enabled(if: TestPython.path != nil, "run Tools/setup"))
    func `polars reads what the example writes`() throws {
        #expect(try TestPython.rows("polars", try Self.run()).count == 10_000)
    }

    /// Runs the example, expects the page's output of it, and returns the file that it wrote.
    private static func run() throws -> TemporaryFile {
        let page = try String(
            contentsOf: Self.root.appendingPathComponent(
                "Modules/DDBParquet/DDBParquet.docc/DDBParquet.md"), encoding: .utf8)
        let shown = try #require(
            page.components(separatedBy: "swift run ParquetExample orders.parquet\n").last?
                .components(separatedBy: "```").first)
        let file = try TemporaryFile()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "swift", "run", "-q", "--package-path",
            Self.root.appendingPathComponent("Docs/Examples/ParquetExample").path,
            "ParquetExample", file.path,
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let said = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(String(decoding: said, as: UTF8.self) == shown)
        return file
    }
}
