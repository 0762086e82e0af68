import DDBClientCore
import DDBHTTP

/// Names an object to tell about.
public struct HeadObjectRequest: Sendable, Hashable {
    /// The bucket.
    public var bucket: String
    /// The key.
    public var key: String
    /// The version; nil for the newest.
    public var versionID: String?
    /// The account that the bucket has to belong to; nil leaves it to the client's settings.
    public var expectedBucketOwner: String?

    /// Creates a request.
    public init(
        bucket: String, key: String, versionID: String? = nil, expectedBucketOwner: String? = nil
    ) {
        self.bucket = bucket
        self.key = key
        self.versionID = versionID
        self.expectedBucketOwner = expectedBucketOwner
    }
}

extension S3Client {
    /// Tells the head of an object without its bytes.
    ///
    /// - Throws: `ClientError`, with the status 404 where there is no such object: the answer has
    ///   no body, and so no code. Without the permission `s3:ListBucket` that is a 403.
    ///
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
    public func headObject(_ request: HeadObjectRequest) async throws -> ObjectHead {
        var call = try makeCall(
            "HeadObject", .head, bucket: request.bucket, key: request.key,
            owner: request.expectedBucketOwner)
        if settings.verifiesDownloads { call.headers["x-amz-checksum-mode"] = "ENABLED" }
        if let versionID = request.versionID {
            call.query.append(QueryItem("versionId", versionID))
        }
        // Its content-length and content-encoding are those of a body that does not come.
        let stream = try await open(call)
        stream.body.abandon()
        guard let byteCount = ObjectHead.contentLength(stream.headers) else {
            throw S3Error(
                .malformedReply,
                "The answer to HeadObject for '\(request.key)' in bucket '\(request.bucket)' does "
                    + "not tell the size.")
        }
        return ObjectHead(stream.headers, byteCount: byteCount)
    }
}
