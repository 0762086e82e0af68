import DDBClientCore
import DDBHTTP

/// Names an object to delete.
public struct DeleteObjectRequest: Sendable, Hashable {
    /// The bucket.
    public var bucket: String
    /// The key.
    public var key: String
    /// The version to delete for good; nil for the newest, which a bucket that keeps versions only
    /// hides.
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
    /// Deletes an object; one that is not there is no error.
    ///
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html
    public func deleteObject(_ request: DeleteObjectRequest) async throws {
        var call = try makeCall(
            "DeleteObject", .delete, bucket: request.bucket, key: request.key,
            owner: request.expectedBucketOwner)
        if let versionID = request.versionID {
            call.query.append(QueryItem("versionId", versionID))
        }
        _ = try await send(call)
    }
}
