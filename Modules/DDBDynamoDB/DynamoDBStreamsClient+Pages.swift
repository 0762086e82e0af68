public import DDBClientCore

extension DynamoDBStreamsClient {
    /// The most pages of a list of shards or streams: 100 entries each.
    private static var listPageCountMax: Int { 10_000 }

    /// Lists all shards of a stream, page by page.
    ///
    /// Pages may be empty. The list shows the shards as of different moments: a parent may seem
    /// open while its child is there.
    public func describeStreamPages(
        _ request: DescribeStreamRequest
    ) -> Pages<DescribeStreamRequest, DescribeStreamReply> {
        Pages(
            first: request, operation: DescribeStreamRequest.operation,
            pageCountMax: Self.listPageCountMax,
            fetch: { try await describeStream($0) },
            next: { request, reply in
                guard let shard = reply.streamDescription.lastEvaluatedShardID else { return nil }
                var next = request
                next.exclusiveStartShardID = shard
                return next
            })
    }

    /// Lists all streams, page by page.
    public func listStreamsPages(
        _ request: ListStreamsRequest = ListStreamsRequest()
    ) -> Pages<ListStreamsRequest, ListStreamsReply> {
        Pages(
            first: request, operation: ListStreamsRequest.operation,
            pageCountMax: Self.listPageCountMax,
            fetch: { try await listStreams($0) },
            next: { request, reply in
                guard let arn = reply.lastEvaluatedStreamARN else { return nil }
                var next = request
                next.exclusiveStartStreamARN = arn
                return next
            })
    }
}
