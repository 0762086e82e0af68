import DDBBase
import DDBQuery
import DDBStorage
import DDBStore
import Foundation
import StoreModel
import Synchronization

/// A writer or a reader of a table that is killed at any moment.
///
/// ```
/// StoreDriver write STORE SEED CHANGES COMMITS    a line `acknowledged N` for each commit
/// StoreDriver load STORE SEED CHANGES             a line `checkpoint N` for what is durable, then
///                                                 `loaded 1`
/// StoreDriver read STORE SEED CHANGES             a line `read N` for each version, until its
///                                                 standard input ends
/// ```
@main
struct StoreDriver {
    /// What is wrong with what was read.
    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    static func main() async {
        do {
            let arguments = CommandLine.arguments
            guard arguments.count >= 5, let seed = UInt64(arguments[3]),
                let count = Int(arguments[4])
            else {
                throw Fault(description: "usage: StoreDriver write|load|read STORE SEED CHANGES")
            }
            let stream = StreamedTable(seed: seed, changeCount: count)
            let path = arguments[2]
            let blobs = LocalBlobStore(root: path, pool: ThreadPool(threadCount: 2))
            switch arguments[1] {
            case "write":
                let commits = arguments.count > 5 ? Int(arguments[5]) ?? 0 : 0
                try await write(stream, TableStore(blobs), commits: commits)
            case "load":
                try await stream.load(into: TableStore(blobs)) { say("checkpoint \($0)") }
                say("loaded 1")
            case "read":
                try await read(stream, TableStore(blobs), path: path)
            default: throw Fault(description: "unknown: \(arguments[1])")
            }
        } catch {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            exit(error is StorageError ? 75 : 1)
        }
    }

    static func say(_ line: String) {
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }

    /// Makes commits from where the table is, so many of them.
    static func write(
        _ stream: StreamedTable, _ store: TableStore, commits: Int
    ) async throws {
        let writer = try await store.writer("t", options: DriverOptions.writer)
        let first = StreamedTable.last(of: writer) + 1
        say("opened \(first - 1)")
        for number in first..<first + commits {
            try await stream.commit(number, in: writer)
            say("acknowledged \(number)")
        }
        try await writer.close()
    }

    /// Reads version after version, each of which must be a whole one, by items and by SQL.
    static func read(
        _ stream: StreamedTable, _ store: TableStore, path: String
    ) async throws {
        let isEnded = Atomic(false)
        // Ends with the process; what it reads is only the end.
        Thread.detachNewThread {
            _ = FileHandle.standardInput.readDataToEndOfFile()
            isEnded.store(true, ordering: .relaxed)
        }
        var followed = FollowedModel(stream)
        let engine = try QueryEngine()
        var count = 0
        while !isEnded.load(ordering: .relaxed) {
            guard try await store.tableNames().contains("t") else { continue }
            let table = try await store.table("t")
            if count % 2 == 0 {
                try await readItems(table, &followed)
            } else {
                try await readSQL(table, engine, path, &followed)
            }
            count += 1
            say("read \(followed.commit)")
        }
    }

    static func readItems(_ table: StoredTable, _ followed: inout FollowedModel) async throws {
        let items = try await StreamedTable.items(of: table)
        guard let fence = StreamedTable.fence(of: items) else {
            throw Fault(description: "version \(table.version) is of several commits")
        }
        try advance(&followed, to: fence, table)
        let differences = try followed.model.differences(from: items)
        guard differences.isEmpty else {
            throw Fault(
                description: "version \(table.version) is not commit \(fence): \(differences)")
        }
    }

    static func readSQL(
        _ table: StoredTable, _ engine: QueryEngine, _ path: String,
        _ followed: inout FollowedModel
    ) async throws {
        let session = try await engine.open([try await QueryTable(table, storePath: path)])
        let output = Mutex<[UInt8]>([])
        let writer = ResultWriter(format: .csv) { bytes in output.withLock { $0 += bytes } }
        _ = try await session.run(
            """
            SELECT min(fence) AS a, max(fence) AS b, count(*) AS c, count(DISTINCT pk) AS d FROM t
            """,
            into: writer)
        let text = output.withLock { String(decoding: $0, as: UTF8.self) }
        let lines = text.split(whereSeparator: \.isNewline)
        let numbers = lines.last.map { $0.split(separator: ",").compactMap { Int($0) } } ?? []
        guard lines.count == 2, numbers.count == 4, numbers[0] == numbers[1] else {
            throw Fault(description: "version \(table.version) by SQL is \(text)")
        }
        try advance(&followed, to: numbers[0], table)
        let expected = followed.model.count
        guard numbers[2] == expected, numbers[3] == expected else {
            throw Fault(
                description: "version \(table.version) by SQL has \(numbers), not \(expected) rows")
        }
    }

    private static func advance(
        _ followed: inout FollowedModel, to fence: Int, _ table: StoredTable
    ) throws {
        guard fence >= followed.commit else {
            throw Fault(
                description:
                    "version \(table.version) goes back to \(fence) from \(followed.commit)")
        }
        try followed.advance(to: fence)
    }
}
