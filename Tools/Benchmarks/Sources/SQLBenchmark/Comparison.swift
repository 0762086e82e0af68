import DDBQuery
import DDBStore
import Foundation
import Synchronization

/// Runs each statement over the three relations in turns, in one engine.
struct Comparison: Sendable {
    let folder: String
    let store: TableStore
    let rounds: Int
    let threadCount: Int

    private static let statements: [(name: String, sql: String)] = [
        ("count", "SELECT count(*) FROM T"),
        ("count where", "SELECT count(*) FROM T WHERE seen >= 500000000"),
        (
            "sum by group",
            "SELECT status, count(*), sum(seen), sum(total) FROM T GROUP BY status ORDER BY status"
        ),
        ("many groups", "SELECT shop, sum(seen) s FROM T GROUP BY shop ORDER BY s DESC LIMIT 10"),
        ("by key", "SELECT * FROM (SELECT pk, seen, note FROM T) WHERE pk = 'KEY'"),
        ("key range", "SELECT count(*), sum(seen) FROM T WHERE pk BETWEEN 'KEY' AND 'KEZ'"),
        ("text", "SELECT count(*) FROM T WHERE note LIKE '%abc%'"),
        ("top ten", "SELECT pk, seen FROM T ORDER BY seen DESC, pk LIMIT 10"),
        ("top ten rows", "SELECT pk, seen, shop, note FROM T ORDER BY seen DESC, pk LIMIT 10"),
        ("distinct", "SELECT count(DISTINCT shop) FROM T"),
        ("join", "SELECT count(*) FROM T a JOIN T b USING (pk) WHERE a.seen < 20000000"),
    ]

    func run() async throws {
        let engine = try QueryEngine(settings: QuerySettings(threadCount: threadCount))
        let own = folder + "/own.parquet"
        // Named so that the engine may read the file; its view is not asked.
        let permission = QueryTable(
            name: "own_file", columns: [QueryColumn(name: "pk", type: .string)],
            parts: [QueryPart(path: own)])
        let session = try await engine.open([
            try await QueryTable(store.table("masked"), storePath: folder),
            try await QueryTable(store.table("settled"), storePath: folder), permission,
        ])
        let relations = ["read_parquet('\(own)')", "masked", "settled"]
        for statement in Self.statements {
            let texts = relations.map {
                statement.sql.replacingOccurrences(of: "T ", with: "\($0) ", options: .anchored)
                    .replacingOccurrences(of: "FROM T", with: "FROM \($0)")
                    .replacingOccurrences(of: "JOIN T", with: "JOIN \($0)")
                    .replacingOccurrences(of: "KEY", with: TableMaker.name(12_345))
                    .replacingOccurrences(of: "KEZ", with: TableMaker.name(13_345))
            }
            try await compare(statement.name, texts, in: session)
        }
    }

    private func compare(_ name: String, _ texts: [String], in session: QuerySession) async throws {
        var processor = [[Double]](repeating: [], count: texts.count)
        var elapsed = processor
        var answers: Set<String> = []
        for round in -1..<rounds {
            for (index, text) in texts.enumerated() {
                let before = (Self.now(CLOCK_PROCESS_CPUTIME_ID), Self.now(CLOCK_MONOTONIC))
                answers.insert(try await answer(text, in: session))
                // The first round warms the caches.
                guard round >= 0 else { continue }
                processor[index].append(Self.now(CLOCK_PROCESS_CPUTIME_ID) - before.0)
                elapsed[index].append(Self.now(CLOCK_MONOTONIC) - before.1)
            }
        }
        guard answers.count == 1 else {
            SQLBenchmark.fail("the answers to '\(name)' differ")
        }
        let cpu = processor.map { $0.sorted()[rounds / 2] * 1000 }
        let wall = elapsed.map { $0.sorted()[rounds / 2] * 1000 }
        print(
            #"{"bench":"sql","statement":"\#(name)","own_cpu_ms":\#(Self.text(cpu[0])),"#
                + #""masked_cpu_ms":\#(Self.text(cpu[1])),"settled_cpu_ms":\#(Self.text(cpu[2])),"#
                + #""own_ms":\#(Self.text(wall[0])),"masked_ms":\#(Self.text(wall[1])),"#
                + #""settled_ms":\#(Self.text(wall[2])),"#
                + #""masked_cpu_ratio":\#(Self.text(cpu[1] / cpu[0])),"#
                + #""settled_cpu_ratio":\#(Self.text(cpu[2] / cpu[0]))}"#)
        fflush(nil)
    }

    private func answer(_ sql: String, in session: QuerySession) async throws -> String {
        let output = Mutex<[UInt8]>([])
        let writer = ResultWriter(format: .jsonl) { bytes in output.withLock { $0 += bytes } }
        _ = try await session.run(sql, into: writer)
        return String(decoding: output.withLock { $0 }, as: UTF8.self)
    }

    private static func now(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    private static func text(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
}
