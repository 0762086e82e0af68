import DDBTestSupport
import Testing

/// `ddbkit sql` over tables that had other rows before.
@Suite(.enabled(if: Machine.runsSQL, "run Tools/setup"))
struct SQLAsOfTests {
    static let ddbkit = Program("ddbkit")

    /// A store whose tables have one item at first, and three later.
    private static func store(_ tables: [String] = ["made"]) throws -> ScratchFolder {
        let store = try ScratchFolder()
        for table in tables {
            for count in [1, 3] {
                let export = try MadeExport.plain(fileCount: 1, itemCount: count)
                let outcome = try ddbkit.run([
                    "import", export.path, "--store", store.path, "--table", table, "--replace",
                ])
                #expect(outcome.status == 0, "\(outcome.errors)")
            }
        }
        return store
    }

    @Test func `a version and a time show the rows of then`() throws {
        let store = try Self.store()
        for (point, count) in [("0", 1), ("1", 3), ("2100-01-01T00:00:00Z", 3)] {
            let outcome = try Self.ddbkit.run([
                "sql", "SELECT count(*) AS n FROM made", "--store", store.path, "--as-of", point,
                "--format", "jsonl",
            ])
            #expect(outcome.output == "{\"n\":\(count)}\n", "\(point): \(outcome.errors)")
        }
    }

    @Test func `a version needs a store of one table, a time does not`() throws {
        let store = try Self.store(["made", "other"])
        let sql = "SELECT (SELECT count(*) FROM made) + (SELECT count(*) FROM other) AS n"
        let version = try Self.ddbkit.run(["sql", sql, "--store", store.path, "--as-of", "0"])
        #expect(version.status == 64)
        #expect(version.errors.contains("this one has 2"))
        let time = try Self.ddbkit.run([
            "sql", sql, "--store", store.path, "--as-of", "2100-01-01T00:00:00Z", "--format",
            "jsonl",
        ])
        #expect(time.output == "{\"n\":6}\n", "\(time.errors)")
    }
}
