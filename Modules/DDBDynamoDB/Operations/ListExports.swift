import DDBClientCore
package import DDBJSON

/// Asks for the exports of the last 90 days.
public struct ListExportsRequest: Sendable, Hashable {
    /// The table; nil for all tables of the region.
    public var tableARN: String?
    /// The most exports of the page, 1 to 25.
    public var maxResults: Int?
    /// Where to begin: the token of the page before.
    public var nextToken: String?

    /// Creates a request.
    public init(tableARN: String? = nil, maxResults: Int? = nil, nextToken: String? = nil) {
        self.tableARN = tableARN
        self.maxResults = maxResults
        self.nextToken = nextToken
    }
}

extension ListExportsRequest: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("TableArn", tableARN)
        writer.member("MaxResults", maxResults)
        writer.member("NextToken", nextToken)
    }
}

extension ListExportsRequest: JSONOperation {
    package static var operation: String { "ListExports" }
    package var resource: String? { tableARN }
}

/// Holds one page of exports.
public struct ListExportsReply: Sendable, Hashable {
    /// The exports.
    public var exportSummaries: [ExportSummary]
    /// Where the next page begins; nil on the last one.
    public var nextToken: String?
}

extension ListExportsReply: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        exportSummaries = try members.structures("ExportSummaries")
        nextToken = try members.string("NextToken")
    }
}

extension DynamoDBClient {
    /// Lists exports.
    ///
    /// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListExports.html
    ///
    /// - Throws: `ClientError` where the call does not succeed; `CancellationError`.
    public func listExports(
        _ request: ListExportsRequest
    ) async throws -> ListExportsReply {
        try await client.reply(to: request)
    }
}
