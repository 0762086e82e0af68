import DDBQuery
import DDBTestSupport
import Foundation
import Testing

@Suite(.enabled(if: QueryFixture.isAvailable, "run Tools/setup"))
struct LockdownTests {
    @Test(arguments: [
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM read_text('PART/../types.jsonl')",
        "SELECT * FROM read_text('FOLDER/types.jsonl')",
        "COPY (SELECT 1) TO 'FOLDER/new.csv'",
        "COPY (SELECT 1) TO 'PART' (USE_TMP_FILE false)",
        "WITH x AS (COPY (SELECT 1) TO 'PART' (USE_TMP_FILE false)) SELECT 1",
        "EXPLAIN ANALYZE COPY (SELECT 1) TO 'PART' (USE_TMP_FILE false)",
        "EXPLAIN /* c */ ANALYSE WITH x AS (COPY (SELECT 1) TO 'PART' (USE_TMP_FILE false)) FROM x",
        "EXPLAIN (FORMAT json) COPY (SELECT 1) TO 'PART' (USE_TMP_FILE false)",
        "EXPLAIN (ANALYZE) COPY (SELECT 1) TO 'PART' (USE_TMP_FILE false)",
        "FROM query('WITH x AS (CO' || 'PY (SELECT 1) TO ''PART'' (USE_TMP_FILE false)) FROM x')",
        "SELECT * FROM \"QUERY\"('SELECT 1')",
        "SELECT * FROM json_execute_serialized_sql('{}')",
        "SELECT 1; COPY (SELECT 1) TO 'PART' (USE_TMP_FILE false)",
        "EXPORT DATABASE 'FOLDER/export'",
        "ATTACH 'FOLDER/other.db'",
        "INSTALL httpfs", "LOAD httpfs", "SET threads = 1", "SET enable_external_access = true",
        "RESET lock_configuration", "PRAGMA enable_profiling", "CREATE TABLE t AS SELECT 1",
        "CREATE MACRO f(x) AS x", "DROP VIEW types", "INSERT INTO types VALUES (1)",
        "BEGIN", "CALL enable_logging()", "SELECT * FROM enable_logging(storage = 'file')",
        "SELECT * FROM read_parquet('https://example.com/x.parquet')", "CHECKPOINT", "",
        "SELECT 1; SELECT 2",
    ])
    func `what would do more than read the tables is refused`(template: String) async throws {
        let session = try await QueryFixture.session([QueryFixture.types()])
        let part = try QueryFixture.path("types.parquet")
        let before = try Data(contentsOf: URL(fileURLWithPath: part))
        let sql = template.replacingOccurrences(of: "PART", with: part)
            .replacingOccurrences(of: "FOLDER", with: try QueryFixture.folder.get().path)
        await #expect(throws: QueryError.self) { try await QueryFixture.text(sql, in: session) }
        #expect(try Data(contentsOf: URL(fileURLWithPath: part)) == before)
        // Nothing that was refused keeps the session from working.
        #expect(
            try await QueryFixture.lines("SELECT count(*) AS n FROM types", in: session)
                == [#"{"n":3}"#])
    }

    @Test(arguments: [
        "SELECT 1 AS copy", "SELECT 'copy' AS a", "SHOW TABLES", "DESCRIBE types",
        "SUMMARIZE types", "EXPLAIN SELECT 1", "explain analyze select count(*) from types",
        "-- note\nEXPLAIN /* why */ SELECT 1", "EXPLAIN (FORMAT json) SELECT 1",
        "VALUES (1), (2)", "FROM types", "WITH x AS (SELECT 1) FROM x", "SELECT 1;", "\n SELECT 1 ",
        "PIVOT types ON flag IN (true, false) USING count(*)", "TABLE types",
        "SELECT name, value FROM duckdb_settings()",
    ])
    func `statements that read run`(sql: String) async throws {
        let session = try await QueryFixture.session([QueryFixture.types()])
        #expect(try await QueryFixture.text(sql, in: session).isEmpty == false)
    }

    @Test func `a statement that is too long or holds NUL is refused`() async throws {
        let session = try await QueryEngine(settings: QuerySettings(statementBytesMax: 20)).open([])
        for sql in ["SELECT 1 AS a, 2 AS bcdef", "SELECT 1\0"] {
            let error = await #expect(throws: QueryError.self) {
                try await QueryFixture.text(sql, in: session)
            }
            #expect(error?.code == .statementRefused)
        }
        #expect(try await QueryFixture.text("SELECT 1 AS a", in: session) == "{\"a\":1}\n")
    }
}
