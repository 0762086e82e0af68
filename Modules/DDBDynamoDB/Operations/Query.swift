public import DDBAttributes
public import DDBClientCore
package import DDBJSON

/// Asks for one page of the items of one partition key, in the order of the sort key.
public struct QueryRequest: Sendable, Hashable {
    /// The table: its name, or its ARN, which may be that of another account.
    public var tableName: String
    /// The index that is read instead of the table.
    public var indexName: String?
    /// What is returned of each item.
    public var select: Select?
    /// The most items that are looked at, filtered or not.
    public var limit: Int?
    /// Whether the read sees every write before it; at twice the price, and not from global
    /// indexes.
    public var consistentRead: Bool?
    /// Whether the order is ascending, as it is unless this is false.
    public var scanIndexForward: Bool?
    /// Where to begin: the last evaluated key of the page before, unchanged.
    public var exclusiveStartKey: WireItem?
    /// What the reply tells about the capacity that the call took.
    public var returnConsumedCapacity: ReturnConsumedCapacity?
    /// The attributes that are returned; nil for all.
    public var projectionExpression: String?
    /// The condition that the items returned meet; what it leaves out is paid for too.
    public var filterExpression: String?
    /// The condition that keys meet: the partition key is equal to a value.
    public var keyConditionExpression: String?
    /// The names that stand for attributes in the expressions, with their `#`.
    public var expressionAttributeNames: [String: String]
    /// The values of the expressions, named with their `:`.
    public var expressionAttributeValues: Item

    /// Creates a request.
    public init(
        tableName: String, indexName: String? = nil, select: Select? = nil, limit: Int? = nil,
        consistentRead: Bool? = nil, scanIndexForward: Bool? = nil,
        exclusiveStartKey: WireItem? = nil, returnConsumedCapacity: ReturnConsumedCapacity? = nil,
        projectionExpression: String? = nil, filterExpression: String? = nil,
        keyConditionExpression: String? = nil, expressionAttributeNames: [String: String] = [:],
        expressionAttributeValues: Item = Item()
    ) {
        self.tableName = tableName
        self.indexName = indexName
        self.select = select
        self.limit = limit
        self.consistentRead = consistentRead
        self.scanIndexForward = scanIndexForward
        self.exclusiveStartKey = exclusiveStartKey
        self.returnConsumedCapacity = returnConsumedCapacity
        self.projectionExpression = projectionExpression
        self.filterExpression = filterExpression
        self.keyConditionExpression = keyConditionExpression
        self.expressionAttributeNames = expressionAttributeNames
        self.expressionAttributeValues = expressionAttributeValues
    }
}

extension QueryRequest: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("TableName", tableName)
        writer.member("IndexName", indexName)
        writer.member("Select", select)
        writer.member("Limit", limit)
        writer.member("ConsistentRead", consistentRead)
        writer.member("ScanIndexForward", scanIndexForward)
        writer.member("ExclusiveStartKey", exclusiveStartKey)
        writer.member("ReturnConsumedCapacity", returnConsumedCapacity)
        writer.member("ProjectionExpression", projectionExpression)
        writer.member("FilterExpression", filterExpression)
        writer.member("KeyConditionExpression", keyConditionExpression)
        writer.member("ExpressionAttributeNames", expressionAttributeNames)
        writer.member("ExpressionAttributeValues", expressionAttributeValues)
    }
}

extension QueryRequest: ItemBearingOperation {
    package static var operation: String { "Query" }
    package var resource: String? { tableName }
    static var shape: ReplyShape { .items(member: "Items") }
    static var wireMembers: Set<String> { ["LastEvaluatedKey"] }
}

/// Holds one page of a query.
public struct QueryReply: Sendable {
    /// The items, as new images of records; there may be none on a page that is not the last.
    public var items: ItemBatch
    /// How many items are returned, or counted.
    public var count: Int?
    /// How many items were looked at before the filter.
    public var scannedCount: Int?
    /// Where the next page begins; nil on the last one.
    public var lastEvaluatedKey: WireItem?
    /// The capacity that the call took, where it was asked for.
    public var consumedCapacity: ConsumedCapacity?
}

extension DynamoDBClient {
    /// Reads one page of the items of one partition key.
    ///
    /// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html
    ///
    /// - Throws: `ClientError` where the call does not succeed, or an item of its reply is none;
    ///   `CancellationError`.
    public func query(_ request: QueryRequest) async throws -> QueryReply {
        let reply = try QueryRequest.decode(
            try await client.send(request), origin: .scan, table: request.recordTable)
        if request.select != .count { try QueryRequest.requireItems(reply) }
        let rest: PageRest = try QueryRequest.rest(reply)
        return QueryReply(
            items: reply.decoded.batch, count: rest.count, scannedCount: rest.scannedCount,
            lastEvaluatedKey: try QueryRequest.wireItem("LastEvaluatedKey", of: reply),
            consumedCapacity: rest.consumedCapacity)
    }

    /// Reads the items of one partition key to their end, page by page.
    public func queryPages(_ request: QueryRequest) -> Pages<QueryRequest, QueryReply> {
        Pages(
            first: request, operation: QueryRequest.operation,
            fetch: { try await query($0) },
            next: { request, reply in
                guard let key = reply.lastEvaluatedKey else { return nil }
                var next = request
                next.exclusiveStartKey = key
                return next
            })
    }
}
