import DDBClientCore
package import DDBJSON

/// Asks for another way to back up a table.
public struct UpdateContinuousBackupsRequest: Sendable, Hashable {
    /// The table: its name, or its ARN, which may be that of another account.
    public var tableName: String
    /// Whether it can be restored and exported as of a moment.
    public var pointInTimeRecoverySpecification: PointInTimeRecoverySpecification

    /// Creates a request.
    public init(
        tableName: String, pointInTimeRecoverySpecification: PointInTimeRecoverySpecification
    ) {
        self.tableName = tableName
        self.pointInTimeRecoverySpecification = pointInTimeRecoverySpecification
    }
}

extension UpdateContinuousBackupsRequest: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("TableName", tableName)
        writer.member("PointInTimeRecoverySpecification", pointInTimeRecoverySpecification)
    }
}

extension UpdateContinuousBackupsRequest: JSONOperation {
    package static var operation: String { "UpdateContinuousBackups" }
    package static var retriesLimitExceeded: Bool { false }
    package var resource: String? { tableName }
}

/// Tells how a table is backed up.
public struct UpdateContinuousBackupsReply: Sendable, Hashable {
    /// How it is.
    public var continuousBackupsDescription: ContinuousBackupsDescription
}

extension UpdateContinuousBackupsReply: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        continuousBackupsDescription = try members.required(
            "ContinuousBackupsDescription", members.structure)
    }
}

extension DynamoDBClient {
    /// Changes whether a table can be restored and exported as of a moment.
    ///
    /// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateContinuousBackups.html
    ///
    /// - Throws: `ClientError` where the call does not succeed; `CancellationError`.
    public func updateContinuousBackups(
        _ request: UpdateContinuousBackupsRequest
    ) async throws -> UpdateContinuousBackupsReply {
        try await client.reply(to: request)
    }
}
