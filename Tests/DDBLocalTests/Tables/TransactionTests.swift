import DDBJSON
import DDBLocal
import Testing

@Suite struct TransactionTests {
    private func count(_ caller: LocalCaller) async throws -> Int64? {
        try await caller.call("Scan", #"{"TableName":"music"}"#).value["Count"]?.integer
    }

    @Test func `a transaction is done whole or not at all`() async throws {
        try await LocalServer.with { server in
            let caller = try LocalCaller(server)
            try await caller.createTable()
            let put = { (key: String) in
                #"{"Put":{"TableName":"music","Item":{"pk":{"S":"\#(key)"}}}}"#
            }
            let check =
                #"{"ConditionCheck":{"TableName":"music","Key":{"pk":{"S":"z"}},"#
                + #""ConditionExpression":"attribute_exists(pk)"}}"#
            let failed = try await caller.call(
                "TransactWriteItems", #"{"TransactItems":[\#(put("a")),\#(check),\#(put("b"))]}"#)
            #expect(
                failed.text
                    == #"{"__type":"com.amazonaws.dynamodb.v20120810#"#
                    + #"TransactionCanceledException","#
                    + #""message":"Transaction cancelled, please refer cancellation reasons for"#
                    + #" specific reasons [None, ConditionalCheckFailed, None]","#
                    + #""CancellationReasons":[{"Code":"None"},{"Code":"ConditionalCheckFailed","#
                    + #""Message":"The conditional request failed"},{"Code":"None"}]}"#)
            #expect(try await count(caller) == 0)
            let done = try await caller.call(
                "TransactWriteItems", #"{"TransactItems":[\#(put("a")),\#(put("b"))]}"#)
            #expect(done.text == "{}")
            #expect(try await count(caller) == 2)
            let twice = try await caller.call(
                "TransactWriteItems", #"{"TransactItems":[\#(put("a")),\#(put("a"))]}"#)
            #expect(
                twice.message
                    == "Transaction request cannot include multiple operations on one item")
        }
    }

    @Test func `a token does nothing twice`() async throws {
        try await LocalServer.with { server in
            let caller = try LocalCaller(server)
            try await caller.createTable()
            let add = { (count: Int) in
                #"{"ClientRequestToken":"t","TransactItems":[{"Update":{"TableName":"music","#
                    + #""Key":{"pk":{"S":"a"}},"UpdateExpression":"ADD n :n","#
                    + #""ExpressionAttributeValues":{":n":{"N":"\#(count)"}}}}]}"#
            }
            for _ in 0..<3 {
                #expect(try await caller.call("TransactWriteItems", add(1)).text == "{}")
            }
            let other = try await caller.call("TransactWriteItems", add(2))
            #expect(other.code == "IdempotentParameterMismatchException")
            let get = try await caller.call(
                "TransactGetItems",
                #"{"TransactItems":[{"Get":{"TableName":"music","Key":{"pk":{"S":"a"}}}},"#
                    + #"{"Get":{"TableName":"music","Key":{"pk":{"S":"b"}}}}]}"#)
            #expect(
                get.text == #"{"Responses":[{"Item":{"pk":{"S":"a"},"n":{"N":"1"}}},{}]}"#)
            // A token is remembered for ten minutes.
            server.advanceClock(by: .seconds(601))
            #expect(try await caller.call("TransactWriteItems", add(2)).text == "{}")
        }
    }
}
