/// The operations that fault rules may name.
enum KnownOperations {
    static let all: Set<String> = DynamoDBService.operationNames.union([
        "ListStreams", "DescribeStream", "GetShardIterator", "GetRecords",
        "CreateStream", "DeleteStream", "ListShards", "PutRecord", "PutRecords", "SplitShard",
        "MergeShards", "DescribeStreamSummary",
    ]).union(StreamingDestinations.operationNames).union(ExportService.operationNames)
        .union(STSService.operationNames).union(S3Operation.allCases.map(\.rawValue))
}
