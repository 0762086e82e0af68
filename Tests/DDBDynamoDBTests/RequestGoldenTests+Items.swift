import DDBAttributes
import DDBDynamoDB

extension RequestGoldenTests {
    static let items: [Case] = [
        (
            "scan",
            {
                _ = try await $0.dynamoDB.scan(
                    ScanRequest(
                        tableName: "orders", indexName: "g", limit: 10,
                        select: .specificAttributes, exclusiveStartKey: try key(),
                        returnConsumedCapacity: .total, totalSegments: 4, segment: 0,
                        projectionExpression: "#a, b", filterExpression: "b > :b",
                        expressionAttributeNames: ["#a": "a b", "#c": "é"],
                        expressionAttributeValues: [":b": .binary([1])], consistentRead: false))
            }
        ),
        ("scan, nothing", { _ = try await $0.dynamoDB.scan(ScanRequest(tableName: "orders")) }),
        (
            "query",
            {
                _ = try await $0.dynamoDB.query(
                    QueryRequest(
                        tableName: "orders", indexName: "g", select: .count, limit: 1,
                        consistentRead: true, scanIndexForward: false,
                        exclusiveStartKey: try key(),
                        returnConsumedCapacity: ReturnConsumedCapacity.none,
                        projectionExpression: "a", filterExpression: "a = :a",
                        keyConditionExpression: "pk = :p", expressionAttributeNames: ["#x": "x"],
                        expressionAttributeValues: [":p": .string("p"), ":a": .bool(false)]))
            }
        ),
        (
            "getItem",
            {
                _ = try await $0.dynamoDB.getItem(
                    GetItemRequest(
                        tableName: "orders", key: try key(), consistentRead: true,
                        returnConsumedCapacity: .total, projectionExpression: "#a",
                        expressionAttributeNames: ["#a": "a"]))
            }
        ),
        (
            "putItem",
            {
                _ = try await $0.dynamoDB.putItem(
                    PutItemRequest(
                        tableName: "orders", item: try every(), returnValues: .allOld,
                        returnConsumedCapacity: .indexes, returnItemCollectionMetrics: .size,
                        conditionExpression: "#v < :v", expressionAttributeNames: names,
                        expressionAttributeValues: try values(),
                        returnValuesOnConditionCheckFailure: .allOld))
            }
        ),
        (
            "deleteItem",
            {
                _ = try await $0.dynamoDB.deleteItem(
                    DeleteItemRequest(
                        tableName: "orders", key: try key(), returnValues: ReturnValue.none,
                        returnConsumedCapacity: .indexes, returnItemCollectionMetrics: .size,
                        conditionExpression: "#v < :v", expressionAttributeNames: names,
                        expressionAttributeValues: try values(),
                        returnValuesOnConditionCheckFailure: .allOld))
            }
        ),
        (
            "updateItem",
            {
                _ = try await $0.dynamoDB.updateItem(
                    UpdateItemRequest(
                        tableName: "orders", key: try key(), returnValues: .updatedNew,
                        returnConsumedCapacity: .indexes, returnItemCollectionMetrics: .size,
                        updateExpression: "SET #v = :v", conditionExpression: "#v < :v",
                        expressionAttributeNames: names,
                        expressionAttributeValues: try values(),
                        returnValuesOnConditionCheckFailure: .allOld))
            }
        ),
        (
            "batchGetItem",
            {
                _ = try await $0.dynamoDB.batchGetItem(
                    BatchGetItemRequest(
                        requestItems: [
                            "b": KeysAndAttributes(
                                keys: [try key(), ["pk": .string("2")]], consistentRead: true,
                                projectionExpression: "#a", expressionAttributeNames: ["#a": "a"]),
                            "a": KeysAndAttributes(keys: [["pk": .string("1")]]),
                        ], returnConsumedCapacity: .total))
            }
        ),
        (
            "batchWriteItem",
            {
                _ = try await $0.dynamoDB.batchWriteItem(
                    BatchWriteItemRequest(
                        requestItems: [
                            "b": [.put(try every()), .delete(key: try key())],
                            "a": [.delete(key: ["pk": .string("1")])],
                        ], returnConsumedCapacity: .indexes, returnItemCollectionMetrics: .size))
            }
        ),
        (
            "transactWriteItems",
            {
                _ = try await $0.dynamoDB.transactWriteItems(
                    TransactWriteItemsRequest(
                        transactItems: try transaction(), returnConsumedCapacity: .indexes,
                        returnItemCollectionMetrics: .size, clientRequestToken: "token"))
            }
        ),
        (
            "executeStatement",
            {
                _ = try await $0.dynamoDB.executeStatement(
                    ExecuteStatementRequest(
                        statement: #"SELECT * FROM "orders" WHERE pk=?"#,
                        parameters: [.string("a"), .list([try number("1")])],
                        consistentRead: true, nextToken: "n", returnConsumedCapacity: .total,
                        limit: 2,
                        returnValuesOnConditionCheckFailure:
                            ReturnValuesOnConditionCheckFailure.none))
            }
        ),
    ]

    static func transaction() throws -> [TransactWriteItem] {
        [
            .conditionCheck(
                TransactConditionCheck(
                    key: try key(), tableName: "a", conditionExpression: "#v < :v",
                    expressionAttributeNames: names, expressionAttributeValues: try values(),
                    returnValuesOnConditionCheckFailure: .allOld)),
            .put(
                TransactPut(
                    item: try every(), tableName: "a", conditionExpression: "#v < :v",
                    expressionAttributeNames: names, expressionAttributeValues: try values(),
                    returnValuesOnConditionCheckFailure: .allOld)),
            .delete(TransactDelete(key: try key(), tableName: "b")),
            .update(
                TransactUpdate(
                    key: try key(), updateExpression: "SET #v = :v", tableName: "b",
                    conditionExpression: "#v < :v", expressionAttributeNames: names,
                    expressionAttributeValues: try values(),
                    returnValuesOnConditionCheckFailure: .allOld)),
        ]
    }
}
