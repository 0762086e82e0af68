import DDBBase
import DDBClientCore
public import DDBHTTP

/// An object to write.
public struct PutObjectRequest: Sendable {
    /// The bucket.
    public var bucket: String
    /// The key.
    public var key: String
    /// The content: bytes, or a stream of known size.
    public var body: RequestBody
    /// When it may be written.
    public var condition: ObjectCondition
    /// The type of the content, such as `application/json`.
    public var contentType: String?
    /// Values to keep with the object, of visible ASCII.
    public var metadata: [String: String]
    /// The MD5 of the content, 16 bytes, for buckets whose rules ask for it.
    public var contentMD5: [UInt8]?
    /// How S3 encrypts it.
    public var encryption: ObjectEncryption?
    /// The account that the bucket has to belong to; nil leaves it to the client's settings.
    public var expectedBucketOwner: String?

    /// Creates a request.
    public init(
        bucket: String, key: String, body: RequestBody, condition: ObjectCondition = .always,
        contentType: String? = nil, metadata: [String: String] = [:], contentMD5: [UInt8]? = nil,
        encryption: ObjectEncryption? = nil, expectedBucketOwner: String? = nil
    ) {
        self.bucket = bucket
        self.key = key
        self.body = body
        self.condition = condition
        self.contentType = contentType
        self.metadata = metadata
        self.contentMD5 = contentMD5
        self.encryption = encryption
        self.expectedBucketOwner = expectedBucketOwner
    }
}

/// What became of an object that was written.
public struct PutObjectReply: Sendable, Hashable {
    /// The tag of its content.
    public let etag: String?
    /// The version, in buckets that keep versions.
    public let versionID: String?
    /// The checksums that S3 computed.
    public let checksums: [ObjectChecksum]
}

extension S3Client {
    /// Writes an object whole.
    ///
    /// - Throws: `ClientError`, among its codes `preconditionFailed` (412), where the condition
    ///   does not hold, and `conditionalRequestConflict` (409), where another request with a
    ///   condition runs. After a `preconditionFailed` whose ``ClientError/delivery`` is `unknown`
    ///   the object may be that of an attempt before: read it back. ``S3Error``.
    ///
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
    public func putObject(_ request: PutObjectRequest) async throws -> PutObjectReply {
        var call = try makeCall(
            "PutObject", .put, bucket: request.bucket, key: request.key,
            owner: request.expectedBucketOwner)
        call.headers["content-type"] = request.contentType
        if let digest = request.contentMD5 {
            call.headers["content-md5"] = Base64.encode(digest.span.bytes)
        }
        setCondition(request.condition, of: &call)
        try setMetadata(request.metadata, of: &call)
        setEncryption(request.encryption, of: &call)
        try setBody(request.body, checksum: settings.uploadChecksum, of: &call)
        let reply = try await send(call)
        return PutObjectReply(
            etag: reply.headers["etag"],
            versionID: reply.headers["x-amz-version-id"].flatMap { $0 == "null" ? nil : $0 },
            checksums: ObjectChecksum.all(in: reply.headers))
    }
}
