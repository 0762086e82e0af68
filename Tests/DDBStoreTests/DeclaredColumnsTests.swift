import DDBAttributes
import DDBSchema
import DDBStore
import Testing

@Suite struct DeclaredColumnsTests {
    func column(_ name: String, _ type: ColumnType) -> TableColumn {
        TableColumn(attribute: AttributeName(name), name: name, physicalName: name, type: type)
    }

    @Test func `what does not fit declared columns stands in the rest`() async throws {
        let columns = TableColumns(
            keys: ["pk"],
            columns: [
                column("pk", .string), column("i", .integer),
                column("d", .decimal(precision: 5, scale: 2)), column("f", .double),
                column("set", .set(.integer)), column("list", .list(.string)),
            ])
        let lines = [
            "{\"pk\":{\"S\":\"1\"},\"i\":{\"N\":\"5\"},\"d\":{\"N\":\"1.25\"},\"f\":{\"N\":\"0.1\"}}",
            "{\"pk\":{\"S\":\"2\"},\"i\":{\"N\":\"5.5\"},\"d\":{\"N\":\"1.255\"},\"f\":{\"N\":\"0.1234567890123456789\"}}",
            "{\"pk\":{\"S\":\"3\"},\"i\":{\"S\":\"x\"},\"d\":{\"N\":\"12345\"},\"extra\":{\"S\":\"y\"}}",
            "{\"pk\":{\"S\":\"4\"},\"set\":{\"NS\":[\"1\",\"2\"]},\"list\":{\"L\":[{\"S\":\"a\"},{\"N\":\"1\"}]}}",
            "{\"pk\":{\"S\":\"5\"},\"set\":{\"NS\":[\"1\",\"2.5\"]},\"f\":{\"N\":\"1E+30\"}}",
        ]
        let fixture = StoreFixture()
        let table = try await fixture.load(lines, plan: .declared(columns))
        #expect(try await fixture.items(of: table) == StoreFixture.items(lines))
        #expect(table.columns.columns == columns.columns)
        #expect(
            try table.restCounts().counts == [
                "i": ["range": 1, "type": 1], "d": ["range": 2], "f": ["range": 1],
                "extra": ["noColumn": 1], "set": ["range": 1], "list": ["type": 1],
            ])
    }
}
