import DDBAttributes
import DDBBase
import DDBSchema
import DDBStorage
import DDBStore
import DDBTestKit
import DDBTestSupport
import Testing

/// What other people's readers make of hand-made and random tables.
@Suite(.enabled(if: TestPython.path != nil, "run Tools/setup"))
struct TableInteropTests {
    /// Loads lines into a folder and returns the table's path and that of the lines.
    static func load(
        _ lines: [String], into scratch: ScratchFolder, settings: PartSettings = PartSettings(),
        lanes: Int = 1
    ) async throws -> (table: StoredTable, path: String, lines: String) {
        let blobs = LocalBlobStore(
            root: scratch.path + "/store", pool: ThreadPool(threadCount: 1))
        let table = try await StoreFixture(blobs: blobs).load(
            lines, lanes: lanes, settings: settings)
        try scratch.write("lines.jsonl", Array((lines.joined(separator: "\n") + "\n").utf8))
        return (table, scratch.path + "/store/t", scratch.path + "/lines.jsonl")
    }

    /// Random lines whose names need no column mapping, unless told.
    static func lines(seed: Int, count: Int = 300, isMapped: Bool = false) -> [String] {
        let lines = ItemLines(seed: UInt64(seed), oddsOfMisfit: [0, 2, 20][seed % 3]).lines(count)
        return isMapped
            ? lines
            : lines.map {
                $0.replacing("\"with space\":", with: "\"with-space\":")
            }
    }

    @Test(arguments: 0..<6)
    func `random tables read equal by every reader, and their statistics are true`(
        seed: Int
    ) async throws {
        let scratch = try ScratchFolder()
        var settings = PartSettings()
        settings.rowGroupRowsMax = [40, 100, 1000][seed % 3]
        settings.partBytesTarget = seed % 2 == 0 ? 1 : 1 << 20
        settings.replayBytesMax = seed < 3 ? 0 : 1 << 20
        let made = try await Self.load(
            Self.lines(seed: seed), into: scratch, settings: settings, lanes: 1 + seed % 3)
        #expect(!made.table.columns.usesColumnMapping)
        let report = try TestPython.run(
            "compare_table.py", made.path, made.lines, "--key", "pk")
        #expect(report.split(separator: "\n").count == 5, "\(report)")
        try TestPython.run("check_statistics.py", made.path)
    }

    @Test func `a table with mapped columns opens in deltalake`() async throws {
        let scratch = try ScratchFolder()
        let made = try await Self.load(Self.lines(seed: 3, isMapped: true), into: scratch)
        #expect(made.table.columns.usesColumnMapping)
        let report = try TestPython.run(
            "compare_table.py", made.path, made.lines, "--key", "pk", "--reader", "deltalake")
        #expect(report.split(separator: "\n").count == 2, "\(report)")
        try TestPython.run("check_statistics.py", made.path)
    }

    @Test func `limits of numbers and texts read equal`() async throws {
        let numbers = [
            "0", "-1", "9223372036854775807", "-9223372036854775808",
            "99999999999999999999999999999999999999", "-0.00000000000000000001",
        ]
        let texts = [
            String(repeating: "\u{10FFFF}", count: 40), String(repeating: "z", count: 100),
            String(repeating: "é", count: 33), "", "a", "\u{7F}\u{7F}",
        ]
        let lines = (0..<numbers.count).map { index in
            "{\"pk\":{\"S\":\"\(index)\"},\"i\":{\"N\":\"\(numbers[index % 4])\"},"
                + "\"d\":{\"N\":\"\(numbers[index % 4]).5\"},\"n\":{\"N\":\"\(numbers[index])\"},"
                + "\"s\":{\"S\":\"\(texts[index])\"},\"l\":{\"L\":[]},"
                + "\"deep\":{\"L\":[{\"L\":[]},{\"L\":[{\"M\":{}},{\"M\":{\"x\":{\"S\":\"y\"}}}]},{\"NULL\":true}]}}"
        }
        let scratch = try ScratchFolder()
        let made = try await Self.load(lines, into: scratch)
        let report = try TestPython.run("compare_table.py", made.path, made.lines, "--key", "pk")
        #expect(report.split(separator: "\n").count == 5, "\(report)")
        try TestPython.run("check_statistics.py", made.path)
    }

    @Test func `a table of no rows opens`() async throws {
        let scratch = try ScratchFolder()
        let made = try await Self.load([], into: scratch)
        let python = try #require(TestPython.path)
        let count = try PeerPython.run(
            python,
            script: """
                import sys, polars
                from deltalake import DeltaTable, QueryBuilder
                table = DeltaTable(sys.argv[1])
                rows = QueryBuilder().register("t", table).execute("select count(*) c from t")
                print(rows.read_all()["c"][0].as_py(), polars.read_delta(sys.argv[1]).height)
                """, arguments: [made.path])
        #expect(count.map { String(decoding: $0, as: UTF8.self) } == "0 0\n")
    }

    @Test func `a scan passes the rows that DuckDB passes`() async throws {
        let scratch = try ScratchFolder()
        var settings = PartSettings()
        settings.rowGroupRowsMax = 60
        settings.partBytesTarget = 1
        settings.replayBytesMax = 0
        let made = try await Self.load(
            ScanTests.lines, into: scratch, settings: settings, lanes: 2)
        let random = SeededRandom(seed: 11)
        var conditions: [(RowCondition, String)] = []
        for _ in 0..<40 {
            let left = try Self.condition(random, depth: 0)
            conditions.append(left)
        }
        let script = """
            import sys, duckdb, json, glob
            files = glob.glob(sys.argv[1] + "/part-*.parquet")
            for where in sys.argv[2:]:
                rows = duckdb.sql("select pk from read_parquet(%r, union_by_name=true) where %s"
                                  % (files, where)).fetchall()
                print(" ".join(sorted(row[0] for row in rows)))
            """
        let python = try #require(TestPython.path)
        let printed = try PeerPython.run(
            python, script: script, arguments: [made.path] + conditions.map(\.1))
        let output = try #require(printed)
        let expected = String(decoding: output, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
        var counts: Set<Int> = []
        for ((condition, sql), wanted) in zip(conditions, expected) {
            let scan = try made.table.scan(columns: ["pk"], where: condition)
            let keys = try await ScanTests.keys(scan)
            #expect(keys.sorted().joined(separator: " ") == wanted, "\(sql)")
            counts.insert(keys.count)
        }
        #expect(counts.count > 10)
    }

    /// A random condition, as ours and in SQL.
    static func condition(
        _ random: SeededRandom, depth: Int
    ) throws -> (RowCondition, String) {
        if depth < 2, random.number(below: 3) == 0 {
            let left = try condition(random, depth: depth + 1)
            let right = try condition(random, depth: depth + 1)
            return random.number(below: 2) == 0
                ? (.and([left.0, right.0]), "(\(left.1) and \(right.1))")
                : (.or([left.0, right.0]), "(\(left.1) or \(right.1))")
        }
        let operators = ["=", "<", "<=", ">", ">="]
        let which = random.number(below: 5)
        let comparison: RowCondition.Comparison =
            [.equal, .less, .lessOrEqual, .greater, .greaterOrEqual][which]
        switch random.number(below: 5) {
        case 0:
            let number = "\(random.number(below: 420)).\(random.number(below: 2) * 5)"
            return (
                .compare("i", comparison, .number(try DecimalNumber(number))),
                "i \(operators[which]) \(number)"
            )
        case 1:
            let number = "\(random.number(below: 420)).\(random.number(below: 4))5"
            return (
                .compare("d", comparison, .number(try DecimalNumber(number))),
                "d \(operators[which]) \(number)"
            )
        case 2:
            let text = ["EUR", "GBP", "H", "", "USD"][random.number(below: 5)]
            return (.compare("t", comparison, .text(text)), "t \(operators[which]) '\(text)'")
        case 3:
            let name = ["d", "t", "b", "l", "m", "big", "late", "pk"][random.number(below: 8)]
            return random.number(below: 2) == 0
                ? (.isNull(name), "\(name) is null") : (.isNotNull(name), "\(name) is not null")
        default:
            let numbers = (0..<4).map { _ in random.number(below: 400) }
            return (
                .isIn("i", numbers.map { .integer(Int64($0)) }),
                "i in (\(numbers.map { "\($0)" }.joined(separator: ", ")))"
            )
        }
    }
}
