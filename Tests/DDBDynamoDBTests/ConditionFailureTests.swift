import DDBAttributes
import DDBClientCore
import DDBDynamoDB
import Testing

/// What refusals tell where a request asks for the item that made its condition fail.
@Suite struct ConditionFailureTests {
    private static let item = #"{"k":{"S":"a"},"n":{"N":"1"}}"#
    private static let failed =
        #"{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","#
        + #""message":"The conditional request failed","Item":\#(item)}"#
    private static let cancelled =
        #"{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","#
        + #""Message":"cancelled","CancellationReasons":[{"Code":"None"},"#
        + #"{"Code":"ConditionalCheckFailed","Message":"m","Item":\#(item)}]}"#

    private func error(
        _ reply: String, _ call: (DynamoDBClient) async throws -> Void
    ) async throws -> ClientError {
        let client = try ScriptedClient(steps: [.reply(reply, status: 400)])
        do {
            try await call(client.dynamoDB)
        } catch let error as ClientError {
            return error
        }
        throw CancellationError()
    }

    @Test(arguments: ["PutItem", "UpdateItem", "DeleteItem", "ExecuteStatement"])
    func `the item comes with the error where it is asked for`(operation: String) async throws {
        for asks in [true, false] {
            let returned: ReturnValuesOnConditionCheckFailure? = asks ? .allOld : nil
            let error = try await error(Self.failed) { client in
                switch operation {
                case "PutItem":
                    _ = try await client.putItem(
                        PutItemRequest(
                            tableName: "t", item: ["k": .string("a")],
                            returnValuesOnConditionCheckFailure: returned))
                case "UpdateItem":
                    _ = try await client.updateItem(
                        UpdateItemRequest(
                            tableName: "t", key: ["k": .string("a")],
                            returnValuesOnConditionCheckFailure: returned))
                case "DeleteItem":
                    _ = try await client.deleteItem(
                        DeleteItemRequest(
                            tableName: "t", key: ["k": .string("a")],
                            returnValuesOnConditionCheckFailure: returned))
                default:
                    _ = try await client.executeStatement(
                        ExecuteStatementRequest(
                            statement: "DELETE FROM t",
                            returnValuesOnConditionCheckFailure: returned))
                }
            }
            #expect(error.code == .conditionalCheckFailed)
            #expect(
                error.item.map { String(decoding: $0, as: UTF8.self) } == (asks ? Self.item : nil))
            #expect(!error.message.contains(#""S""#))
        }
    }

    @Test(arguments: 0..<5)
    func `the items of a transaction come where one action asks`(kind: Int) async throws {
        let key: WireItem = ["k": .string("a")]
        let actions: [TransactWriteItem] = [
            .put(TransactPut(item: key, tableName: "t")),
            .put(
                TransactPut(
                    item: key, tableName: "t", returnValuesOnConditionCheckFailure: .allOld)),
            .delete(
                TransactDelete(
                    key: key, tableName: "t", returnValuesOnConditionCheckFailure: .allOld)),
            .update(
                TransactUpdate(
                    key: key, updateExpression: "SET n = n", tableName: "t",
                    returnValuesOnConditionCheckFailure: .allOld)),
            .conditionCheck(
                TransactConditionCheck(
                    key: key, tableName: "t", conditionExpression: "c",
                    returnValuesOnConditionCheckFailure: .allOld)),
        ]
        let error = try await error(Self.cancelled) { client in
            _ = try await client.transactWriteItems(
                TransactWriteItemsRequest(transactItems: [actions[0], actions[kind]]))
        }
        #expect(error.cancellationReasons.map(\.code) == ["None", "ConditionalCheckFailed"])
        let item = error.cancellationReasons.last?.item.map { String(decoding: $0, as: UTF8.self) }
        #expect(item == (kind == 0 ? nil : Self.item))
    }
}
