import DDBQuery
import Testing

@Suite(.enabled(if: QueryFixture.isAvailable, "run Tools/setup"))
struct ResultWriterTests {
    @Test(arguments: [
        ("1::TINYINT", "1"), ("255::UTINYINT", "255"), ("65535::USMALLINT", "65535"),
        ("4294967295::UINTEGER", "4294967295"), ("18446744073709551615", "18446744073709551615"),
        ("170141183460469231731687303715884105727", "170141183460469231731687303715884105727"),
        (
            "(-170141183460469231731687303715884105727)::HUGEINT",
            "-170141183460469231731687303715884105727"
        ),
        (
            "340282366920938463463374607431768211455::UHUGEINT",
            "340282366920938463463374607431768211455"
        ),
        ("0.1::DOUBLE", "0.1"), ("1e22::DOUBLE", "1e+22"), ("-0.0::DOUBLE", "-0.0"),
        ("'nan'::DOUBLE", "\"NaN\""), ("-'nan'::FLOAT", "\"NaN\""),
        ("0.0 / 0.0 - 'nan'::DOUBLE", "\"NaN\""), ("'-inf'::FLOAT", "\"-inf\""),
        ("0.00::DECIMAL(3,2)", "0.00"), ("-0.01::DECIMAL(3,2)", "-0.01"),
        ("12345::DECIMAL(38,0)", "12345"),
        ("DATE '2024-02-29'", "\"2024-02-29\""), ("DATE 'infinity'", "\"infinity\""),
        ("DATE '0044-03-15 (BC)'", "\"-0043-03-15\""), ("DATE '12024-01-01'", "\"+12024-01-01\""),
        ("TIME '01:02:03.004'", "\"01:02:03.004\""),
        ("TIMESTAMP '1960-01-01 00:00:00.5'", "\"1960-01-01T00:00:00.500\""),
        ("TIMESTAMP_NS '2020-01-01 00:00:00.000000001'", "\"2020-01-01T00:00:00.000000001\""),
        ("TIMESTAMP_S '2020-01-01 00:00:01'", "\"2020-01-01T00:00:01\""),
        ("TIMESTAMP_MS '2020-01-01 00:00:01.02'", "\"2020-01-01T00:00:01.020\""),
        ("TIMESTAMPTZ '2020-01-01 12:00:00+02'", "\"2020-01-01T10:00:00Z\""),
        ("TIMESTAMP '-infinity'", "\"-infinity\""),
        ("INTERVAL '14 months 3 days -2.5 seconds'", "\"P1Y2M3DT-2.500S\""),
        ("INTERVAL '0 days'", "\"PT0S\""),
        (
            "'8f14e45f-ceea-467f-a00d-1f1f1f1f1f1f'::UUID",
            "\"8f14e45f-ceea-467f-a00d-1f1f1f1f1f1f\""
        ),
        (
            "'00000000-0000-0000-0000-000000000000'::UUID",
            "\"00000000-0000-0000-0000-000000000000\""
        ),
        ("'b'::ENUM('a', 'b')", "\"b\""), ("NULL", "null"), ("true", "true"),
        ("[1, 2, 3]::INTEGER[3]", "[1,2,3]"), ("[['a'], NULL, []]", "[[\"a\"],null,[]]"),
        ("MAP {1: 'x', 2: NULL}", "[{\"key\":1,\"value\":\"x\"},{\"key\":2,\"value\":null}]"),
        ("{'a': 1, 'b': {'c': [NULL]}}", "{\"a\":1,\"b\":{\"c\":[null]}}"),
        ("'\\x00\\xFF'::BLOB", "\"AP8=\""), ("'a\u{7F}é\u{1F}'", "\"a\u{7F}é\\u001f\""),
        ("''", "\"\""), ("'123456789012'", "\"123456789012\""),
        ("'1234567890123'", "\"1234567890123\""),
    ])
    func `values are written exactly`(value: String, expected: String) async throws {
        let session = try await QueryFixture.session()
        let text = try await QueryFixture.text("SELECT \(value) AS v", in: session)
        #expect(text == "{\"v\":\(expected)}\n")
    }

    @Test func `columns of one name are told apart in JSON`() async throws {
        let session = try await QueryFixture.session()
        #expect(
            try await QueryFixture.text("SELECT 1 AS a, 2 AS a, 3 AS a", in: session)
                == #"{"a":1,"a_1":2,"a_2":3}"# + "\n")
    }

    @Test func `json is one array, also of nothing`() async throws {
        let session = try await QueryFixture.session()
        #expect(
            try await QueryFixture.text("FROM range(2)", in: session, format: .json)
                == "[\n{\"range\":0},\n{\"range\":1}\n]\n")
        #expect(
            try await QueryFixture.text("FROM range(0)", in: session, format: .json) == "[]\n")
        #expect(
            try await QueryFixture.text("FROM range(9)", in: session, format: .json, rowsMax: 1)
                == "[\n{\"range\":0}\n]\n")
    }

    @Test func `csv quotes what needs it and tells NULL from nothing`() async throws {
        let session = try await QueryFixture.session()
        let text = try await QueryFixture.text(
            #"""
            SELECT 'a,b' AS "x,y", 'say "hi"' AS b, '' AS c, NULL AS d, E'two\nlines' AS e,
                [1, 2] AS f, 1.50 AS g
            """#, in: session, format: .csv)
        #expect(
            text == "\"x,y\",b,c,d,e,f,g\r\n"
                + "\"a,b\",\"say \"\"hi\"\"\",\"\",,\"two\nlines\",\"[1,2]\",1.50\r\n")
    }

    @Test func `a table is aligned and counts its rows`() async throws {
        let session = try await QueryFixture.session()
        let sql = """
            SELECT * FROM (VALUES ('a', 1.50, NULL), ('日本🙂', -22.25, E'x\\n\\x1b[31m'),
                ('long text that is cut', 0, 'e\u{301}')) t(name, amount, note)
            """
        #expect(
            try await QueryFixture.text(sql, in: session, format: .table, columnWidthMax: 12) == """
                 name         | amount | note
                --------------+--------+--------------
                 a            |   1.50 | NULL
                 日本🙂       | -22.25 | x\\n\\u{1b}[3…
                 long text t… |   0.00 | e\u{301}
                (3 rows)

                """)
        #expect(
            try await QueryFixture.text(
                "FROM range(5000)", in: session, format: .table, rowsMax: 2) == """
                     range
                    -------
                         0
                         1
                    (5000 rows, 2 shown)

                    """)
    }
}
