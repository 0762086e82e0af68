import DDBClientCore
package import DDBJSON

/// Asks how a table is backed up.
public struct DescribeContinuousBackupsRequest: Sendable, Hashable {
    /// The table: its name, or its ARN, which may be that of another account.
    public var tableName: String

    /// Creates a request.
    public init(tableName: String) {
        self.tableName = tableName
    }
}

extension DescribeContinuousBackupsRequest: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("TableName", tableName)
    }
}

extension DescribeContinuousBackupsRequest: JSONOperation {
    package static var operation: String { "DescribeContinuousBackups" }
    package var resource: String? { tableName }
}

/// Tells how a table is backed up.
public struct DescribeContinuousBackupsReply: Sendable, Hashable {
    /// How it is.
    public var continuousBackupsDescription: ContinuousBackupsDescription
}

extension DescribeContinuousBackupsReply: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        continuousBackupsDescription = try members.required(
            "ContinuousBackupsDescription", members.structure)
    }
}

extension DynamoDBClient {
    /// Describes the backups of a table, and as of which moments it can be exported.
    ///
    /// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeContinuousBackups.html
    ///
    /// - Throws: `ClientError` where the call does not succeed; `CancellationError`.
    public func describeContinuousBackups(
        _ request: DescribeContinuousBackupsRequest
    ) async throws -> DescribeContinuousBackupsReply {
        try await client.reply(to: request)
    }
}
