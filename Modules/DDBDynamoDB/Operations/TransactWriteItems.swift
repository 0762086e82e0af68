import DDBBase
package import DDBClientCore
package import DDBJSON

/// Asks for writes that happen together or not at all, at most 100.
public struct TransactWriteItemsRequest: Sendable, Hashable {
    /// The writes and checks, each of another item.
    public var transactItems: [TransactWriteItem]
    /// What the reply tells about the capacity that the call took.
    public var returnConsumedCapacity: ReturnConsumedCapacity?
    /// Whether the reply tells the size of item collections.
    public var returnItemCollectionMetrics: ReturnItemCollectionMetrics?
    /// The token by which calls are known to be one, for ten minutes; nil for a new one.
    public var clientRequestToken: String?

    /// Creates a request.
    public init(
        transactItems: [TransactWriteItem], returnConsumedCapacity: ReturnConsumedCapacity? = nil,
        returnItemCollectionMetrics: ReturnItemCollectionMetrics? = nil,
        clientRequestToken: String? = nil
    ) {
        self.transactItems = transactItems
        self.returnConsumedCapacity = returnConsumedCapacity
        self.returnItemCollectionMetrics = returnItemCollectionMetrics
        self.clientRequestToken = clientRequestToken
    }
}

extension TransactWriteItemsRequest: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.name("TransactItems")
        writer.list(transactItems)
        writer.member("ReturnConsumedCapacity", returnConsumedCapacity)
        writer.member("ReturnItemCollectionMetrics", returnItemCollectionMetrics)
        writer.member("ClientRequestToken", clientRequestToken)
    }
}

extension TransactWriteItemsRequest: JSONOperation {
    package static var operation: String { "TransactWriteItems" }
    /// The most writes and checks of a call.
    static var itemCountMax: Int { 100 }

    package var resource: String? {
        transactItems.lazy.map(\.tableName).first { $0.hasPrefix("arn:") }
    }

    package func validate() throws(ClientError) {
        guard (1...Self.itemCountMax).contains(transactItems.count) else {
            throw Self.invalid(
                "TransactWriteItems takes 1 to \(Self.itemCountMax) writes and checks, not "
                    + "\(transactItems.count).")
        }
    }
}

/// Tells of writes that happened together.
public struct TransactWriteItemsReply: Sendable, Hashable {
    /// The capacity that the call took of each table, where it was asked for.
    public var consumedCapacity: [ConsumedCapacity]
    /// The sizes of item collections by table, where they were asked for.
    public var itemCollectionMetrics: [String: [ItemCollectionMetrics]]
}

extension TransactWriteItemsReply: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        consumedCapacity = try members.structures("ConsumedCapacity")
        itemCollectionMetrics = try members.lists("ItemCollectionMetrics")
    }
}

extension DynamoDBClient {
    /// Makes writes together or not at all.
    ///
    /// Without a client request token the call gets one, so that attempts of it write once.
    ///
    /// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
    ///
    /// - Throws: `ClientError` where the call does not succeed, as `TransactionCanceledException`
    ///   with a reason for each write; `CancellationError`.
    public func transactWriteItems(
        _ request: TransactWriteItemsRequest
    ) async throws -> TransactWriteItemsReply {
        var request = request
        request.clientRequestToken = request.clientRequestToken ?? client.components.random.uuid()
        return try await client.reply(to: request)
    }
}
