import DDBClientCore
package import DDBJSON

/// Asks for the names of tables.
public struct ListTablesRequest: Sendable, Hashable {
    /// The name behind which to begin: the last evaluated one of the page before.
    public var exclusiveStartTableName: String?
    /// The most names of the page, 1 to 100.
    public var limit: Int?

    /// Creates a request.
    public init(exclusiveStartTableName: String? = nil, limit: Int? = nil) {
        self.exclusiveStartTableName = exclusiveStartTableName
        self.limit = limit
    }
}

extension ListTablesRequest: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("ExclusiveStartTableName", exclusiveStartTableName)
        writer.member("Limit", limit)
    }
}

extension ListTablesRequest: JSONOperation {
    package static var operation: String { "ListTables" }
}

/// Holds one page of names of tables.
public struct ListTablesReply: Sendable, Hashable {
    /// The names, in their order.
    public var tableNames: [String]
    /// Where the next page begins; nil on the last one.
    public var lastEvaluatedTableName: String?
}

extension ListTablesReply: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        tableNames = try members.strings("TableNames")
        lastEvaluatedTableName = try members.string("LastEvaluatedTableName")
    }
}

extension DynamoDBClient {
    /// Lists the tables of the account in the region.
    ///
    /// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTables.html
    ///
    /// - Throws: `ClientError` where the call does not succeed; `CancellationError`.
    public func listTables(
        _ request: ListTablesRequest
    ) async throws -> ListTablesReply {
        try await client.reply(to: request)
    }
}
