import DDBQuery
import DDBTestSupport
import Foundation

/// Parts with masks, and copies of them without the masked rows; made by pyarrow.
enum MaskFixture {
    /// The ways in which rows are masked.
    static let cases = ["none", "all", "sparse", "tenth", "dense", "groups", "edges"]

    static let rowCounts = [12_000, 4_097, 1, 2_048]

    static let seed = 20_261_121

    static let folder: Result<ScratchFolder, any Error> = Result {
        let folder = try ScratchFolder()
        try TestPython.run("make_masked_tables.py", folder.path, "\(seed)")
        return folder
    }

    static let columns = [
        QueryColumn(name: "id", type: .int64), QueryColumn(name: "key", type: .string),
        QueryColumn(name: "amount", type: .int64), QueryColumn(name: "status", type: .string),
        QueryColumn(name: "note", type: .string),
        QueryColumn(name: "tags", type: .list(.string)),
    ]

    static func path(_ name: String) throws -> String {
        try folder.get().path + "/" + name
    }

    static func mask(_ name: String, part: Int) throws -> RowMask {
        let data = try Data(contentsOf: URL(fileURLWithPath: path("\(name)-\(part).mask")))
        let words = stride(from: 0, to: data.count, by: 8).map { start in
            data[start..<start + 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        }
        return RowMask(words: words)
    }

    /// The table whose rows are masked.
    ///
    /// - Parameter bare: The parts that carry no mask, though the case has one for them.
    static func masked(
        _ name: String, as table: String = "t", bare: Set<Int> = [], isCounted: Bool = true
    ) throws -> QueryTable {
        QueryTable(
            name: table, columns: columns,
            parts: try rowCounts.indices.map { part in
                QueryPart(
                    path: try path("part-\(part).parquet"),
                    rowCount: isCounted ? rowCounts[part] : nil,
                    mask: bare.contains(part) ? nil : try mask(name, part: part))
            }, addsDeletedColumn: true)
    }

    /// The table that has the visible rows only.
    static func copy(_ name: String, as table: String = "t") throws -> QueryTable {
        QueryTable(
            name: table, columns: columns, parts: [QueryPart(path: try path("\(name).parquet"))],
            addsDeletedColumn: true)
    }

    /// Statements whose answers are in one order only.
    static let statements = [
        "SELECT count(*) FROM t",
        "SELECT count(*), sum(amount), min(id), max(id) FROM t",
        "SELECT status, count(*), sum(amount) FROM t GROUP BY status ORDER BY status",
        "SELECT * FROM t ORDER BY id",
        "SELECT id, tags FROM t WHERE id BETWEEN 4990 AND 5010 ORDER BY id",
        "SELECT * FROM t WHERE id = 7999", "SELECT * FROM t WHERE id = 8000",
        "SELECT * FROM t WHERE id = 12000", "SELECT * FROM t WHERE id = 16097",
        "SELECT count(*) FROM t WHERE id >= 11000 AND id < 13000",
        "SELECT id FROM t WHERE key LIKE '%77%' ORDER BY id",
        "SELECT id FROM t WHERE key = 'key000123' OR amount < 50 ORDER BY id",
        "SELECT id, amount FROM t ORDER BY amount DESC, id LIMIT 10",
        "SELECT * FROM t ORDER BY amount, id LIMIT 5 OFFSET 3",
        "SELECT count(*) FROM (SELECT id FROM t LIMIT 3000)",
        "SELECT count(*), count(DISTINCT key) FROM t WHERE note IS NULL",
        "SELECT count(*), sum(a.amount) FROM t a JOIN t b USING (id) WHERE b.amount < 2000",
        "SELECT count(*) FROM t a WHERE EXISTS (SELECT 1 FROM t b WHERE b.id = a.id + 1)",
        "SELECT count(*) FROM t a LEFT JOIN t b ON b.id = a.id + 1000 WHERE b.id IS NULL",
        "SELECT count(*) FROM t WHERE id IN (SELECT id FROM t WHERE amount > 99000)",
        "SELECT t.id FROM t JOIN (VALUES (0), (999), (1000), (16145)) v(id) USING (id) ORDER BY 1",
        "WITH w AS (SELECT * FROM t WHERE amount % 3 = 0) "
            + "SELECT (SELECT count(*) FROM w), (SELECT max(id) FROM w)",
        "SELECT tag, count(*) FROM t, unnest(tags) u(tag) GROUP BY tag ORDER BY tag",
        "SELECT id, row_number() OVER (ORDER BY id) AS n FROM t QUALIFY n % 500 = 0 ORDER BY id",
        "SELECT count(*) FROM t WHERE _is_deleted = 0",
        "SELECT count(*) FROM t WHERE _is_deleted = 1",
    ]
}
