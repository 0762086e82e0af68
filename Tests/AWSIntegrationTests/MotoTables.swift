import DDBAttributes
import DDBBase
import DDBClientCore
import DDBDynamoDB
import DDBHTTP
import DDBTestSupport
import Testing

/// Clients of the shared moto over the real transport, and tables of a test's own.
struct MotoTables {
    let moto: MotoServer
    let settings: ClientSettings
    let components: ClientComponents
    let dynamoDB: DynamoDBClient
    let streams: DynamoDBStreamsClient

    /// - Parameter region: One that no other test uses, for a test that counts tables.
    init(region: String? = nil) throws {
        moto = try #require(try MotoServer.shared())
        var settings = moto.settings
        if let region { settings.region = region }
        self.settings = settings
        components = try AWSIntegrationTests.components(moto.administrator)
        dynamoDB = DynamoDBClient(settings: settings, components: components)
        streams = DynamoDBStreamsClient(settings: settings, components: components)
    }

    /// A name that no other test has.
    static func freshName(_ prefix: String = "table") -> String {
        prefix + "." + SystemRandomSource().uuid()
    }

    /// Creates a table with the key `pk`, and `sk` (a number) where it is to have a sort key.
    func makeTable(
        _ name: String = MotoTables.freshName(), hasSortKey: Bool = false,
        stream: StreamViewType? = nil
    ) async throws -> TableDescription {
        var attributes = [AttributeDefinition(attributeName: "pk", attributeType: .string)]
        var keys = [KeySchemaElement(attributeName: "pk", keyType: .hash)]
        if hasSortKey {
            attributes.append(AttributeDefinition(attributeName: "sk", attributeType: .number))
            keys.append(KeySchemaElement(attributeName: "sk", keyType: .range))
        }
        _ = try await dynamoDB.createTable(
            CreateTableRequest(
                tableName: name, attributeDefinitions: attributes, keySchema: keys,
                billingMode: .payPerRequest,
                streamSpecification: stream.map {
                    StreamSpecification(streamEnabled: true, streamViewType: $0)
                }))
        return try await dynamoDB.waitUntilTableActive(name)
    }

    /// Writes items, 25 at once.
    func write(_ items: [Item], to table: String) async throws {
        var rest = items[...]
        while !rest.isEmpty {
            let reply = try await dynamoDB.batchWriteItem(
                BatchWriteItemRequest(
                    requestItems: [table: rest.prefix(25).map { .put(WireItem($0)) }]))
            #expect(reply.unprocessedItems.isEmpty)
            rest = rest.dropFirst(25)
        }
    }

    /// All items of a table, by their `pk`.
    func contents(of table: String) async throws -> [String: Item] {
        var found: [String: Item] = [:]
        for try await page in dynamoDB.scanPages(ScanRequest(tableName: table)) {
            for item in page.items.allItems { found[item.text("pk")] = item }
        }
        return found
    }
}

extension ItemBatch {
    /// The new images of all records.
    var allItems: [Item] { records.map { item(at: $0.newImage) } }
}

extension Item {
    /// The text of an attribute that is a string; empty where it is none.
    func text(_ name: String) -> String {
        if case .string(let text) = self[name] { text } else { "" }
    }
}

extension AttributeValue {
    /// A number, of tests.
    static func number(_ value: Int) -> AttributeValue { .number(DecimalNumber(Int64(value))) }
}
