import DDBBase
import DDBClientCore
import DDBDigest
import DDBHTTP
import DDBXML

/// Names objects to delete.
public struct DeleteObjectsRequest: Sendable, Hashable {
    /// The bucket.
    public var bucket: String
    /// The keys, any number of them.
    public var keys: [String]
    /// The account that the bucket has to belong to; nil leaves it to the client's settings.
    public var expectedBucketOwner: String?

    /// The most keys of one call of S3.
    public static let keysPerCallMax = 1000

    /// Creates a request.
    public init(bucket: String, keys: [String], expectedBucketOwner: String? = nil) {
        self.bucket = bucket
        self.keys = keys
        self.expectedBucketOwner = expectedBucketOwner
    }
}

/// What was not deleted.
public struct DeleteObjectsReply: Sendable, Hashable {
    /// One object that is still there.
    public struct Failure: Sendable, Hashable {
        /// Its key.
        public let key: String
        /// AWS's code, such as `AccessDenied` or `InternalError`.
        public let code: String
        /// What the service said.
        public let message: String?
    }

    /// The objects that are still there; all others are gone.
    public let failures: [Failure]
}

extension S3Client {
    /// Deletes objects, 1000 a call; those that are not there are no error.
    ///
    /// - Throws: `ClientError` or ``S3Error``, whereupon some of the objects may be gone.
    ///
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
    public func deleteObjects(_ request: DeleteObjectsRequest) async throws -> DeleteObjectsReply {
        var failures: [DeleteObjectsReply.Failure] = []
        var start = 0
        while start < request.keys.count {
            let end = min(start + DeleteObjectsRequest.keysPerCallMax, request.keys.count)
            failures += try await delete(request.keys[start..<end], request)
            start = end
        }
        return DeleteObjectsReply(failures: failures)
    }

    private func delete(
        _ keys: ArraySlice<String>, _ request: DeleteObjectsRequest
    ) async throws -> [DeleteObjectsReply.Failure] {
        var call = try makeCall(
            "DeleteObjects", .post, bucket: request.bucket, owner: request.expectedBucketOwner)
        call.query = [QueryItem("delete", nil)]
        call.headers["content-type"] = "application/xml"
        var text = "<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Quiet>true</Quiet>"
        for key in keys {
            text += "<Object><Key>"
            guard !key.isEmpty, XMLText.append(key, to: &text) else {
                throw S3Error(
                    .invalidRequest,
                    "DeleteObjects cannot name a key that is empty or has control characters; "
                        + "delete it with DeleteObject.")
            }
            text += "</Key></Object>"
        }
        text += "</Delete>"
        let body = Array(text.utf8)
        try setBody(.bytes(body), checksum: settings.uploadChecksum, of: &call)
        // S3 insists on one of the two; stores that take no checksums know the older one.
        if settings.uploadChecksum == nil {
            do {
                let digest = try Digest.md5(body.span.bytes)
                call.headers["content-md5"] = Base64.encode(digest.span.bytes)
            } catch {
                throw S3Error(.unavailable, error.message, cause: error)
            }
        }
        let (_, document) = try await sendLong(call, root: "DeleteResult", as: DeleteDocument.self)
        return (document.error ?? []).map { error in
            DeleteObjectsReply.Failure(
                key: error.key ?? "", code: error.code ?? "Unknown", message: error.message)
        }
    }
}

private struct DeleteDocument: Decodable {
    struct Failure: Decodable {
        var key: String?
        var code: String?
        var message: String?
    }

    var error: [Failure]?
}
