import DDBQuery
import DDBStore
import Foundation

/// Times a session over a table of many parts: opening it, and single statements.
struct Scattered: Sendable {
    let folder: String
    let store: TableStore
    let rounds: Int
    let threadCount: Int

    private static let statements = [
        ("count", "SELECT count(*) FROM scattered"),
        ("sum", "SELECT sum(seen) FROM scattered"),
        ("by key", "SELECT seen FROM scattered WHERE pk = '\(TableMaker.name(1))'"),
    ]

    func run() async throws {
        let engine = try QueryEngine(settings: QuerySettings(threadCount: threadCount))
        let table = try await QueryTable(store.table("scattered"), storePath: folder)
        var times: [String: [Double]] = [:]
        for round in -1..<rounds {
            var opened: QuerySession?
            let opening = try await Self.time { opened = try await engine.open([table]) }
            guard let session = opened else { SQLBenchmark.fail("no session") }
            if round >= 0 { times["open", default: []].append(opening) }
            for (name, sql) in Self.statements {
                let time = try await Self.time {
                    let writer = ResultWriter(format: .jsonl) { _ in }
                    _ = try await session.run(sql, into: writer)
                }
                if round >= 0 { times[name, default: []].append(time) }
            }
        }
        for name in ["open"] + Self.statements.map(\.0) {
            let median = (times[name] ?? []).sorted()[rounds / 2]
            print(
                #"{"bench":"sql_scattered","parts":\#(table.parts.count),"step":"\#(name)","#
                    + #""cpu_ms":\#((median * 100_000).rounded() / 100)}"#)
        }
    }

    /// The processor's seconds that a step takes.
    private static func time(_ body: () async throws -> Void) async throws -> Double {
        let before = now()
        try await body()
        return now() - before
    }

    private static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
