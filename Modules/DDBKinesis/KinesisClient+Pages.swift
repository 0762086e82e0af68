public import DDBClientCore

extension KinesisClient {
    /// The most pages of a list of shards: 1,000 each unless the request says otherwise.
    private static var listPageCountMax: Int { 10_000 }

    /// Lists all shards of a stream, page by page.
    public func listShardsPages(
        _ request: ListShardsRequest
    ) -> Pages<ListShardsRequest, ListShardsReply> {
        Pages(
            first: request, operation: ListShardsRequest.operation,
            pageCountMax: Self.listPageCountMax,
            fetch: { try await listShards($0) },
            next: { request, reply in
                guard let token = reply.nextToken else { return nil }
                var next = request
                next.nextToken = token
                return next
            })
    }
}
