public import DDBClientCore

extension DynamoDBClient {
    /// The most pages of a list of tables or exports.
    private static var listPageCountMax: Int { 100_000 }

    /// Lists all tables of the account in the region, page by page.
    public func listTablesPages(
        _ request: ListTablesRequest = ListTablesRequest()
    ) -> Pages<ListTablesRequest, ListTablesReply> {
        Pages(
            first: request, operation: ListTablesRequest.operation,
            pageCountMax: Self.listPageCountMax,
            fetch: { try await listTables($0) },
            next: { request, reply in
                guard let name = reply.lastEvaluatedTableName else { return nil }
                var next = request
                next.exclusiveStartTableName = name
                return next
            })
    }

    /// Lists all exports of the last 90 days, page by page.
    public func listExportsPages(
        _ request: ListExportsRequest = ListExportsRequest()
    ) -> Pages<ListExportsRequest, ListExportsReply> {
        Pages(
            first: request, operation: ListExportsRequest.operation,
            pageCountMax: Self.listPageCountMax,
            fetch: { try await listExports($0) },
            next: { request, reply in
                guard let token = reply.nextToken else { return nil }
                var next = request
                next.nextToken = token
                return next
            })
    }
}
