import DDBAttributes
import Testing

@Suite struct TableReferenceTests {
    static let arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders"

    @Test(
        arguments: [
            ("", nil),
            ("/stream/2026-01-01T00:00:00.000", .stream(label: "2026-01-01T00:00:00.000")),
            ("/index/by-date", .index(name: "by-date")),
            ("/export/01580734960567-50f72db5", .export(id: "01580734960567-50f72db5")),
            ("/backup/01", .backup(id: "01")), ("/import/01", .other(kind: "import", name: "01")),
        ] as [(String, TableARN.Part?)])
    func `an ARN names a table or a part of one`(suffix: String, part: TableARN.Part?) throws {
        let name = try #require(TableARN(arn: Self.arn + suffix))
        #expect(name.name == "orders" && name.partition == "aws")
        #expect(name.region == "eu-west-1" && name.account == "123456789012")
        #expect(name.part == part && name.arn == Self.arn + suffix)
        #expect(name.tableARN == Self.arn)
    }

    @Test(arguments: [
        "", "orders", "arn:aws:s3:::bucket", "arn:aws:dynamodb:r:a:index/x",
        "arn:aws:dynamodb:r:a:table/", "arn:aws:dynamodb:r:a:table/a b",
        "arn:aws:dynamodb:r:a:table/..", "arn:aws:dynamodb:r:a:table/ab",
        "arn:aws:dynamodb:r:a:table/abc/stream", "arn:aws:dynamodb:r:a:table/abc/stream/",
        "arn:aws:dynamodb:r:a:table/abc//x", "arn:aws:dynamodb:r:a:table/abc/index/x/y",
        "arn:aws:kinesis:r:a:table/abc",
        "arn:aws:dynamodb:r:a:table/\(String(repeating: "x", count: 256))",
    ]) func `other texts are no ARN of a table`(text: String) {
        #expect(TableARN(arn: text) == nil)
    }

    @Test func `every truncation names a table or nothing, never a shorter part`() {
        let whole = Self.arn + "/stream/2026-01-01T00:00:00.000"
        for count in 0..<whole.count {
            guard let name = TableARN(arn: String(whole.prefix(count))) else { continue }
            #expect("orders".hasPrefix(name.name), "\(count)")
            let label = whole.dropFirst(Self.arn.count + "/stream/".count)
            switch name.part {
            case nil: #expect(count <= Self.arn.count)
            case .stream(let text): #expect(label.hasPrefix(text) && name.name == "orders")
            case .index, .export, .backup, .other: Issue.record("\(name) at \(count)")
            }
        }
    }

    @Test(arguments: [
        ("orders", "orders", "orders"), ("dynamodb:orders", "orders", "orders"),
        ("a.b_c-D9", "a.b_c-D9", "a.b_c-D9"), ("dynamodb:dynamodb", "dynamodb", "dynamodb"),
        (arn, "orders", arn), ("dynamodb:" + arn, "orders", arn),
    ]) func `a table is named in three ways`(text: String, name: String, request: String) throws {
        let table = try TableReference(parsing: text)
        #expect(table.name == name && table.requestName == request)
        #expect(try TableReference(parsing: table.description) == table)
    }

    @Test(arguments: [
        ("", "3 to 255 characters"), ("ab", "3 to 255 characters"), ("a b c", "3 to 255"),
        ("dynamodb:", "3 to 255"), ("s3:orders", "3 to 255"), ("orders/x", "3 to 255"),
        ("bücher", "3 to 255"), (String(repeating: "x", count: 256), "3 to 255"),
        ("arn:aws:dynamodb:eu-west-1:1:table", "and this is none"),
        ("dynamodb:arn:aws:s3:::bucket", "and this is none"),
        (arn + "/stream/x", "names a part of the table 'orders'"),
    ]) func `what names no table is told why`(text: String, why: String) {
        let error = #expect(throws: AttributeError.self) { try TableReference(parsing: text) }
        #expect(error?.code == .tableName && error?.disposition == .reconfigure)
        #expect(error?.message.contains(why) == true, "\(error?.message ?? "")")
    }

    @Test func `names are of 3 to 255 characters`() {
        for (count, isName) in [(2, false), (3, true), (255, true), (256, false)] {
            let text = String(repeating: "x", count: count)
            #expect(TableARN.isName(text) == isName)
            let reference = try? TableReference(parsing: text)
            #expect((reference != nil) == isName)
        }
    }

    @Test func `texts made of pieces of ARNs name a table, which they give back, or none`() {
        let pieces = [
            "arn", "aws", "dynamodb", "dynamodb:", ":", "::", "/", "table", "table/", "orders",
            "stream", "index", "eu-west-1", "123456789012", "", " ", ".", "..", "é", "\u{301}",
            "\0",
        ]
        var random = SplitMix(seed: 20_261_121)
        var namedCount = 0
        for _ in 0..<20_000 {
            let count = Int(random.next() % 12)
            var text = random.next() % 2 == 0 ? "arn:aws:dynamodb:eu-west-1:1:table/" : ""
            for _ in 0..<count { text += pieces[Int(random.next() % UInt64(pieces.count))] }
            guard let table = try? TableReference(parsing: text) else { continue }
            namedCount += 1
            #expect(TableARN.isName(table.name), "\(text)")
            #expect(text.hasSuffix(table.requestName) && text.contains(table.name), "\(text)")
            let again = try? TableReference(parsing: table.description)
            #expect(again == table, "\(text)")
        }
        #expect(namedCount > 100)
    }
}
