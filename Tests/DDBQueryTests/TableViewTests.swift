import DDBQuery
import Testing

@Suite(.enabled(if: QueryFixture.isAvailable, "run Tools/setup"))
struct TableViewTests {
    @Test func `values of every type come out as pyarrow wrote them`() async throws {
        let session = try await QueryFixture.session([QueryFixture.types()])
        let lines = try await QueryFixture.lines("SELECT * FROM types ORDER BY pk", in: session)
        #expect(lines == (try QueryFixture.expected("types")))
    }

    @Test func `many chunks come out in order and whole`() async throws {
        let session = try await QueryFixture.session([QueryFixture.many()])
        let lines = try await QueryFixture.lines("FROM many ORDER BY i", in: session)
        #expect(lines == (try QueryFixture.expected("many")))
    }

    @Test func `rows that a filter leaves keep their nested values`() async throws {
        let session = try await QueryFixture.session([QueryFixture.many()])
        let lines = try await QueryFixture.lines(
            "FROM many WHERE i % 3 = 1 AND s IS NOT NULL ORDER BY i", in: session)
        let expected = try QueryFixture.expected("many").enumerated().filter { index, _ in
            index % 3 == 1 && index % 7 != 0
        }.map(\.element)
        #expect(lines == expected)
    }

    @Test func `a column that a part lacks is NULL, a narrower one is widened`() async throws {
        let table = QueryTable(
            name: "t",
            columns: [
                QueryColumn(name: "pk", type: .string),
                QueryColumn(name: "n", type: .decimal(precision: 20, scale: 1)),
                QueryColumn(name: "extra", type: .string),
                QueryColumn(name: "never", type: .list(.int64)),
            ],
            parts: [
                try QueryFixture.part("early"), try QueryFixture.part("late"),
                try QueryFixture.part("dropped"),
            ])
        let session = try await QueryFixture.session([table])
        let lines = try await QueryFixture.lines("FROM t ORDER BY pk", in: session)
        #expect(
            lines == [
                #"{"pk":"1","n":1.0,"extra":null,"never":null}"#,
                #"{"pk":"2","n":null,"extra":null,"never":null}"#,
                #"{"pk":"3","n":1099511627776.0,"extra":"x","never":null}"#,
                #"{"pk":"4","n":null,"extra":null,"never":null}"#,
            ])
    }

    @Test func `a table without parts is empty and has its columns`() async throws {
        var table = try QueryFixture.types(name: "empty")
        table.parts = []
        let session = try await QueryFixture.session([table])
        #expect(
            try await QueryFixture.text(
                "SELECT huge, map, address.zip FROM empty", in: session, format: .csv)
                == "huge,map,zip\r\n")
        #expect(
            try await QueryFixture.lines(
                "SELECT column_type FROM (DESCRIBE empty) WHERE column_name IN ('huge', 'moment')",
                in: session) == [
                    #"{"column_type":"DECIMAL(38,10)"}"#,
                    #"{"column_type":"TIMESTAMP WITH TIME ZONE"}"#,
                ])
    }

    @Test func `names may hold quotes, points, emoji and line breaks`() async throws {
        let names = [
            "we\"ird", "do.t", "sp ace", "emoji🙂", "select", "'; drop table x; --", "new\nline",
        ]
        let table = QueryTable(
            name: "odd.\"table\" 🙂",
            columns: names.map { QueryColumn(name: $0, type: .int64) },
            parts: [try QueryFixture.part("names")])
        let session = try await QueryFixture.session([table])
        #expect(
            try await QueryFixture.lines("FROM \"odd.\"\"table\"\" 🙂\"", in: session)
                == (try QueryFixture.expected("names")))
    }

    @Test func `columns and fields are renamed from the names in the files`() async throws {
        let inner = QueryType.structure([
            QueryColumn(name: "id", type: .int64, physicalName: "col-1"),
            QueryColumn(
                name: "items",
                type: .list(
                    .structure([
                        QueryColumn(name: "na me", type: .string, physicalName: "col-3")
                    ])), physicalName: "col-2"),
        ])
        let table = QueryTable(
            name: "mapped",
            columns: [
                QueryColumn(name: "Outer", type: inner, physicalName: "col-0"),
                QueryColumn(
                    name: "byKey", type: .map(key: .string, value: inner), physicalName: "col-9"),
            ], parts: [try QueryFixture.part("mapped")])
        let session = try await QueryFixture.session([table])
        #expect(
            try await QueryFixture.lines("SELECT \"Outer\", byKey FROM mapped", in: session) == [
                #"{"Outer":{"id":7,"items":[{"na me":"x"},null]},"#
                    + #""byKey":{"k":{"id":7,"items":[{"na me":"x"},null]}}}"#,
                #"{"Outer":null,"byKey":null}"#,
            ])
    }

    @Test func `the latest state answers _is_deleted with 0`() async throws {
        let session = try await QueryFixture.session([
            QueryFixture.types(addsDeletedColumn: true)
        ])
        #expect(
            try await QueryFixture.lines(
                "SELECT count(*) AS n FROM types WHERE _is_deleted = 0", in: session)
                == [#"{"n":3}"#])
    }

    @Test func `a table that cannot be opened keeps no other away`() async throws {
        var broken = try QueryFixture.types(name: "broken")
        broken.parts = [QueryPart(path: try QueryFixture.path("absent.parquet"))]
        let session = try await QueryFixture.session([broken, QueryFixture.types()])
        #expect(
            try await QueryFixture.lines("SELECT count(*) AS n FROM types", in: session)
                == [#"{"n":3}"#])
        let error = await #expect(throws: QueryError.self) {
            try await QueryFixture.text("SELECT count(*) FROM types, broken", in: session)
        }
        #expect(error?.code == .tableUnreadable)
        #expect(error?.message.contains("Table 'broken' cannot be opened") == true)
        #expect(error?.message.contains("absent.parquet") == true)
    }

    @Test(arguments: ["types", "Types", "TYPES"])
    func `tables whose names differ only by case keep no other away`(name: String) async throws {
        let session = try await QueryFixture.session([
            QueryFixture.types(), QueryFixture.types(name: "Types"), QueryFixture.many(),
        ])
        #expect(try await QueryFixture.lines("FROM many LIMIT 1", in: session).count == 1)
        let error = await #expect(throws: QueryError.self) {
            try await QueryFixture.text("SELECT count(*) FROM \(name)", in: session)
        }
        #expect(error?.code == .tableUnreadable)
        #expect(error?.message.contains("'Types' and 'types'") == true)
    }

    @Test(arguments: ["PK", "pk", "", "a\0b"])
    func `columns that SQL cannot tell apart or name make a table unreadable`(
        name: String
    ) async throws {
        var table = try QueryFixture.types()
        table.columns.append(QueryColumn(name: name, type: .string, physicalName: "other"))
        let session = try await QueryFixture.session([table])
        let error = await #expect(throws: QueryError.self) {
            try await QueryFixture.text("FROM types", in: session)
        }
        #expect(error?.code == .tableUnreadable)
    }
}
