public import DDBClientCore

/// Calls operations of DynamoDB.
///
/// A client is a value over one `ServiceClient`, with which its copies share
/// connections, retry quota and clock correction; make one and pass it around.
///
/// ```swift
/// let client = DynamoDBClient(settings: settings, components: components)
/// let page = try await client.scan(ScanRequest(tableName: "orders", limit: 100))
/// for record in page.items.records { print(page.items.item(at: record.newImage)) }
/// ```
///
/// Names of tables may be ARNs wherever AWS takes them. Parameters that expressions have replaced
/// (`AttributesToGet`, `KeyConditions`, `Expected` and their like) are left out.
public struct DynamoDBClient: Sendable {
    /// What sends the calls.
    public let client: ServiceClient

    /// Creates a client.
    public init(settings: ClientSettings, components: ClientComponents) {
        client = ServiceClient(.dynamoDB, settings: settings, components: components)
    }
}
