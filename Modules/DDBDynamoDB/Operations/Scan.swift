public import DDBAttributes
public import DDBClientCore
package import DDBJSON

/// Asks for one page of the items of a table or index, in no order of theirs.
public struct ScanRequest: Sendable, Hashable {
    /// The table: its name, or its ARN, which may be that of another account.
    public var tableName: String
    /// The index that is read instead of the table.
    public var indexName: String?
    /// The most items that are looked at, filtered or not.
    public var limit: Int?
    /// What is returned of each item.
    public var select: Select?
    /// Where to begin: the last evaluated key of the page before, unchanged.
    public var exclusiveStartKey: WireItem?
    /// What the reply tells about the capacity that the call took.
    public var returnConsumedCapacity: ReturnConsumedCapacity?
    /// Into how many segments the table is divided, 1 to 1,000,000; a key to begin at belongs to
    /// one division.
    public var totalSegments: Int?
    /// Which segment is read, counted from 0.
    public var segment: Int?
    /// The attributes that are returned; nil for all.
    public var projectionExpression: String?
    /// The condition that the items returned meet; what it leaves out is paid for too.
    public var filterExpression: String?
    /// The names that stand for attributes in the expressions, with their `#`.
    public var expressionAttributeNames: [String: String]
    /// The values of the expressions, named with their `:`.
    public var expressionAttributeValues: Item
    /// Whether the read sees every write before it; at twice the price, and not from global
    /// indexes.
    public var consistentRead: Bool?

    /// Creates a request.
    public init(
        tableName: String, indexName: String? = nil, limit: Int? = nil, select: Select? = nil,
        exclusiveStartKey: WireItem? = nil, returnConsumedCapacity: ReturnConsumedCapacity? = nil,
        totalSegments: Int? = nil, segment: Int? = nil, projectionExpression: String? = nil,
        filterExpression: String? = nil, expressionAttributeNames: [String: String] = [:],
        expressionAttributeValues: Item = Item(), consistentRead: Bool? = nil
    ) {
        self.tableName = tableName
        self.indexName = indexName
        self.limit = limit
        self.select = select
        self.exclusiveStartKey = exclusiveStartKey
        self.returnConsumedCapacity = returnConsumedCapacity
        self.totalSegments = totalSegments
        self.segment = segment
        self.projectionExpression = projectionExpression
        self.filterExpression = filterExpression
        self.expressionAttributeNames = expressionAttributeNames
        self.expressionAttributeValues = expressionAttributeValues
        self.consistentRead = consistentRead
    }
}

extension ScanRequest: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("TableName", tableName)
        writer.member("IndexName", indexName)
        writer.member("Limit", limit)
        writer.member("Select", select)
        writer.member("ExclusiveStartKey", exclusiveStartKey)
        writer.member("ReturnConsumedCapacity", returnConsumedCapacity)
        writer.member("TotalSegments", totalSegments)
        writer.member("Segment", segment)
        writer.member("ProjectionExpression", projectionExpression)
        writer.member("FilterExpression", filterExpression)
        writer.member("ExpressionAttributeNames", expressionAttributeNames)
        writer.member("ExpressionAttributeValues", expressionAttributeValues)
        writer.member("ConsistentRead", consistentRead)
    }
}

extension ScanRequest: ItemBearingOperation {
    package static var operation: String { "Scan" }
    package var resource: String? { tableName }
    static var shape: ReplyShape { .items(member: "Items") }
    static var wireMembers: Set<String> { ["LastEvaluatedKey"] }
}

/// Holds one page of a scan.
public struct ScanReply: Sendable {
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
    /// Reads one page of a table or index: 1 MB, or as many items as the limit says.
    ///
    /// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html
    ///
    /// - Throws: `ClientError` where the call does not succeed, or an item of its reply is none;
    ///   `CancellationError`.
    public func scan(_ request: ScanRequest) async throws -> ScanReply {
        let reply = try ScanRequest.decode(
            try await client.send(request), origin: .scan, table: request.recordTable)
        if request.select != .count { try ScanRequest.requireItems(reply) }
        let rest: PageRest = try ScanRequest.rest(reply)
        return ScanReply(
            items: reply.decoded.batch, count: rest.count, scannedCount: rest.scannedCount,
            lastEvaluatedKey: try ScanRequest.wireItem("LastEvaluatedKey", of: reply),
            consumedCapacity: rest.consumedCapacity)
    }

    /// Reads a table, index or segment to its end, page by page.
    public func scanPages(_ request: ScanRequest) -> Pages<ScanRequest, ScanReply> {
        Pages(
            first: request, operation: ScanRequest.operation,
            fetch: { try await scan($0) },
            next: { request, reply in
                guard let key = reply.lastEvaluatedKey else { return nil }
                var next = request
                next.exclusiveStartKey = key
                return next
            })
    }
}
