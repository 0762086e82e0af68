import DDBBase
import DDBQuery
import DDBTestSupport
import Foundation
import Testing

@Suite(.enabled(if: QueryFixture.isAvailable, "run Tools/setup"))
struct MaskedPartTests {
    @Test(arguments: MaskFixture.cases, [1, 2])
    func `every answer is the one of a copy without the masked rows`(
        name: String, threadCount: Int
    ) async throws {
        let engine = try QueryEngine(settings: QuerySettings(threadCount: threadCount))
        let masked = try await engine.open([MaskFixture.masked(name)])
        let copy = try await engine.open([MaskFixture.copy(name)])
        for statement in MaskFixture.statements {
            #expect(
                try await QueryFixture.lines(statement, in: masked)
                    == QueryFixture.lines(statement, in: copy), "\(statement)")
        }
    }

    @Test func `parts without a mask stand beside parts that have one`() async throws {
        let session = try await QueryFixture.session([
            MaskFixture.masked("tenth", bare: [1, 3]), MaskFixture.copy("tenth", as: "copy"),
        ])
        let bare = MaskFixture.rowCounts[0]
        #expect(
            try await QueryFixture.lines(
                "SELECT id FROM t WHERE id < \(bare) OR id = 16097 ORDER BY id", in: session)
                == QueryFixture.lines(
                    "SELECT id FROM copy WHERE id < \(bare) OR id = 16097 ORDER BY id",
                    in: session))
        #expect(
            try await QueryFixture.lines(
                "SELECT count(*) AS n FROM t WHERE id >= \(bare) AND id <> 16097", in: session)
                == [#"{"n":6145}"#])
    }

    @Test func `each table has masks of its own`() async throws {
        let tables = try MaskFixture.cases.flatMap { name in
            [
                try MaskFixture.masked(name, as: "masked_\(name)"),
                try MaskFixture.copy(name, as: "copy_\(name)"),
            ]
        }
        let session = try await QueryFixture.session(tables)
        for name in MaskFixture.cases {
            let sums = "count(*) AS n, sum(id) AS ids, sum(amount) AS amounts"
            #expect(
                try await QueryFixture.lines("SELECT \(sums) FROM masked_\(name)", in: session)
                    == QueryFixture.lines("SELECT \(sums) FROM copy_\(name)", in: session))
        }
        #expect(
            try await QueryFixture.lines(
                "SELECT count(*) AS n FROM masked_tenth JOIN masked_edges USING (id)", in: session)
                == QueryFixture.lines(
                    "SELECT count(*) AS n FROM copy_tenth JOIN copy_edges USING (id)", in: session))
    }

    @Test func `a mask that does not say how many rows there are hides what it holds`() async throws
    {
        var table = try MaskFixture.masked("tenth", isCounted: false)
        // Rows behind the last word are not deleted.
        table.parts[0].mask?.words.removeLast(100)
        let session = try await QueryFixture.session([table, MaskFixture.copy("tenth", as: "copy")])
        let kept = (MaskFixture.rowCounts[0] + 63) / 64 * 64 - 6400
        #expect(
            try await QueryFixture.lines(
                "SELECT id FROM t WHERE id < \(kept) OR id >= 12000 ORDER BY id", in: session)
                == QueryFixture.lines(
                    "SELECT id FROM copy WHERE id < \(kept) OR id >= 12000 ORDER BY id",
                    in: session))
        #expect(
            try await QueryFixture.lines(
                "SELECT count(*) AS n FROM t WHERE id >= \(kept) AND id < 12000", in: session)
                == ["{\"n\":\(12_000 - kept)}"])
    }

    @Test(arguments: [1, 2])
    func `columns named like the engine's own are read and masked`(threadCount: Int) async throws {
        let engine = try QueryEngine(settings: QuerySettings(threadCount: threadCount))
        let columns = [
            QueryColumn(name: "file_index", type: .string),
            QueryColumn(name: "row", type: .int64, physicalName: "File_Row_Number"),
            QueryColumn(name: "filename", type: .int64),
            QueryColumn(name: "absent", type: .list(.string)),
        ]
        let parts = try MaskFixture.rowCounts.indices.map { part in
            QueryPart(
                path: try MaskFixture.path("shadow-\(part).parquet"),
                rowCount: MaskFixture.rowCounts[part],
                mask: try MaskFixture.mask("tenth", part: part))
        }
        let session = try await engine.open([
            QueryTable(name: "t", columns: columns, parts: parts),
            MaskFixture.copy("tenth", as: "copy"),
        ])
        #expect(
            try await QueryFixture.lines(
                "SELECT * FROM t WHERE row % 7 = 0 ORDER BY filename", in: session)
                == QueryFixture.lines(
                    """
                    SELECT key AS file_index, amount AS row, id AS filename, NULL AS absent
                    FROM copy WHERE amount % 7 = 0 ORDER BY id
                    """, in: session))
    }

    @Test func `a column that no part has is NULL in masked parts too`() async throws {
        var table = try MaskFixture.masked("tenth")
        table.columns.append(QueryColumn(name: "never", type: .structure(MaskFixture.columns)))
        let session = try await QueryFixture.session([table, MaskFixture.copy("tenth", as: "copy")])
        #expect(
            try await QueryFixture.lines(
                "SELECT count(*) AS n FROM t WHERE never IS NULL", in: session)
                == QueryFixture.lines("SELECT count(*) AS n FROM copy", in: session))
    }

    @Test(arguments: [[0], []] as [Set<Int>])
    func `a column is read where a statement needs it`(bare: Set<Int>) async throws {
        let session = try await QueryFixture.session([MaskFixture.masked("tenth", bare: bare)])
        let plan = try await QueryFixture.text(
            "EXPLAIN SELECT count(*) FROM t WHERE _is_deleted = 0", in: session)
        #expect(plan.contains("READ_PARQUET"))
        for column in MaskFixture.columns { #expect(!plan.contains("Projections: \(column.name)")) }
        #expect(
            try await QueryFixture.text("EXPLAIN SELECT sum(amount) FROM t", in: session)
                .contains("Projections: amount"))
    }

    @Test func `conditions on columns reach the files below the mask`() async throws {
        let session = try await QueryFixture.session([MaskFixture.masked("tenth")])
        let plan = try await QueryFixture.text(
            "EXPLAIN (FORMAT json) SELECT sum(amount) FROM t WHERE id = 7999", in: session)
        #expect(plan.contains("ddbkit_visible_0"))
        let filters = try #require(plan.firstRange(of: "Filters"))
        #expect(plan[filters.upperBound...].prefix(60).contains("id"), "\(plan)")
    }

    @Test func `statements over masked parts run beside each other and stop in time`() async throws
    {
        let session = try await QueryFixture.session([MaskFixture.masked("tenth")])
        let error = await #expect(throws: QueryError.self) {
            _ = try await session.run(
                "SELECT count(*) FROM t a, t b, t c WHERE a.amount + b.amount < c.amount",
                timeout: .milliseconds(50), into: DiscardingConsumer())
        }
        #expect(error?.code == .timedOut)
        let counts = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<6 {
                group.addTask {
                    try await QueryFixture.text("SELECT count(*) AS n FROM t", in: session)
                }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(counts.count == 1)
    }

    @Test(arguments: [-1, 1, 64, -12_000], [true, false])
    func `a part with other rows than the log tells makes its table unreadable`(
        difference: Int, isMasked: Bool
    ) async throws {
        var table = try MaskFixture.masked("tenth")
        table.parts[0].rowCount = MaskFixture.rowCounts[0] + difference
        table.parts[0].mask = isMasked ? table.parts[0].mask : nil
        let session = try await QueryFixture.session([table, MaskFixture.copy("tenth", as: "copy")])
        let error = await #expect(throws: QueryError.self) {
            _ = try await QueryFixture.lines("SELECT count(*) FROM t", in: session)
        }
        #expect(error?.code == .tableUnreadable)
        #expect(error?.message.contains("part-0.parquet") == true)
        #expect(error?.message.contains("ddbkit store verify") == true)
        #expect(try await QueryFixture.lines("FROM copy LIMIT 1", in: session).count == 1)
    }

    @Test func `a part that grows behind the session's back fails and shows nothing`() async throws
    {
        let folder = try ScratchFolder()
        let path = folder.path + "/part.parquet"
        let manager = FileManager.default
        try manager.copyItem(atPath: MaskFixture.path("part-1.parquet"), toPath: path)
        let table = QueryTable(
            name: "t", columns: MaskFixture.columns,
            parts: [
                QueryPart(
                    path: path, rowCount: MaskFixture.rowCounts[1],
                    mask: try MaskFixture.mask("tenth", part: 1))
            ])
        let session = try await QueryFixture.session([table])
        try manager.removeItem(atPath: path)
        try manager.copyItem(atPath: MaskFixture.path("part-0.parquet"), toPath: path)
        let error = await #expect(throws: QueryError.self) {
            _ = try await QueryFixture.lines("SELECT sum(id) FROM t", in: session)
        }
        #expect(error?.code == .tableUnreadable)
        #expect(error?.message.contains("table 't'") == true, "\(String(describing: error))")
    }

    @Test(arguments: [
        "SELECT ddbkit_visible_0(0, 0)", "SELECT \"DDBKIT_visible_0\"(7, -1) FROM t",
        "EXPLAIN SELECT count(*) FROM t WHERE ddbkit_visible_0(0::UBIGINT, id)",
    ])
    func `the masks themselves are not to be asked`(sql: String) async throws {
        let session = try await QueryFixture.session([MaskFixture.masked("tenth")])
        let error = await #expect(throws: QueryError.self) {
            try await QueryFixture.text(sql, in: session)
        }
        #expect(error?.code == .statementRefused)
    }

    @Test func `a masked part that is missing makes its table unreadable`() async throws {
        var table = try MaskFixture.masked("tenth")
        table.parts[1].path = try MaskFixture.path("absent.parquet")
        let session = try await QueryFixture.session([table])
        let error = await #expect(throws: QueryError.self) {
            _ = try await QueryFixture.lines("SELECT count(*) FROM t", in: session)
        }
        #expect(error?.code == .tableUnreadable)
        #expect(error?.message.contains("absent.parquet") == true)
    }
}
