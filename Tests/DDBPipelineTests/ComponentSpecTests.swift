import DDBConfiguration
import DDBJSON
import DDBPipeline
import Testing

@Suite struct ComponentSpecTests {
    let spec = ComponentSpec(
        name: "orders", kind: .source, summary: "Reads orders.", description: "From afar.",
        fields: [
            OptionField("path", .string, isRequired: true, example: "a.jsonl", summary: "Where."),
            OptionField("batch.rows", .integer(1...9), default: 5, summary: "A | B."),
            OptionField(
                "mode", .enumeration(["a", "b"]), default: "a", isAdvanced: true, summary: "How."),
            OptionField("key", .secret, summary: "Hidden."),
            OptionField("wait", .duration(), default: "1s", isAdvanced: true, summary: "Time."),
        ], delivery: .exactlyOnce, ordering: .withinPartition)

    @Test func `the text lists every option`() {
        #expect(
            spec.text == """
                orders source: Reads orders.

                From afar.

                delivery: exactly-once into a transactional sink; order: within-partition; bounded

                options:
                  path  a text  (required)
                      Where.
                  batch.rows  a whole number from 1 to 9  (default 5)
                      A | B.
                  key  a secret text
                      Hidden.
                  mode  one of: a, b  (default a)
                      How.
                  wait  a duration such as 250ms, 1s or 5m  (default 1s)
                      Time.

                """)
    }

    @Test func `the page has an example and tables`() {
        let page = spec.markdown
        #expect(page.contains("source:\n  orders:\n    path: a.jsonl\n"))
        #expect(page.contains("| `batch.rows` | a whole number from 1 to 9 | `5` | A \\| B. |"))
        #expect(page.contains("## Advanced options"))
    }

    @Test func `the schema names types, bounds and secrets`() throws {
        let schema = spec.jsonSchema
        let properties = try #require(schema["properties"])
        #expect(properties["batch.rows"]?["maximum"]?.integer == 9)
        #expect(properties["batch"]?["properties"]?["rows"]?["default"]?.integer == 5)
        #expect(properties["key"]?["writeOnly"]?.bool == true)
        #expect(schema["required"]?.array == [.string("path")])
        #expect(schema["additionalProperties"]?.bool == false)
        let bytes = spec.json.bytes
        #expect(try JSONValue.parse(bytes.span.bytes) == spec.json)
    }

    @Test func `a good spec has no problems`() {
        #expect(spec.problems == [])
    }

    @Test func `a scalar may begin the names of others`() throws {
        let spec = ComponentSpec(
            name: "orders", kind: .sink, summary: "Orders.",
            fields: [
                OptionField("role", .string, example: "x", summary: "B."),
                OptionField("role.name", .string, example: "x", summary: "C."),
            ], delivery: .atLeastOnce, ordering: .none)
        #expect(spec.problems == [])
        let role = try #require(spec.jsonSchema["properties"]?["role"]?["anyOf"]?.array)
        #expect(role.map { $0["type"]?.string } == ["string", "object"])
    }

    @Test func `contradictions of a spec are found`() {
        let broken = ComponentSpec(
            name: "Orders!", kind: .sink, summary: "",
            fields: [
                OptionField("a", .integer(1...2), default: 3, summary: "A."),
                OptionField("a", .string, default: "x", isRequired: true, summary: ""),
                OptionField("b", .map(.string), summary: "B."),
                OptionField("b.c", .string, example: "x", summary: "C."),
                OptionField("d", .boolean, example: "yes", summary: "D."),
                OptionField("e", .secret, default: "pw", summary: "E."),
                OptionField("F", .string, summary: "F."),
            ], delivery: .atLeastOnce, ordering: .none)
        #expect(broken.problems.count == 10, "\(broken.problems)")
        #expect(broken.problems.allSatisfy { !$0.contains("pw") })
    }
}
