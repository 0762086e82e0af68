import DDBAttributes
import DDBConfiguration
import DDBDynamoDB
import DDBDynamoDBSink
import DDBLocal
import DDBPipeline
import DDBPipelineTestKit
import DDBTestSupport
import Foundation
import Synchronization
import Testing

/// The sink over a local endpoint.
@Suite struct DynamoDBSinkTests {
    private static func with(
        keys: [(String, ScalarAttributeType)]? = [("id", .string)],
        _ body: @Sendable (WrittenTable) async throws -> Void
    ) async throws {
        try await LocalServer.with { server in
            let table = try await WrittenTable(server)
            if let keys { try await table.create(keys) }
            try await body(table)
        }
    }

    private static func put(_ id: String, _ value: Int, _ more: String = "") -> String {
        #"{"Item":{"id":{"S":"\#(id)"},"v":{"N":"\#(value)"}\#(more)}}"#
    }

    @Test func `items are written as they are, numbers of 38 digits and sets included`()
        async throws
    {
        try await Self.with { table in
            let line =
                #"{"Item":{"id":{"S":"a\u00e9\n"},"n":{"N":"12345678901234567890123456789012345678"},"#
                + #""s":{"SS":["x","y"]},"b":{"B":"AAEC"},"m":{"M":{"l":{"L":[{"NULL":true}]}}}}}"#
            try await table.write([line])
            let item = try #require(try await table.items().first)
            #expect(item["id"] == .string("a\u{e9}\n"))
            #expect(
                item["n"] == .number(try DecimalNumber("12345678901234567890123456789012345678")))
            #expect(item["m"] == .map(["l": .list([.null])]))
            #expect(item["b"] == .binary([0, 1, 2]))
        }
    }

    @Test func `of several writes of a key the last counts, deletes among them`() async throws {
        try await Self.with { table in
            var lines: [String] = []
            for value in 1...100 { lines.append(Self.put("same", value)) }
            lines.append(Self.put("gone", 1))
            lines.append(
                #"{"Keys":{"id":{"S":"gone"}},"OldImage":{"id":{"S":"gone"},"v":{"N":"1"}}}"#)
            let report = try await table.write(lines)
            #expect(report.counts.rowsWritten == 102)
            let items = try await table.items()
            let expected = try DecimalNumber("100")
            #expect(items.map { $0["v"] } == [.number(expected)])
        }
    }

    @Test func `1, 1.0 and 1E0 are one key`() async throws {
        try await Self.with(keys: [("n", .number)]) { table in
            try await table.write([
                #"{"Item":{"n":{"N":"1"},"v":{"S":"a"}}}"#,
                #"{"Item":{"n":{"N":"1.0"},"v":{"S":"b"}}}"#,
                #"{"Item":{"n":{"N":"1E0"},"v":{"S":"c"}}}"#,
            ])
            #expect(try await table.items().map { $0["v"] } == [.string("c")])
        }
    }

    @Test func `a mode of deletes takes the keys of items, of both attributes`() async throws {
        try await Self.with(keys: [("id", .string), ("day", .number)]) { table in
            let lines = (0..<60).map {
                #"{"Item":{"id":{"S":"a"},"day":{"N":"\#($0)"},"v":{"S":"x"}}}"#
            }
            try await table.write(lines)
            #expect(try await table.items().count == 60)
            try await table.write(Array(lines.prefix(35)), [("mode", "delete")])
            #expect(try await table.items().count == 25)
        }
    }

    @Test func `what cannot be deleted is set aside as keys, so that a replay puts nothing`()
        async throws
    {
        try await Self.with { table in
            let dead = table.scratch.path + "/dead.jsonl"
            try await table.write(
                [#"{"Item":{"id":{"N":"1"},"v":{"N":"1"}}}"#, Self.put("a", 1)],
                [("mode", "delete"), ("dead-letter", ConfigurationNode(text: dead))])
            let letters = try String(contentsOfFile: dead, encoding: .utf8)
            #expect(letters.hasPrefix(#"{"Keys":{"id":{"N":"1"}"#), "\(letters)")
            #expect(letters.split(separator: "\n").count == 1)
        }
    }

    @Test func `a table is created, paid per request, and its key is checked`() async throws {
        try await Self.with(keys: nil) { table in
            let options: [(String, ConfigurationNode)] = [
                ("create", "true"), ("key", ["id", "v:N"]),
            ]
            try await table.write([Self.put("a", 1), Self.put("a", 2)], options)
            let description = try await table.client.describeTable(
                DescribeTableRequest(tableName: WrittenTable.name)
            ).table
            #expect(description.billingModeSummary?.billingMode == .payPerRequest)
            #expect(try await table.items().count == 2)
            let error = await #expect(throws: PipelineError.self) {
                try await table.write([Self.put("a", 1)], [("key", ["other"])])
            }
            #expect(error?.message.contains("[id:S, v:N]") == true, "\(error as Any)")
        }
    }

    @Test func `without the table the error says what to do`() async throws {
        try await Self.with(keys: nil) { table in
            let error = await #expect(throws: PipelineError.self) {
                try await table.write([Self.put("a", 1)])
            }
            #expect(error?.message.contains("set `create`") == true, "\(error as Any)")
        }
    }

    @Test func `what is newer in the table stays`() async throws {
        try await Self.with { table in
            let options: [(String, ConfigurationNode)] = [("newer-wins", "v")]
            try await table.write([Self.put("a", 5), Self.put("b", 5)], options)
            try await table.write(
                [Self.put("a", 4), Self.put("b", 6), Self.put("c", 1), Self.put("c", 3)], options)
            let items = try await table.items(by: "id").mapValues { $0["v"] }
            let expected: [String: AttributeValue?] = [
                "a": .number(try DecimalNumber("5")), "b": .number(try DecimalNumber("6")),
                "c": .number(try DecimalNumber("3")),
            ]
            #expect(items == expected)
            let error = await #expect(throws: PipelineError.self) {
                try await table.write([#"{"Item":{"id":{"S":"d"}}}"#], options)
            }
            #expect(error?.message.contains("v") == true, "\(error as Any)")
        }
    }

    @Test func `it keeps the contract of sinks`() async throws {
        try await Self.with(keys: nil) { table in
            let number = Atomic(0)
            let report = await SinkConformance(spec: DynamoDBSink.spec) {
                let name = "target-\(number.add(1, ordering: .relaxed).newValue)"
                let sink = try table.sink([
                    ("table", .init(stringLiteral: name)), ("create", "true"), ("key", ["id"]),
                ])
                return SinkTarget(
                    open: { try await sink.open() },
                    visibleIDs: {
                        try await table.items(of: name).compactMap { item in
                            guard case .string(let id)? = item["id"] else { return nil }
                            return id
                        }
                    })
            }.run()
            #expect(report.isConforming, "\(report)")
        }
    }

    @Test func `nulls are left out where the options say so`() async throws {
        try await Self.with { table in
            let nulls = #","a":{"NULL":true},"m":{"M":{"b":{"NULL":true}}}"#
            try await table.write([Self.put("a", 1, nulls)], [("sink.ignore-nulls", "true")])
            try await table.write([Self.put("b", 1, nulls)])
            let items = try await table.items(by: "id")
            #expect(items["a"]?["a"] == nil)
            #expect(items["a"]?["m"] == .map(["b": .null]))
            #expect(items["b"]?["a"] == .null)
        }
    }

    @Test func `an item that cannot be written harms no other, and is loaded from its letter`()
        async throws
    {
        try await Self.with { table in
            var lines = (0..<50).map { Self.put("k\($0)", $0) }
            let large = String(repeating: "x", count: 410_000)
            lines.insert(Self.put("large", 1, #","x":{"S":"\#(large)"}"#), at: 20)
            lines.insert(#"{"Item":{"id":{"N":"7"},"v":{"N":"7"}}}"#, at: 30)
            let dead = table.scratch.path + "/dead.jsonl"
            try await table.write(lines, [("dead-letter", .init(stringLiteral: dead))])
            #expect(try await table.items().count == 50)
            let mode = try #require(
                try FileManager.default.attributesOfItem(atPath: dead)[.posixPermissions] as? Int)
            #expect(mode == 0o600)
            let letters = try String(contentsOfFile: dead, encoding: .utf8).split(separator: "\n")
            #expect(letters.count == 2)
            // Mended, they are lines like all others.
            let mended = letters.map {
                $0.replacingOccurrences(of: #""N":"7"},"v""#, with: #""S":"7"},"v""#)
            }
            try await table.write([mended[1]])
            #expect(try await table.items().count == 51)
        }
    }

    @Test func `rejected items end a pipeline that allows none, with the reason`() async throws {
        try await Self.with { table in
            let lines = [Self.put("a", 1), #"{"Item":{"id":{"S":""},"v":{"N":"7"}}}"#]
            let error = await #expect(throws: PipelineError.self) { try await table.write(lines) }
            #expect(error?.code == .rejected)
            #expect(error?.message.contains("id") == true, "\(error as Any)")
            #expect(
                error?.message.contains("lines-0.jsonl, line 2) because") == true,
                "\(error as Any)")
            #expect(error?.message.contains("'dead-letter', or raise") == true)
            let settings = PipelineSettings(laneCount: 1, rejectCountMax: 1)
            let report = try await table.write(lines, settings: settings)
            #expect(report.counts.rowsRejected == 1)
        }
    }

    @Test func `Flink's options are taken as they are written there`() async throws {
        try await Self.with { table in
            let options: [(String, ConfigurationNode)] = [
                ("connector", "dynamodb"), ("table-name", .init(stringLiteral: WrittenTable.name)),
                ("aws.region", "us-east-1"), ("region", "us-east-1"),
            ]
            let error = #expect(throws: ConfigurationError.self) {
                try table.runner([[]], options)
            }
            #expect(error?.message.contains("leave one of them out") == true, "\(error as Any)")
            let spec = DynamoDBSink.spec.fields.map(\.name)
            for name in [
                "connector", "table-name", "aws.region", "aws.endpoint",
                "aws.trust.all.certificates", "aws.credentials.provider",
                "aws.credentials.basic.accesskeyid", "aws.credentials.basic.secretkey",
                "aws.credentials.profile.path", "aws.credentials.profile.name",
                "aws.credentials.role.arn", "aws.credentials.role.sessionName",
                "aws.credentials.role.externalId", "aws.credentials.role.provider",
                "aws.credentials.webIdentityToken.file", "aws.credentials.custom.class",
                "sink.batch.max-size", "sink.requests.max-inflight", "sink.requests.max-buffered",
                "sink.flush-buffer.timeout", "sink.fail-on-error",
                "sink.http-client.max-concurrency", "sink.http-client.read-timeout",
                "awsAccessKeyId", "awsSecretAccessKey", "region", "advanced", "table",
            ] { #expect(spec.contains(name), "\(name)") }
        }
    }

    @Test func `Flink's options are taken as nested maps, too`() async throws {
        try await Self.with { table in
            let nested = try ConfigurationNode.parse(
                yaml: """
                    connector: dynamodb
                    table-name: orders
                    slow-start: false
                    aws: {region: us-east-1, endpoint: "\(table.server.endpoint)"}
                    sink:
                      batch: {max-size: 10}
                      requests.max-inflight: 2
                      flush-buffer: {timeout: 100}
                    partitioned-by: [id]
                    """, file: "p.yaml", environment: WrittenTable.environment,
                secrets: EnvironmentSecretProvider(WrittenTable.environment, prefix: ""))
            let options = try Options(nested, fields: DynamoDBSink.spec.fields)
            #expect(try options.get("sink.batch.max-size") == 10)
            #expect(try options.get("sink.requests.max-inflight") == 2)
            #expect(try options.get("aws.region") == "us-east-1")
            #expect(throws: ConfigurationError.self) {
                try Options(
                    ["table": "t", "sink": ["batch.max-size": 1], "sink.batch": ["max-size": 2]],
                    fields: DynamoDBSink.spec.fields)
            }
        }
    }

    @Test func `more than two keys are refused with advice`() async throws {
        try await Self.with { table in
            let error = #expect(throws: ConfigurationError.self) {
                try table.runner([[]], [("key", ["a", "b", "c"])])
            }
            #expect(error?.message.contains("Derive a dataset") == true, "\(error as Any)")
        }
    }

    @Test func `a write that fails again and again ends the pipeline where that is asked for`()
        async throws
    {
        try await Self.with { table in
            table.server.setFaults(try FaultRule.parse("BatchWriteItem:throttle@100%"))
            let error = await #expect(throws: PipelineError.self) {
                try await table.write([Self.put("a", 1)], [("sink.fail-on-error", "true")])
            }
            #expect(error?.message.contains("sink.fail-on-error") == true, "\(error as Any)")
        }
    }
}
