import DDBBase
import DDBQuery
import DDBTestSupport
import Foundation
import Synchronization

/// Parquet files made by pyarrow, and an engine to read them.
struct QueryFixture {
    /// Whether this machine has the wheels and the library; `Tools/setup` installs both.
    static let isAvailable = TestPython.path != nil && (try? QueryEngine()) != nil

    static let folder: Result<ScratchFolder, any Error> = Result {
        let folder = try ScratchFolder()
        try TestPython.run("make_query_tables.py", folder.path)
        return folder
    }

    static func path(_ name: String) throws -> String {
        try folder.get().path + "/" + name
    }

    static func part(_ name: String) throws -> QueryPart {
        QueryPart(path: try path(name + ".parquet"))
    }

    static func expected(_ name: String) throws -> [String] {
        let text = try String(contentsOfFile: path(name + ".jsonl"), encoding: .utf8)
        return text.split(separator: "\n").map(String.init)
    }

    static let address = QueryType.structure([
        QueryColumn(name: "city", type: .string), QueryColumn(name: "zip", type: .int32),
        QueryColumn(name: "tags", type: .list(.string)),
    ])

    static func types(name: String = "types", addsDeletedColumn: Bool = false) throws -> QueryTable
    {
        QueryTable(
            name: name,
            columns: [
                QueryColumn(name: "pk", type: .string), QueryColumn(name: "flag", type: .boolean),
                QueryColumn(name: "tiny", type: .int8), QueryColumn(name: "small", type: .int16),
                QueryColumn(name: "int", type: .int32), QueryColumn(name: "long", type: .int64),
                QueryColumn(name: "real", type: .float), QueryColumn(name: "double", type: .double),
                QueryColumn(name: "money", type: .decimal(precision: 9, scale: 2)),
                QueryColumn(name: "wide", type: .decimal(precision: 18, scale: 6)),
                QueryColumn(name: "huge", type: .decimal(precision: 38, scale: 10)),
                QueryColumn(name: "bytes", type: .binary), QueryColumn(name: "day", type: .date),
                QueryColumn(name: "moment", type: .timestamp),
                QueryColumn(name: "local", type: .localTimestamp),
                QueryColumn(name: "list", type: .list(.int64)),
                QueryColumn(name: "address", type: address),
                QueryColumn(
                    name: "map", type: .map(key: .string, value: .decimal(precision: 5, scale: 1))),
                QueryColumn(name: "nested", type: .list(address)),
                QueryColumn(name: "matrix", type: .list(.list(.string))),
            ], parts: [try part("types")], addsDeletedColumn: addsDeletedColumn)
    }

    static func many() throws -> QueryTable {
        let record = QueryType.structure([
            QueryColumn(name: "a", type: .int64), QueryColumn(name: "b", type: .string),
        ])
        return QueryTable(
            name: "many",
            columns: [
                QueryColumn(name: "i", type: .int64), QueryColumn(name: "s", type: .string),
                QueryColumn(name: "l", type: .list(.string)), QueryColumn(name: "r", type: record),
            ], parts: [try part("many")])
    }

    /// Runs a statement and returns what a writer makes of it.
    static func text(
        _ sql: String, in session: QuerySession, format: ResultFormat = .jsonl,
        rowsMax: Int? = nil, columnWidthMax: Int? = 80, timeout: Duration? = nil
    ) async throws -> String {
        let output = OutputBuffer()
        let writer = ResultWriter(
            format: format, rowsMax: rowsMax, columnWidthMax: columnWidthMax
        ) { output.append($0) }
        _ = try await session.run(sql, timeout: timeout, into: writer)
        return output.text
    }

    static func lines(_ sql: String, in session: QuerySession) async throws -> [String] {
        try await text(sql, in: session).split(separator: "\n").map(String.init)
    }

    static func session(_ tables: [QueryTable] = []) async throws -> QuerySession {
        try await QueryEngine().open(tables)
    }
}

final class OutputBuffer: Sendable {
    private let bytes = Mutex<[UInt8]>([])

    var text: String { String(decoding: bytes.withLock { $0 }, as: UTF8.self) }

    func append(_ more: [UInt8]) { bytes.withLock { $0 += more } }
}
