import DDBClientCore
import DDBHTTP
import DDBXML

/// An upload in parts, of which nothing shows until it is completed.
public struct MultipartUpload: Sendable, Hashable {
    /// The bucket.
    public let bucket: String
    /// The key that the object will have.
    public let key: String
    /// What S3 calls the upload.
    public let uploadID: String
    /// The checksum of every part.
    public let checksum: ChecksumAlgorithm?
    /// The account that the bucket has to belong to.
    public let expectedBucketOwner: String?

    /// The most parts.
    public static let partCountMax = 10_000
    /// The smallest part that is not the last.
    public static let partBytesMin = 5 << 20
    /// The largest part.
    public static let partBytesMax = 5 << 30
}

/// An object to write in parts.
public struct CreateMultipartUploadRequest: Sendable, Hashable {
    /// The bucket.
    public var bucket: String
    /// The key.
    public var key: String
    /// The type of the content.
    public var contentType: String?
    /// Values to keep with the object, of visible ASCII.
    public var metadata: [String: String]
    /// How S3 encrypts it.
    public var encryption: ObjectEncryption?
    /// The account that the bucket has to belong to; nil leaves it to the client's settings.
    public var expectedBucketOwner: String?

    /// Creates a request.
    public init(
        bucket: String, key: String, contentType: String? = nil, metadata: [String: String] = [:],
        encryption: ObjectEncryption? = nil, expectedBucketOwner: String? = nil
    ) {
        self.bucket = bucket
        self.key = key
        self.contentType = contentType
        self.metadata = metadata
        self.encryption = encryption
        self.expectedBucketOwner = expectedBucketOwner
    }
}

extension S3Client {
    /// Starts an upload, which costs storage until it is completed or aborted.
    ///
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html
    public func createMultipartUpload(
        _ request: CreateMultipartUploadRequest
    ) async throws -> MultipartUpload {
        var call = try makeCall(
            "CreateMultipartUpload", .post, bucket: request.bucket, key: request.key,
            owner: request.expectedBucketOwner)
        call.query = [QueryItem("uploads", nil)]
        call.headers["content-type"] = request.contentType
        if let algorithm = settings.uploadChecksum {
            call.headers["x-amz-checksum-algorithm"] = algorithm.rawValue
            call.headers["x-amz-checksum-type"] =
                algorithm.coversWholeUploads ? "FULL_OBJECT" : "COMPOSITE"
        }
        try setMetadata(request.metadata, of: &call)
        setEncryption(request.encryption, of: &call)
        let reply = try await send(call)
        // The second is what `rclone serve s3` calls it.
        let document = try decode(
            reply, of: call, root: "InitiateMultipartUploadResult",
            aliases: ["InitiateMultipartUpload"], as: CreatedDocument.self)
        return MultipartUpload(
            bucket: request.bucket, key: request.key, uploadID: document.uploadId,
            checksum: settings.uploadChecksum,
            expectedBucketOwner: request.expectedBucketOwner)
    }

    /// Uploads a part, which replaces an earlier one of its number.
    ///
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html
    public func uploadPart(
        _ number: Int, of upload: MultipartUpload, bytes: [UInt8]
    ) async throws -> ObjectPart {
        guard (1...MultipartUpload.partCountMax).contains(number) else {
            throw S3Error(
                .invalidRequest,
                "Parts have the numbers 1 to \(MultipartUpload.partCountMax), not \(number).")
        }
        var call = try makeCall(
            "UploadPart", .put, bucket: upload.bucket, key: upload.key,
            owner: upload.expectedBucketOwner)
        call.query = [
            QueryItem("partNumber", String(number)), QueryItem("uploadId", upload.uploadID),
        ]
        try setBody(.bytes(bytes), checksum: upload.checksum, of: &call)
        let reply = try await send(call)
        guard let etag = reply.headers["etag"] else {
            throw S3Error(
                .malformedReply, "S3 took part \(number) of '\(upload.key)' and gave no tag of it.")
        }
        let checksum = upload.checksum.flatMap { algorithm in
            call.headers[algorithm.headerName].map { ObjectChecksum(algorithm, text: $0) }
        }
        return ObjectPart(number: number, etag: etag, checksum: checksum)
    }

    /// Makes one object of the parts, visible at once.
    ///
    /// - Parameters:
    ///   - byteCount: The size of the whole, which S3 then compares; nil where it is not known.
    ///   - checksum: The checksum of the whole, which S3 then compares, for the algorithms that
    ///     have one; see ``ChecksumAlgorithm/coversWholeUploads``.
    /// - Throws: `ClientError`, also where S3 answers 200 with an error inside; among its codes
    ///   `preconditionFailed`, and `noSuchUpload`, which means "done" where an attempt before
    ///   succeeded and its answer was lost: read back. ``S3Error``.
    ///
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html
    public func completeMultipartUpload(
        _ upload: MultipartUpload, parts: [ObjectPart], condition: ObjectCondition = .always,
        byteCount: Int? = nil, checksum: ObjectChecksum? = nil
    ) async throws -> PutObjectReply {
        var call = try makeCall(
            "CompleteMultipartUpload", .post, bucket: upload.bucket, key: upload.key,
            owner: upload.expectedBucketOwner)
        call.query = [QueryItem("uploadId", upload.uploadID)]
        call.headers["content-type"] = "application/xml"
        setCondition(condition, of: &call)
        call.headers["x-amz-mp-object-size"] = byteCount.map { String($0) }
        if let checksum, checksum.algorithm.coversWholeUploads {
            call.headers[checksum.algorithm.headerName] = checksum.text
            call.headers["x-amz-checksum-type"] = "FULL_OBJECT"
        }
        call.body = .bytes(try document(of: parts))
        let (reply, document) = try await sendLong(
            call, root: "CompleteMultipartUploadResult", as: CompletedDocument.self)
        return PutObjectReply(
            etag: document.eTag,
            versionID: reply.headers["x-amz-version-id"].flatMap { $0 == "null" ? nil : $0 },
            checksums: document.checksums)
    }

    private func document(of parts: [ObjectPart]) throws(S3Error) -> [UInt8] {
        var text =
            "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
        for part in parts.sorted(by: { $0.number < $1.number }) {
            text += "<Part><PartNumber>\(part.number)</PartNumber><ETag>"
            guard XMLText.append(part.etag, to: &text) else {
                throw S3Error(.malformedReply, "The tag of part \(part.number) is no text.")
            }
            text += "</ETag>"
            if let checksum = part.checksum {
                let name = "Checksum" + checksum.algorithm.rawValue
                text += "<\(name)>\(checksum.text)</\(name)>"
            }
            text += "</Part>"
        }
        text += "</CompleteMultipartUpload>"
        return Array(text.utf8)
    }

    /// Gives an upload up and frees its parts; one that is not there is no error.
    ///
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html
    public func abortMultipartUpload(_ upload: MultipartUpload) async throws {
        var call = try makeCall(
            "AbortMultipartUpload", .delete, bucket: upload.bucket, key: upload.key,
            owner: upload.expectedBucketOwner)
        call.query = [QueryItem("uploadId", upload.uploadID)]
        do {
            _ = try await send(call)
        } catch let error as ClientError where error.code == .noSuchUpload || error.status == 404 {
            return
        }
    }
}

private struct CreatedDocument: Decodable {
    var uploadId: String
}

private struct CompletedDocument: Decodable {
    var eTag: String?
    var checksumCRC32: String?
    var checksumCRC32C: String?
    var checksumCRC64NVME: String?
    var checksumSHA1: String?
    var checksumSHA256: String?

    var checksums: [ObjectChecksum] {
        let texts: [(ChecksumAlgorithm, String?)] = [
            (.sha256, checksumSHA256), (.crc64nvme, checksumCRC64NVME), (.crc32c, checksumCRC32C),
            (.crc32, checksumCRC32), (.sha1, checksumSHA1),
        ]
        return texts.compactMap { algorithm, text in
            text.map { ObjectChecksum(algorithm, text: $0) }
        }
    }
}
