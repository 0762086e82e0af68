import DDBAttributes
import DDBConfiguration
import DDBDynamoDB
import DDBLocal
import DDBPipeline
import DDBTestSupport
import Foundation
import Testing

/// Items that are written as documents, as Estuary's connector does.
@Suite struct RootDocumentTests {
    private static func with(
        _ body: @Sendable (WrittenTable) async throws -> Void
    ) async throws {
        try await LocalServer.with { server in
            let table = try await WrittenTable(server)
            try await body(table)
        }
    }

    /// Estuary's names, but for the key and its types, which its collections have.
    private static func estuary(_ table: WrittenTable) -> [(String, ConfigurationNode)] {
        [
            ("awsAccessKeyId", "AKID"), ("awsSecretAccessKey", "local"), ("region", "us-east-1"),
            ("advanced", ["endpoint": ConfigurationNode(text: table.server.endpoint)]),
            ("key", ["id", "day:N"]), ("create", "true"),
            ("root-document", "flow_document"),
        ]
    }

    private static func line(_ id: String, _ day: Int, _ more: String) -> String {
        #"{"Item":{"id":{"S":"\#(id)"},"day":{"N":"\#(day)"},\#(more)}}"#
    }

    private static func item(_ wire: String) throws -> Item {
        let bytes = Array(wire.utf8)
        return try Item(wire: bytes.span.bytes)
    }

    @Test func `beside the key stands the whole item as a map, and chosen fields`() async throws {
        try await Self.with { table in
            let inner = #""status":{"S":"new"},"address":{"M":{"city":{"S":"Bonn"}}}"#
            try await table.write(
                [Self.line("a", 1, inner), Self.line("b", 2, #""x":{"NULL":true}"#)],
                Self.estuary(table) + [("fields", ["status", "city=address.city"])])
            let items = try await table.items(by: "id")
            #expect(
                items["a"]
                    == (try Self.item(
                        #"{"id":{"S":"a"},"day":{"N":"1"},"status":{"S":"new"},"city":{"S":"Bonn"},"#
                            + #""flow_document":{"M":{"id":{"S":"a"},"day":{"N":"1"},\#(inner)}}}"#))
            )
            #expect(
                items["b"]
                    == (try Self.item(
                        #"{"id":{"S":"b"},"day":{"N":"2"},"flow_document":{"M":{"id":{"S":"b"},"#
                            + #""day":{"N":"2"},"x":{"NULL":true}}}}"#)))
            let description = try await table.client.describeTable(
                DescribeTableRequest(tableName: WrittenTable.name)
            ).table
            #expect(description.billingModeSummary?.billingMode == .payPerRequest)
        }
    }

    @Test func `standard updates reduce documents, and fields follow`() async throws {
        try await Self.with { table in
            let options =
                Self.estuary(table) + [("reduce", ["total=sum"]), ("fields", ["total", "last"])]
            for (total, last) in [("1", "x"), ("2", "y")] {
                try await table.write(
                    [Self.line("a", 1, #""total":{"N":"\#(total)"},"last":{"S":"\#(last)"}"#)],
                    options)
            }
            let gone = #"{"Keys":{"id":{"S":"b"},"day":{"N":"1"}}}"#
            try await table.write(
                [
                    Self.line("a", 1, #""total":{"N":"0.5"}"#), Self.line("b", 1, #""l":{"L":[]}"#),
                    gone.replacingOccurrences(of: "}}}", with: #"}},"OldImage":{}}"#),
                ], options)
            #expect(
                try await table.items() == [
                    try Self.item(
                        #"{"id":{"S":"a"},"day":{"N":"1"},"total":{"N":"3.5"},"last":{"S":"y"},"#
                            + #""flow_document":{"M":{"id":{"S":"a"},"day":{"N":"1"},"#
                            + #""total":{"N":"3.5"},"last":{"S":"y"}}}}"#)
                ])
        }
    }

    @Test func `what is no document of DynamoDB is set aside as it came, with advice`()
        async throws
    {
        try await Self.with { table in
            var deep = #"{"S":"x"}"#
            for _ in 0..<32 { deep = #"{"L":[\#(deep)]}"# }
            let large = String(repeating: "x", count: 250_000)
            let dead = table.scratch.path + "/dead.jsonl"
            try await table.write(
                [
                    Self.line("a", 1, #""deep":\#(deep)"#),
                    Self.line("b", 1, #""t":{"S":"\#(large)"}"#),
                    #"{"Item":{"id":{"S":"c"},"x":{"N":"1"}}}"#,
                    Self.line("d", 1, #""t":{"S":"fine"}"#),
                ],
                Self.estuary(table) + [
                    ("fields", ["t"]), ("dead-letter", ConfigurationNode(text: dead)),
                ])
            #expect(try await table.items().count == 1)
            let letters = try String(contentsOfFile: dead, encoding: .utf8)
                .split(separator: "\n").map(String.init).sorted { $0.count < $1.count }
            #expect(letters.count == 3)
            #expect(letters.allSatisfy { $0.hasPrefix(#"{"Item":{"id":"#) })
            #expect(!letters.joined().contains(#""flow_document":"#))
            #expect(letters[0].contains("lacks an attribute of the table's key"))
            #expect(letters[1].contains("nest deeper than 32 levels"))
            #expect(letters[1].contains("derive a dataset with smaller or flatter documents"))
            #expect(letters[2].contains("larger than 409600 bytes"), "\(letters[2].suffix(300))")
        }
    }

    @Test func `a document of another key in the table does not lead to another item`()
        async throws
    {
        try await Self.with { table in
            // Somebody else put it there: the document is not of the item that it stands in.
            try await table.write(
                [
                    #"{"Item":{"id":{"S":"a"},"day":{"N":"1"},"flow_document":{"M":{"id":{"S":"b"},"#
                        + #""day":{"N":"1"}}}}}"#
                ], [("create", "true"), ("key", ["id", "day:N"])])
            let dead = table.scratch.path + "/dead.jsonl"
            try await table.write(
                [Self.line("a", 1, #""x":{"N":"1"}"#)],
                Self.estuary(table) + [
                    ("reduce", "firstWriteWins"), ("dead-letter", ConfigurationNode(text: dead)),
                ])
            #expect(try await table.items().count == 1)
            let letters = try String(contentsOfFile: dead, encoding: .utf8)
            #expect(letters.contains("The reduced item has another key"), "\(letters)")
        }
    }

    @Test func `names that the key has are told`() async throws {
        try await Self.with { table in
            for more: (String, ConfigurationNode) in [
                ("fields", ["day"]), ("fields", ["id=x"]), ("root-document", "id"),
            ] {
                let options = Self.estuary(table).filter { $0.0 != more.0 } + [more]
                let error = await #expect(throws: PipelineError.self) {
                    try await table.write([Self.line("a", 1, #""x":{"N":"1"}"#)], options)
                }
                #expect(error?.message.contains("is of the table's key") == true)
            }
        }
    }
}
