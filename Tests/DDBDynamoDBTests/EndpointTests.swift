import DDBAttributes
import DDBClientCore
import DDBDynamoDB
import DDBHTTP
import DDBTestKit
import Testing

/// Tables that are named by ARN have hosts of their accounts.
@Suite struct EndpointTests {
    static let arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders"
    static let account = "123456789012.ddb.eu-west-1.amazonaws.com"
    static let region = "dynamodb.eu-west-1.amazonaws.com"

    private func host(
        _ send: (DynamoDBClient) async throws -> Void
    ) async throws -> String? {
        let scripted = try ScriptedClient(steps: [.refusal("ValidationException")])
        let client = DynamoDBClient(
            settings: ClientSettings(region: "eu-west-1"), components: scripted.components)
        await #expect(throws: ClientError.self) { try await send(client) }
        return scripted.transport.exchanges.first?.request.endpoint.host
    }

    @Test(arguments: [(arn, account), ("orders", region)])
    func `operations on one table`(table: String, expected: String) async throws {
        let key: WireItem = ["k": .string("a")]
        #expect(try await host { _ = try await $0.scan(.init(tableName: table)) } == expected)
        #expect(
            try await host { _ = try await $0.getItem(.init(tableName: table, key: key)) }
                == expected)
        #expect(
            try await host { _ = try await $0.describeTable(.init(tableName: table)) } == expected)
    }

    @Test(arguments: [([arn, "aaa"], account), (["aaa", "bbb"], region)])
    func `operations on several tables`(tables: [String], expected: String) async throws {
        let key: WireItem = ["k": .string("a")]
        let writes = Dictionary(
            uniqueKeysWithValues: tables.map { ($0, [WriteRequest.delete(key: key)]) })
        #expect(
            try await host { _ = try await $0.batchWriteItem(.init(requestItems: writes)) }
                == expected)
        let reads = writes.mapValues { _ in KeysAndAttributes(keys: [key]) }
        #expect(
            try await host { _ = try await $0.batchGetItem(.init(requestItems: reads)) }
                == expected)
        let transaction = tables.map {
            TransactWriteItem.delete(TransactDelete(key: key, tableName: $0))
        }
        #expect(
            try await host {
                _ = try await $0.transactWriteItems(.init(transactItems: transaction))
            } == expected)
    }

    @Test func `exports are of a table's account too`() async throws {
        #expect(
            try await host {
                _ = try await $0.exportTableToPointInTime(
                    .init(tableARN: Self.arn, s3Bucket: "b"))
            } == Self.account)
        #expect(
            try await host {
                _ = try await $0.describeExport(.init(exportARN: Self.arn + "/export/01-ab"))
            } == Self.account)
        #expect(try await host { _ = try await $0.listExports(.init()) } == Self.region)
    }
}
