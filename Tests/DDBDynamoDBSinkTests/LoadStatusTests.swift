import DDBTestSupport
import Foundation
import Testing

/// How `ddbkit load` ends where DynamoDB does not take what it is given.
@Suite struct LoadStatusTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var state = "ACTIVE"
        /// What operations are answered with, by their names.
        var answers: [String: LoopbackReply] = [:]
        var arguments: [String] = []
        let status: Int32
        let words: [String]
    }

    private static func refusal(_ code: String, _ message: String) -> LoopbackReply {
        LoopbackReply(status: 400, text: #"{"__type":"x#\#(code)","message":"\#(message)"}"#)
    }

    private static let left =
        #"{"UnprocessedItems":{"orders":[{"PutRequest":{"Item":{"id":{"S":"a"}}}}]}}"#

    static let cases = [
        Case(
            testDescription: "a table that is being deleted", state: "DELETING", status: 75,
            words: ["is DELETING", "being deleted"]),
        Case(
            testDescription: "a table whose key cannot be used",
            state: "INACCESSIBLE_ENCRYPTION_CREDENTIALS", status: 77, words: ["KMS key"]),
        Case(
            testDescription: "too many tables are being made",
            answers: [
                "DescribeTable": refusal("ResourceNotFoundException", "none"),
                "CreateTable": refusal("LimitExceededException", "too many"),
            ], arguments: ["--create", "--key", "id"], status: 75, words: ["Wait until"]),
        Case(
            testDescription: "what is left undone each time",
            answers: ["BatchWriteItem": LoopbackReply(text: left)],
            arguments: ["--fail-on-error"], status: 75,
            words: ["left items of it undone", "--fail-on-error"]),
        Case(
            testDescription: "a redirect",
            answers: ["BatchWriteItem": LoopbackReply(status: 301, text: "")], status: 64,
            words: ["HTTP 301", "set the endpoint"]),
    ]

    @Test(arguments: cases)
    func `a load ends with the status of what it met, and says what to do`(
        meets: Case
    ) async throws {
        let server = try LoopbackServer { request in
            let operation = request.header("x-amz-target")?.split(separator: ".").last ?? ""
            if let answer = meets.answers[String(operation)] { return answer }
            return LoopbackReply(
                text: """
                    {"Table":{"TableName":"orders","TableStatus":"\(meets.state)",
                    "KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],
                    "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}]}}
                    """)
        }
        defer { server.stop() }
        let folder = try ScratchFolder()
        try folder.write("in.jsonl", Array("{\"id\":\"a\"}\n".utf8))
        let outcome = try await Program("ddbkit").running(
            [
                "load", "orders", "--endpoint", server.endpointText, "--flush-timeout", "10",
                "--from", folder.path + "/in.jsonl",
            ] + meets.arguments, environment: LoadCommandTests.environment)
        #expect(outcome.status == meets.status, "\(outcome.errors)")
        for word in meets.words {
            #expect(outcome.errors.contains(word), "\(outcome.errors)")
        }
    }
}
