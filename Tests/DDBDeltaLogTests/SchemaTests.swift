import DDBDeltaLog
import DDBJSON
import DDBTestKit
import Testing

@Suite struct SchemaTests {
    private var metadata: JSONObject {
        var object = JSONObject()
        object["ddbkit.attribute"] = .string("Name")
        object["n"] = .array([.integer(1), .null])
        return object
    }

    private var schema: DeltaSchema {
        DeltaSchema([
            DeltaField("pk", .string, isNullable: false, metadata: metadata),
            DeltaField("price", .decimal(precision: 38, scale: 9)),
            DeltaField("tags", .array(element: .string, containsNull: false)),
            DeltaField(
                "inner",
                .structure([
                    DeltaField("a b", .timestampNtz),
                    DeltaField(
                        "m", .map(key: .string, value: .structure([]), valueContainsNull: true)),
                ])),
        ])
    }

    @Test func `a schema has the text of the protocol`() throws {
        #expect(
            schema.text == """
                {"type":"struct","fields":[{"name":"pk","type":"string","nullable":false,\
                "metadata":{"ddbkit.attribute":"Name","n":[1,null]}},{"name":"price","type":\
                "decimal(38,9)","nullable":true,"metadata":{}},{"name":"tags","type":{"type":\
                "array","elementType":"string","containsNull":false},"nullable":true,\
                "metadata":{}},{"name":"inner","type":{"type":"struct","fields":[{"name":"a b",\
                "type":"timestamp_ntz","nullable":true,"metadata":{}},{"name":"m","type":{"type":\
                "map","keyType":"string","valueType":{"type":"struct","fields":[]},\
                "valueContainsNull":true},"nullable":true,"metadata":{}}]},"nullable":true,\
                "metadata":{}}]}
                """)
        #expect(try DeltaSchema(text: schema.text) == schema)
    }

    @Test func `types that are not known are named`() {
        for text in [
            #"{"type":"struct","fields":[{"name":"a","type":"variant","nullable":true}]}"#,
            #"{"type":"struct","fields":[{"name":"a","type":"decimal(39,0)","nullable":true}]}"#,
            #"{"type":"struct","fields":[{"name":"a","type":{"type":"set"},"nullable":true}]}"#,
        ] {
            #expect(throws: DeltaError.self) { try DeltaSchema(text: text) }
        }
        for text in ["", "null", "\"string\"", "{}", #"{"type":"struct"}"#] {
            #expect(throws: DeltaError.self) { try DeltaSchema(text: text) }
        }
        let deep =
            String(repeating: #"{"type":"array","elementType":"#, count: 5000) + "\"long\""
            + String(repeating: "}", count: 5000)
        #expect(throws: DeltaError.self) { try DeltaSchema(text: deep) }
    }

    @Test func `mapping is needed for names that Parquet readers refuse`() {
        #expect(ColumnMapping.isNeeded(for: schema))
        #expect(!ColumnMapping.isNeeded(for: DeltaSchema([DeltaField("a.b-c#", .string)])))
        #expect(ColumnMapping.isNeeded(for: DeltaSchema([DeltaField("a=b", .string)])))
    }

    @Test func `mapping gives every field an id and a name once`() throws {
        let random = SeededRandom(seed: 3)
        let (mapped, properties) = ColumnMapping.assign(to: schema, random: random)
        #expect(
            properties == [
                "delta.columnMapping.mode": "name", "delta.columnMapping.maxColumnId": "6",
            ])
        #expect(mapped.fields.map(ColumnMapping.fieldId) == [1, 2, 3, 4])
        #expect(
            mapped.fields.allSatisfy { ColumnMapping.physicalName($0, .name).hasPrefix("col-") })
        let (again, same) = ColumnMapping.assign(to: mapped, maxColumnId: 6, random: random)
        #expect(again == mapped && same == properties)
    }
}
