import DDBBase
import DDBClientCore
import DDBDigest
import DDBHTTP
import DDBSigV4
import DDBXML

extension S3Client {
    /// Starts a call: the path, the owner, and what is checked before anything is sent.
    func makeCall(
        _ operation: String, _ method: RequestMethod, bucket: String, key: String? = nil,
        owner: String? = nil
    ) throws(S3Error) -> ServiceCall {
        guard isBucketName(bucket) else {
            throw S3Error(
                .invalidRequest,
                "'\(bucket.prefix(80))' is no name of a bucket: give 3 to 255 letters, digits, "
                    + "dots, dashes or underscores, without 's3://' and without an ARN.")
        }
        if let key {
            guard (1...1024).contains(key.utf8.count) else {
                throw S3Error(
                    .invalidRequest,
                    "A key has 1 to 1024 bytes of UTF-8; the one for \(operation) in bucket "
                        + "'\(bucket)' has \(key.utf8.count).")
            }
        }
        var call = ServiceCall(
            operation, method: method, path: "/" + PercentEncoding.path(key ?? ""),
            target: CallTarget(bucket: bucket), replyBytesMax: settings.documentBytesMax)
        if let owner = owner ?? settings.expectedBucketOwner {
            guard owner.utf8.count == 12, owner.utf8.allSatisfy({ (48...57).contains($0) }) else {
                throw S3Error(
                    .invalidRequest,
                    "The expected owner of bucket '\(bucket)' is no account: give its 12 digits.")
            }
            call.headers["x-amz-expected-bucket-owner"] = owner
        }
        return call
    }

    /// Gives a call its body, the checksum of it, and what the signature says of it.
    func setBody(
        _ body: RequestBody, checksum: ChecksumAlgorithm?, of call: inout ServiceCall
    ) throws(S3Error) {
        let isSigned = settings.bodySigning == .signed
        guard isSigned || clients.scheme == .https else {
            throw S3Error(
                .invalidRequest,
                "Bodies without a signature are sent over TLS only; use an https endpoint, or let "
                    + "bodies be signed.")
        }
        call.body = body
        switch body {
        case .none, .bytes:
            try setWhole(body, checksum, isSigned: isSigned, of: &call)
        case .stream(let source):
            guard source.byteCount != nil else {
                throw S3Error(
                    .invalidRequest,
                    "The size of the body for \(call.operation) is not known beforehand; use an "
                        + "upload in parts.")
            }
            call.signing = try streamSigning(checksum, isSigned: isSigned)
            call.headers["x-amz-sdk-checksum-algorithm"] = checksum?.rawValue
        }
    }

    private func setWhole(
        _ body: RequestBody, _ algorithm: ChecksumAlgorithm?, isSigned: Bool,
        of call: inout ServiceCall
    ) throws(S3Error) {
        let bytes: [UInt8] =
            if case .bytes(let bytes) = body { bytes } else { [] }
        call.signing = .header(isSigned ? .body : .unsigned)
        guard let algorithm else { return }
        let checksum = try ObjectChecksum(algorithm, of: bytes.span.bytes)
        call.headers["x-amz-sdk-checksum-algorithm"] = algorithm.rawValue
        call.headers[algorithm.headerName] = checksum.text
        // The signature wants the same SHA-256, which is the dearest part of a request.
        if algorithm == .sha256, isSigned, let digest = Base64.decode(checksum.text) {
            call.signing = .header(.digest(digest))
        }
    }

    private func streamSigning(
        _ checksum: ChecksumAlgorithm?, isSigned: Bool
    ) throws(S3Error) -> ServiceCall.Signing {
        switch checksum {
        case .crc32: .chunked(form(.crc32, isSigned: isSigned))
        case .sha256: .chunked(form(.sha256, isSigned: isSigned))
        case nil: isSigned ? .chunked(ChunkSigning(.signed(trailer: nil))) : .header(.unsigned)
        case .crc32c, .crc64nvme, .sha1:
            throw S3Error(
                .invalidRequest,
                "A body that comes in pieces carries CRC32 or SHA256; use one of these, or bytes "
                    + "that are all there.")
        }
    }

    private func form(_ trailer: ChunkTrailer, isSigned: Bool) -> ChunkSigning {
        ChunkSigning(isSigned ? .signed(trailer: trailer) : .unsigned(trailer: trailer))
    }

    /// Sets the fields that say how an object is encrypted.
    func setEncryption(_ encryption: ObjectEncryption?, of call: inout ServiceCall) {
        switch encryption {
        case nil: return
        case .managed: call.headers["x-amz-server-side-encryption"] = "AES256"
        case .keyService(let keyID, let usesBucketKey):
            call.headers["x-amz-server-side-encryption"] = "aws:kms"
            call.headers["x-amz-server-side-encryption-aws-kms-key-id"] = keyID
            if usesBucketKey {
                call.headers["x-amz-server-side-encryption-bucket-key-enabled"] = "true"
            }
        }
    }

    /// Sets the field that says when an object may be written.
    func setCondition(_ condition: ObjectCondition, of call: inout ServiceCall) {
        switch condition {
        case .always: return
        case .ifAbsent: call.headers["if-none-match"] = "*"
        case .ifMatches(let etag): call.headers["if-match"] = etag
        }
    }

    /// Sets what the writer gives along with an object.
    ///
    /// - Throws: ``S3Error`` where a name or value of the metadata is not ASCII: S3 would keep
    ///   something else than what was given.
    func setMetadata(
        _ metadata: [String: String], of call: inout ServiceCall
    ) throws(S3Error) {
        for (name, value) in metadata.sorted(by: { $0.key < $1.key }) {
            let isText = value.utf8.allSatisfy { (0x20...0x7E).contains($0) }
            let isName =
                !name.isEmpty
                && name.utf8.allSatisfy { PercentEncoding.isUnreserved($0) && $0 < 0x7F }
            guard isName, isText else {
                throw S3Error(
                    .invalidRequest,
                    "Metadata of objects has names of letters, digits and '-_.', and values of "
                        + "visible ASCII; encode what has others.")
            }
            call.headers[ObjectHead.metadataPrefix + name.lowercased()] = value
        }
    }
}

private func isBucketName(_ text: String) -> Bool {
    (3...255).contains(text.utf8.count)
        && text.utf8.allSatisfy { PercentEncoding.isUnreserved($0) && $0 != UInt8(ascii: "~") }
        && text != "..." && !text.hasPrefix(".")
}
