import DDBClientCore
package import DDBJSON

/// Asks about a table.
public struct DescribeTableRequest: Sendable, Hashable {
    /// The table: its name, or its ARN, which may be that of another account.
    public var tableName: String

    /// Creates a request.
    public init(tableName: String) {
        self.tableName = tableName
    }
}

extension DescribeTableRequest: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("TableName", tableName)
    }
}

extension DescribeTableRequest: JSONOperation {
    package static var operation: String { "DescribeTable" }
    package var resource: String? { tableName }
}

/// Tells about a table.
public struct DescribeTableReply: Sendable, Hashable {
    /// What is known about it.
    public var table: TableDescription
}

extension DescribeTableReply: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        table = try members.required("Table", members.structure)
    }
}

extension DynamoDBClient {
    /// Describes a table.
    ///
    /// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html
    ///
    /// - Throws: `ClientError` where the call does not succeed; `CancellationError`.
    public func describeTable(
        _ request: DescribeTableRequest
    ) async throws -> DescribeTableReply {
        try await client.reply(to: request)
    }
}
