/// The operations that fault rules may name.
enum KnownOperations {
    static let all: Set<String> = DynamoDBService.operationNames.union([
        "ListStreams", "DescribeStream", "GetShardIterator", "GetRecords",
        "CreateStream", "DeleteStream", "ListShards", "PutRecord", "PutRecords", "SplitShard",
        "MergeShards", "DescribeStreamSummary",
        "AssumeRole", "AssumeRoleWithWebIdentity", "GetCallerIdentity",
        "GetObject", "HeadObject", "PutObject", "DeleteObject", "ListObjectsV2",
        "CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload", "AbortMultipartUpload",
    ])
}
