import DDBClientCore
package import DDBJSON

/// Asks for the end of a table.
public struct DeleteTableRequest: Sendable, Hashable {
    /// The table: its name, or its ARN, which may be that of another account.
    public var tableName: String

    /// Creates a request.
    public init(tableName: String) {
        self.tableName = tableName
    }
}

extension DeleteTableRequest: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("TableName", tableName)
    }
}

extension DeleteTableRequest: JSONOperation {
    package static var operation: String { "DeleteTable" }
    package static var retriesLimitExceeded: Bool { false }
    package var resource: String? { tableName }
}

/// Tells about a table that is being deleted.
public struct DeleteTableReply: Sendable, Hashable {
    /// What is known about it.
    public var tableDescription: TableDescription
}

extension DeleteTableReply: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        tableDescription = try members.required("TableDescription", members.structure)
    }
}

extension DynamoDBClient {
    /// Begins to delete a table with all its items.
    ///
    /// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteTable.html
    ///
    /// - Throws: `ClientError` where the call does not succeed; `CancellationError`.
    public func deleteTable(
        _ request: DeleteTableRequest
    ) async throws -> DeleteTableReply {
        try await client.reply(to: request)
    }
}
