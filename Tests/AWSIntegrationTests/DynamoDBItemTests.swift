import DDBAttributes
import DDBClientCore
import DDBDynamoDB
import DDBTestSupport
import Testing

@Suite(.timeLimit(.minutes(15)), .enabled(if: MotoServer.isInstalled))
struct DynamoDBItemTests {
    private let tables: MotoTables
    private var client: DynamoDBClient { tables.dynamoDB }

    init() throws {
        tables = try MotoTables()
    }

    @Test func `an item with everything in it comes back as it was`() async throws {
        let table = try await tables.makeTable().tableName
        let item = try SampleItems.everything(key: "k")
        let put = try await client.putItem(
            PutItemRequest(
                tableName: table, item: WireItem(item), returnConsumedCapacity: .total))
        #expect(put.attributes == nil)
        #expect(try #require(put.consumedCapacity?.capacityUnits) > 0)
        let got = try await client.getItem(
            GetItemRequest(
                tableName: table, key: ["pk": .string("k")], consistentRead: true,
                returnConsumedCapacity: .total))
        #expect(got.item == item)
        #expect(got.consumedCapacity?.tableName == table)
        #expect(try #require(got.consumedCapacity?.capacityUnits) > 0)
        let missing = try await client.getItem(
            GetItemRequest(tableName: table, key: ["pk": .string("none")]))
        #expect(missing.item == nil)
    }

    @Test func `a projection gives the attributes that it names`() async throws {
        let table = try await tables.makeTable().tableName
        // Moto projects no items that have everything in them.
        try await tables.write(
            [["pk": .string("k"), "a b": .string("x"), "n": .number(3), "rest": .null]], to: table)
        let projected = try await client.getItem(
            GetItemRequest(
                tableName: table, key: ["pk": .string("k")], projectionExpression: "#a, n",
                expressionAttributeNames: ["#a": "a b"]))
        #expect(projected.item == ["a b": .string("x"), "n": .number(3)])
    }

    @Test func `writes return what they are asked for`() async throws {
        let table = try await tables.makeTable().tableName
        let key: WireItem = ["pk": .string("k")]
        let first: Item = ["pk": .string("k"), "a": .number(1), "b": .string("x")]
        _ = try await client.putItem(PutItemRequest(tableName: table, item: WireItem(first)))
        let put = try await client.putItem(
            PutItemRequest(
                tableName: table, item: ["pk": .string("k"), "a": .number(2)],
                returnValues: .allOld))
        #expect(put.attributes == first)

        let update = { (returned: ReturnValue) in
            UpdateItemRequest(
                tableName: table, key: key, returnValues: returned,
                updateExpression: "SET a = a + :one, c = if_not_exists(c, :c)",
                expressionAttributeValues: [":one": .number(1), ":c": .list([.bool(true)])])
        }
        let allNew = try await client.updateItem(update(.allNew)).attributes
        #expect(allNew == ["pk": .string("k"), "a": .number(3), "c": .list([.bool(true)])])
        let updatedOld = try await client.updateItem(update(.updatedOld)).attributes
        #expect(updatedOld?["a"] == .number(3))
        let updatedNew = try await client.updateItem(update(.updatedNew)).attributes
        #expect(updatedNew?["a"] == .number(5))
        let allOld = try await client.updateItem(update(.allOld)).attributes
        #expect(allOld == ["pk": .string("k"), "a": .number(5), "c": .list([.bool(true)])])

        let deleted = try await client.deleteItem(
            DeleteItemRequest(tableName: table, key: key, returnValues: .allOld))
        #expect(deleted.attributes?["a"] == .number(6))
        let again = try await client.deleteItem(
            DeleteItemRequest(tableName: table, key: key, returnValues: .allOld))
        #expect(again.attributes == nil)
    }

    @Test(arguments: ["put", "update", "delete"])
    func `a condition that fails tells the item where it is asked for`(
        operation: String
    ) async throws {
        let table = try await tables.makeTable().tableName
        let item: Item = ["pk": .string("k"), "secret": .string("a private value")]
        _ = try await client.putItem(
            PutItemRequest(
                tableName: table, item: WireItem(item),
                conditionExpression: "attribute_not_exists(pk)"))
        for asks in [true, false] {
            do {
                try await fail(operation, table, asks ? .allOld : nil)
                Issue.record("nothing was thrown")
            } catch let error as ClientError {
                #expect(error.code == .conditionalCheckFailed)
                #expect(error.status == 400)
                #expect(error.attempts == 1)
                #expect(error.delivery == .refused)
                #expect(error.disposition == .fatal)
                #expect(!"\(error)".contains("private"))
                var dumped = ""
                dump(error, to: &dumped)
                #expect(!dumped.contains("private"))
                let found = try error.item.map { try Item(wire: $0.span.bytes) }
                #expect(found == (asks ? item : nil))
            }
        }
        let kept = try await client.getItem(
            GetItemRequest(tableName: table, key: ["pk": .string("k")]))
        #expect(kept.item == item)
    }

    private func fail(
        _ operation: String, _ table: String, _ returned: ReturnValuesOnConditionCheckFailure?
    ) async throws {
        let key: WireItem = ["pk": .string("k")]
        let condition = "#s = :other"
        let names = ["#s": "secret"]
        let values: Item = [":other": .string("other")]
        switch operation {
        case "put":
            _ = try await client.putItem(
                PutItemRequest(
                    tableName: table, item: key, conditionExpression: condition,
                    expressionAttributeNames: names, expressionAttributeValues: values,
                    returnValuesOnConditionCheckFailure: returned))
        case "update":
            _ = try await client.updateItem(
                UpdateItemRequest(
                    tableName: table, key: key, updateExpression: "REMOVE gone",
                    conditionExpression: condition, expressionAttributeNames: names,
                    expressionAttributeValues: values,
                    returnValuesOnConditionCheckFailure: returned))
        default:
            _ = try await client.deleteItem(
                DeleteItemRequest(
                    tableName: table, key: key, conditionExpression: condition,
                    expressionAttributeNames: names, expressionAttributeValues: values,
                    returnValuesOnConditionCheckFailure: returned))
        }
    }

    @Test func `what is malformed is refused once, and no item is in the words`() async throws {
        let table = try await tables.makeTable().tableName
        do {
            _ = try await client.putItem(
                PutItemRequest(tableName: table, item: ["other": .string("a private value")]))
            Issue.record("nothing was thrown")
        } catch let error as ClientError {
            #expect(error.code == .validation)
            #expect(error.status == 400)
            #expect(error.attempts == 1)
            #expect(error.disposition == .fatal)
            #expect(!"\(error)".contains("private"))
        }
    }
}
