import DDBQuery
import DDBTestSupport
import Foundation
import Testing

/// Statements that only count the rows of tables, and those that look as if they did.
@Suite(.enabled(if: QueryFixture.isAvailable, "run Tools/setup"))
struct RowCountTests {
    /// Which of the four parts carry no mask.
    private static let bare: [Set<Int>] = [[], [0], [1, 3], [0, 1, 2, 3]]

    private static let counted = [
        "SELECT count(*) FROM t", "select COUNT( * ) from T", "FROM t SELECT count(*)",
        "SELECT count(*) AS n FROM \"t\"", "SELECT count(1) AS n, count(*) AS m FROM t AS other",
        "/* t */ SELECT count(*) FROM -- t\n t -- t", "SELECT count() FROM t x",
        "SELECT 'äöü t' AS a, (SELECT count(*) FROM t) AS n",
        "SELECT count(*) AS n FROM t UNION ALL SELECT count(*) FROM t",
        "WITH w AS (SELECT count(*) AS n FROM t) SELECT n, (SELECT count(*) FROM w) AS m FROM w",
        "SELECT n * 2 AS n FROM (SELECT count(*) AS n FROM t)",
        "SELECT v FROM (VALUES (1), (2)) o(v) WHERE v < (SELECT count(*) FROM t) ORDER BY v",
    ]

    /// What must not be answered by the number of rows alone, or only in part.
    private static let uncounted = [
        "SELECT count(id) AS n, count(note) AS m FROM t", "SELECT count(NULL) AS n FROM t",
        "SELECT count(DISTINCT 1) AS n FROM t", "SELECT count(*) FILTER (id < 7) AS n FROM t",
        "SELECT count(*) AS n FROM t WHERE id < 5000", "SELECT count(*) AS n FROM t WHERE false",
        "SELECT count(*) AS n FROM t HAVING count(*) < 0", "SELECT count(*) AS n FROM t LIMIT 0",
        "SELECT count(*) AS n, max(id) AS m FROM t",
        "SELECT count(*) AS n FROM t, t b WHERE t.id = 1",
        "SELECT count(*) AS n FROM t GROUP BY status ORDER BY n",
        "SELECT status, count(*) AS n FROM t GROUP BY ALL ORDER BY status",
        "SELECT count(*) OVER () AS n FROM t ORDER BY n LIMIT 1",
        "SELECT count(*) AS n FROM t a(x) WHERE x = 7999",
        "SELECT count(*) AS n FROM (SELECT DISTINCT status FROM t)",
        "SELECT count(*) AS n FROM main.t", "SELECT count(*) AS n FROM (FROM t LIMIT 12)",
        "SELECT count(t) AS n FROM t", "SELECT count(*) AS n FROM t WHERE _is_deleted = 1",
        "WITH t AS (SELECT 1 AS id) SELECT count(*) AS n FROM t",
        "WITH RECURSIVE T AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM T WHERE i < 5) "
            + "SELECT count(*) AS n FROM t",
        "SELECT (WITH t AS (SELECT 1) SELECT count(*) FROM t) AS a, (SELECT count(*) FROM t) AS b",
        "SELECT id FROM t x WHERE id < 12 AND (SELECT count(*) FROM t WHERE t.id < x.id) = 3",
    ]

    @Test(arguments: MaskFixture.cases, bare)
    func `every way to count is right`(name: String, bare: Set<Int>) async throws {
        // Parts without a mask are among the copies' rows only where the mask has no bit.
        let isSame = bare.isEmpty || name == "none"
        let session = try await QueryFixture.session([MaskFixture.masked(name, bare: bare)])
        let copy = try await QueryFixture.session([
            isSame ? MaskFixture.copy(name) : Self.unknown(name, bare: bare)
        ])
        for statement in Self.counted + Self.uncounted {
            #expect(
                try await QueryFixture.lines(statement, in: session)
                    == QueryFixture.lines(statement, in: copy), "\(statement)")
        }
    }

    @Test(arguments: counted)
    func `a bare count reads no file`(sql: String) async throws {
        let session = try await QueryFixture.session([MaskFixture.masked("tenth", bare: [1])])
        let plan = try await QueryFixture.text("EXPLAIN " + sql, in: session)
        #expect(plan.contains("RANGE"))
        #expect(!plan.contains("READ_PARQUET"))
    }

    @Test func `a bare count reads files where nobody knows how many rows they have`() async throws
    {
        let session = try await QueryFixture.session([Self.unknown("tenth", bare: [1])])
        let plan = try await QueryFixture.text("EXPLAIN SELECT count(*) FROM t", in: session)
        #expect(plan.contains("READ_PARQUET"))
    }

    @Test func `tables are counted apart`() async throws {
        let session = try await QueryFixture.session([
            MaskFixture.masked("none"), MaskFixture.masked("all", as: "t t"),
            QueryTable(name: "Empty", columns: MaskFixture.columns, parts: []),
        ])
        let total = MaskFixture.rowCounts.reduce(0, +)
        #expect(
            try await QueryFixture.lines(
                """
                SELECT (SELECT count(*) FROM t) AS a, (SELECT count(*) FROM "t t") AS b,
                  (SELECT count(*) FROM empty) AS c, (SELECT count(*) FROM "EMPTY" "t t") AS d
                """, in: session) == ["{\"a\":\(total),\"b\":0,\"c\":0,\"d\":0}"])
    }

    @Test func `the engine quotes a statement as it was written`() async throws {
        let session = try await QueryFixture.session([MaskFixture.masked("tenth")])
        let error = await #expect(throws: QueryError.self) {
            try await QueryFixture.text(
                "SELECT (SELECT count(*) FROM t), nowhere FROM t", in: session)
        }
        #expect(error?.code == .invalidStatement)
        #expect(error?.message.contains("(SELECT count(*) FROM t), nowhere") == true)
    }

    @Test func `a part whose rows are all deleted must still be the one that was meant`()
        async throws
    {
        var table = try MaskFixture.masked("all")
        table.parts[1].rowCount = 4000
        let session = try await QueryFixture.session([table])
        let error = await #expect(throws: QueryError.self) {
            _ = try await QueryFixture.lines("SELECT count(*) FROM t", in: session)
        }
        #expect(error?.code == .tableUnreadable)
        #expect(error?.message.contains("part-1.parquet") == true)
    }

    /// The table of which nobody knows how many rows its parts have.
    private static func unknown(_ name: String, bare: Set<Int>) throws -> QueryTable {
        try MaskFixture.masked(name, bare: bare, isCounted: false)
    }
}
