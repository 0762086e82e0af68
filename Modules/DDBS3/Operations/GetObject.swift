import DDBClientCore
public import DDBHTTP

/// Names an object, or a part of it, to get.
public struct GetObjectRequest: Sendable, Hashable {
    /// The bucket.
    public var bucket: String
    /// The key.
    public var key: String
    /// Which bytes; nil for all.
    public var range: ByteRange?
    /// The tag that the content must have.
    public var ifMatch: String?
    /// The version; nil for the newest.
    public var versionID: String?
    /// The account that the bucket has to belong to; nil leaves it to the client's settings.
    public var expectedBucketOwner: String?

    /// Creates a request.
    public init(
        bucket: String, key: String, range: ByteRange? = nil, ifMatch: String? = nil,
        versionID: String? = nil, expectedBucketOwner: String? = nil
    ) {
        self.bucket = bucket
        self.key = key
        self.range = range
        self.ifMatch = ifMatch
        self.versionID = versionID
        self.expectedBucketOwner = expectedBucketOwner
    }
}

/// An object, or a part of it, as it comes.
public struct GetObjectReply: Sendable {
    /// What its head tells.
    public let head: ObjectHead
    /// Which bytes of the object the body has.
    public let range: Range<Int>
    /// The bytes: exactly as many as ``range`` has, or an error; those of a whole object are
    /// compared with its checksum at their end.
    public let body: any BodyReader
}

extension S3Client {
    /// Gets an object, or a part of it.
    ///
    /// The body is read once; one that breaks off stays broken. ``openObject(_:)`` goes on where
    /// it broke off.
    ///
    /// - Throws: `ClientError`, among its codes `noSuchKey`, `preconditionFailed` and
    ///   `invalidRange`; ``S3Error``. While the body is read, ``S3Error`` with the code `truncated`
    ///   or `checksumMismatch`.
    ///
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
    public func getObject(_ request: GetObjectRequest) async throws -> GetObjectReply {
        let reply = try await getUnchecked(request)
        let checksum =
            settings.verifiesDownloads && reply.range.count == reply.head.byteCount
            ? ObjectChecksum.verifiable(reply.head.checksums) : nil
        return GetObjectReply(
            head: reply.head, range: reply.range,
            body: try VerifiedBody(
                reply.body, byteCount: reply.range.count, checksum: checksum,
                name: "'\(request.key)' in bucket '\(request.bucket)'"))
    }

    /// Gets an object whose body nobody counts or compares yet.
    func getUnchecked(_ request: GetObjectRequest) async throws -> GetObjectReply {
        var call = try makeCall(
            "GetObject", .get, bucket: request.bucket, key: request.key,
            owner: request.expectedBucketOwner)
        if let range = request.range {
            guard let value = range.headerValue else {
                throw S3Error(.invalidRequest, "A range of an object has at least one byte.")
            }
            call.headers["range"] = value
        } else if settings.verifiesDownloads {
            call.headers["x-amz-checksum-mode"] = "ENABLED"
        }
        call.headers["if-match"] = request.ifMatch
        if let versionID = request.versionID {
            call.query.append(QueryItem("versionId", versionID))
        }
        let stream = try await open(call)
        do {
            return try read(stream, request)
        } catch {
            stream.body.abandon()
            throw error
        }
    }

    /// Finds out which bytes came.
    private func read(
        _ stream: ServiceStream, _ request: GetObjectRequest
    ) throws(S3Error) -> GetObjectReply {
        // Some stores answer a range with 200 and say which one all the same.
        let isPart =
            stream.status == 206
            || (request.range != nil && stream.headers.contains(name: "content-range"))
        if isPart {
            guard let found = ContentRange(stream.headers), isAsked(found, request.range) else {
                throw S3Error(
                    .rangeNotGiven,
                    "The store gave another range of '\(request.key)' in bucket "
                        + "'\(request.bucket)' than was asked for.")
            }
            let head = ObjectHead(stream.headers, byteCount: found.total)
            return GetObjectReply(head: head, range: found.bytes, body: stream.body)
        }
        guard let byteCount = ObjectHead.contentLength(stream.headers) else {
            throw S3Error(
                .malformedReply,
                "The answer to GetObject for '\(request.key)' in bucket '\(request.bucket)' does "
                    + "not tell its size, so nobody could know whether it is whole.")
        }
        let isWhole =
            switch request.range {
            case nil, .from(0): true
            case .bytes(let range): range.lowerBound == 0 && range.upperBound >= byteCount
            case .suffix(let count): count >= byteCount
            case .from: false
            }
        guard isWhole else {
            throw S3Error(
                .rangeNotGiven,
                "The store gave '\(request.key)' in bucket '\(request.bucket)' whole where a "
                    + "range was asked for; a store without ranges cannot be used here.")
        }
        let head = ObjectHead(stream.headers, byteCount: byteCount)
        return GetObjectReply(head: head, range: 0..<byteCount, body: stream.body)
    }

    private func isAsked(_ found: ContentRange, _ asked: ByteRange?) -> Bool {
        switch asked {
        case nil: false
        case .bytes(let range):
            found.bytes.lowerBound == range.lowerBound
                && found.bytes.upperBound == min(range.upperBound, found.total)
        case .from(let offset): found.bytes == offset..<max(offset, found.total)
        case .suffix(let count): found.bytes == max(0, found.total - count)..<found.total
        }
    }
}
