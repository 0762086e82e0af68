import DDBBase
import DDBQuery
import DDBSchema
import DDBStore
import DDBTestSupport
import Foundation
import Synchronization

/// What other people's readers, and our SQL, make of a table that a model knows.
struct PeerReaders {
    /// Those of the pinned wheels; the very large ones are in the full runs only.
    static let isSoak = ProcessInfo.processInfo.environment["DDBKIT_SOAK"] != nil

    /// The seed of a run that is to be played again, or that nobody has played yet.
    static let seed = ProcessInfo.processInfo.environment["DDBKIT_SEED"].flatMap { UInt64($0) }

    /// The folder of the store.
    let store: String
    let table: StoredTable
    let keyNames: [String]
    /// Where files of the comparison may lie.
    let scratch: ScratchFolder

    /// Holds every reader against the items; throws where one differs, after it was shown.
    ///
    /// - Returns: The readers that agreed, each with the number of rows.
    func compare(with lines: [String]) async throws -> [String] {
        try scratch.write("model.jsonl", Array(lines.map { $0 + "\n" }.joined().utf8))
        let model = scratch.path + "/model.jsonl"
        let schema = scratch.path + "/schema.json"
        let path = "\(store)/\(table.name)"
        let options = ["--key", keyNames.joined(separator: ",")]
        var report: [String] = []
        guard let python = TestPython.path else { return [] }
        report += try run(
            python, [path, model, "--write-schema", schema] + options + readers)
        if let deltaScan = PeerPython.deltaScan {
            report += try run(
                deltaScan, [path, model, "--schema", schema, "--reader", "delta_scan"] + options)
        }
        let rows = try await writeSQLRows()
        report += try run(
            python, [rows, model, "--schema", schema, "--reader", "jsonl"] + options)
        return report
    }

    private var readers: [String] {
        var names = ["deltalake"]
        // It knows no column mapping, and says so.
        if !table.columns.usesColumnMapping { names.append("polars") }
        if Self.isSoak { names += ["chdb", "sail"] }
        return names.flatMap { ["--reader", $0] }
    }

    private func run(_ python: String, _ arguments: [String]) throws -> [String] {
        try TestPython.run("compare_model.py", arguments: arguments, interpreter: python)
            .split(separator: "\n").map(String.init)
    }

    /// Lets our SQL write every row to a file.
    private func writeSQLRows() async throws -> String {
        let path = scratch.path + "/rows.jsonl"
        try scratch.write("rows.jsonl")
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        let output = Mutex(file)
        let session = try await QueryEngine().open([try await QueryTable(table, storePath: store)])
        let writer = ResultWriter(format: .jsonl) { bytes in
            try output.withLock { try $0.write(contentsOf: Data(bytes)) }
        }
        _ = try await session.run("SELECT * FROM \(table.name)", into: writer)
        try output.withLock { try $0.close() }
        return path
    }
}
