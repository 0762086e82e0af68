import DDBClientCore
package import DDBJSON

/// Asks about an export.
public struct DescribeExportRequest: Sendable, Hashable {
    /// The ARN of the export.
    public var exportARN: String

    /// Creates a request.
    public init(exportARN: String) {
        self.exportARN = exportARN
    }
}

extension DescribeExportRequest: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("ExportArn", exportARN)
    }
}

extension DescribeExportRequest: JSONOperation {
    package static var operation: String { "DescribeExport" }
    package var resource: String? { exportARN }
}

/// Tells about an export.
public struct DescribeExportReply: Sendable, Hashable {
    /// What is known about it.
    public var exportDescription: ExportDescription
}

extension DescribeExportReply: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        exportDescription = try members.required("ExportDescription", members.structure)
    }
}

extension DynamoDBClient {
    /// Describes an export.
    ///
    /// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeExport.html
    ///
    /// - Throws: `ClientError` where the call does not succeed; `CancellationError`.
    public func describeExport(
        _ request: DescribeExportRequest
    ) async throws -> DescribeExportReply {
        try await client.reply(to: request)
    }
}
