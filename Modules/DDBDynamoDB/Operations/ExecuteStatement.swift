public import DDBAttributes
import DDBClientCore
package import DDBJSON

/// Asks for a statement of PartiQL to be executed.
public struct ExecuteStatementRequest: Sendable, Hashable {
    /// The statement.
    public var statement: String
    /// The values of its question marks.
    public var parameters: [AttributeValue]
    /// Whether a read sees every write before it; at twice the price.
    public var consistentRead: Bool?
    /// Where to begin: the token of the page before.
    public var nextToken: String?
    /// What the reply tells about the capacity that the call took.
    public var returnConsumedCapacity: ReturnConsumedCapacity?
    /// The most items that are looked at.
    public var limit: Int?
    /// What the error of a failed condition holds.
    public var returnValuesOnConditionCheckFailure: ReturnValuesOnConditionCheckFailure?

    /// Creates a request.
    public init(
        statement: String, parameters: [AttributeValue] = [], consistentRead: Bool? = nil,
        nextToken: String? = nil, returnConsumedCapacity: ReturnConsumedCapacity? = nil,
        limit: Int? = nil,
        returnValuesOnConditionCheckFailure: ReturnValuesOnConditionCheckFailure? = nil
    ) {
        self.statement = statement
        self.parameters = parameters
        self.consistentRead = consistentRead
        self.nextToken = nextToken
        self.returnConsumedCapacity = returnConsumedCapacity
        self.limit = limit
        self.returnValuesOnConditionCheckFailure = returnValuesOnConditionCheckFailure
    }
}

extension ExecuteStatementRequest: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("Statement", statement)
        if !parameters.isEmpty {
            writer.name("Parameters")
            writer.beginArray()
            for value in parameters { writer.raw { WireEncoder.append(value, to: &$0) } }
            writer.endArray()
        }
        writer.member("ConsistentRead", consistentRead)
        writer.member("NextToken", nextToken)
        writer.member("ReturnConsumedCapacity", returnConsumedCapacity)
        writer.member("Limit", limit)
        writer.member("ReturnValuesOnConditionCheckFailure", returnValuesOnConditionCheckFailure)
    }
}

extension ExecuteStatementRequest: ItemBearingOperation {
    package static var operation: String { "ExecuteStatement" }
    static var shape: ReplyShape { .items(member: "Items") }
    static var wireMembers: Set<String> { ["LastEvaluatedKey"] }
}

/// Holds one page of what a statement gives.
public struct ExecuteStatementReply: Sendable {
    /// The items, as new images of records.
    public var items: ItemBatch
    /// Where the next page begins; nil on the last one.
    public var nextToken: String?
    /// The key of the last item that was looked at; nil on the last page.
    public var lastEvaluatedKey: WireItem?
    /// The capacity that the call took, where it was asked for.
    public var consumedCapacity: ConsumedCapacity?
}

extension DynamoDBClient {
    /// Executes a statement of PartiQL.
    ///
    /// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExecuteStatement.html
    ///
    /// - Parameter table: The name that records have for their table, which the statement hides.
    /// - Throws: `ClientError` where the call does not succeed, or an item of its reply is none;
    ///   `CancellationError`.
    public func executeStatement(
        _ request: ExecuteStatementRequest, table: String = ""
    ) async throws -> ExecuteStatementReply {
        let reply = try ExecuteStatementRequest.decode(
            try await client.send(request), origin: .scan, table: table)
        let rest: StatementRest = try ExecuteStatementRequest.rest(reply)
        return ExecuteStatementReply(
            items: reply.decoded.batch, nextToken: rest.nextToken,
            lastEvaluatedKey: try ExecuteStatementRequest.wireItem("LastEvaluatedKey", of: reply),
            consumedCapacity: rest.consumedCapacity)
    }
}

/// The members of a reply besides the items.
private struct StatementRest: JSONReadable {
    var nextToken: String?
    var consumedCapacity: ConsumedCapacity?

    init(_ members: JSONMembers) throws(JSONMemberError) {
        nextToken = try members.string("NextToken")
        consumedCapacity = try members.structure("ConsumedCapacity")
    }
}
