import DDBBase
import DDBHTTP
import DDBS3

extension S3Service {
    func createUpload(_ call: S3Call) async throws(S3Refusal) -> LocalReply {
        let algorithm = call.headers["x-amz-checksum-algorithm"]?.uppercased()
        if let algorithm, ChecksumAlgorithm(rawValue: algorithm) == nil {
            throw .invalidRequest(
                "Checksum algorithm provided is unsupported. Please try again with any of the"
                    + " valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]")
        }
        var type = call.headers["x-amz-checksum-type"]?.uppercased()
        if let algorithm, type == nil {
            type = algorithm == "CRC64NVME" ? "FULL_OBJECT" : "COMPOSITE"
        }
        let now = store.clock.now
        let upload = UploadRecord(
            identifier: identifier(at: now), key: call.key, started: now,
            fields: try call.keptFields(), algorithm: algorithm,
            checksumType: type)
        try await store.start(upload, in: call.bucket)
        var headers: HeaderFields = [:]
        if let algorithm { headers.append("x-amz-checksum-algorithm", algorithm) }
        if let type { headers.append("x-amz-checksum-type", type) }
        var writer = XMLWriter("InitiateMultipartUploadResult", namespace: Self.namespace)
        writer.element("Bucket", call.bucket)
        writer.element("Key", call.key)
        writer.element("UploadId", upload.identifier)
        return Self.reply(writer, headers)
    }

    /// A name that no other upload has; those of later uploads are greater.
    private func identifier(at now: Instant) -> String {
        let time = String(UInt64(max(0, now.microseconds)), radix: 16)
        return String(repeating: "0", count: max(0, 16 - time.utf8.count)) + time
            + store.random.uuid().filter { $0 != "-" }
    }

    func uploadPart(_ call: S3Call) async throws(S3Refusal) -> LocalReply {
        let identifier = call.parameter("uploadId") ?? ""
        let number = try Self.partNumber(call)
        let upload = try store.upload(identifier, of: call.key, in: call.bucket)
        let algorithm = upload.record.algorithm.flatMap { ChecksumAlgorithm(rawValue: $0) }
        if let algorithm, let sent = call.body.checksum, sent.algorithm != algorithm {
            throw .invalidRequest(
                "Checksum Type mismatch occurred, expected checksum Type:"
                    + " \(algorithm.rawValue.lowercased()), actual checksum Type:"
                    + " \(sent.algorithm.rawValue.lowercased())")
        }
        let checksum = try call.body.keptChecksum(otherwise: algorithm ?? .crc64nvme)
        let record = PartRecord(
            number: number, etag: "\"\(Hex.encode(call.body.md5))\"", modified: store.clock.now,
            checksum: checksum)
        try await store.put(
            StoredPart(record, call.body.content), of: identifier, key: call.key, in: call.bucket)
        var headers: HeaderFields = ["etag": record.etag]
        if algorithm != nil || call.body.checksum != nil { Self.append(checksum, to: &headers) }
        headers.removeAll("x-amz-checksum-type")
        return LocalReply(headers: headers)
    }

    static func partNumber(_ call: S3Call) throws(S3Refusal) -> Int {
        guard let number = try call.number("partNumber", in: 1...S3Limits.partNumberMax) else {
            throw .invalidArgument(
                "This operation requires a part number", name: "partNumber", value: "")
        }
        return number
    }

    func completeUpload(_ call: S3Call) async throws(S3Refusal) -> LocalReply {
        let identifier = call.parameter("uploadId") ?? ""
        let upload = try store.upload(identifier, of: call.key, in: call.bucket)
        let document = try Self.document(
            call, root: "CompleteMultipartUpload", as: CompleteDocument.self)
        let parts = (document.part ?? []).map { part in
            S3Store.NamedPart(
                number: part.partNumber, etag: part.eTag,
                checksum: upload.record.algorithm.flatMap { part.checksum($0) })
        }
        let object = try await store.complete(
            identifier, of: call.key, in: call.bucket, parts: parts,
            if: try call.writeCondition(), expected: call.body.checksum,
            byteCount: call.headers["x-amz-mp-object-size"].flatMap { Int($0) })
        var headers = Self.written(object)
        headers.removeAll("etag")
        for algorithm in ChecksumAlgorithm.allCases { headers.removeAll(algorithm.headerName) }
        headers.removeAll("x-amz-checksum-type")
        var writer = XMLWriter("CompleteMultipartUploadResult", namespace: Self.namespace)
        writer.element("Location", "/\(call.bucket)/\(call.key)")
        writer.element("Bucket", call.bucket)
        writer.element("Key", call.key)
        writer.element("ETag", object.record.etag)
        if let checksum = object.record.checksum {
            writer.element("Checksum" + checksum.algorithm, checksum.text)
            writer.element("ChecksumType", checksum.type)
        }
        return Self.reply(writer, headers)
    }

    func abortUpload(_ call: S3Call) async throws(S3Refusal) -> LocalReply {
        try await store.abort(
            call.parameter("uploadId") ?? "", of: call.key, in: call.bucket)
        return LocalReply(status: 204)
    }

    func listParts(_ call: S3Call) throws(S3Refusal) -> LocalReply {
        let upload = try store.upload(
            call.parameter("uploadId") ?? "", of: call.key, in: call.bucket)
        let marker = try call.number("part-number-marker", in: 0...Int(Int32.max)) ?? 0
        let asked = try call.number("max-parts", in: 0...Int(Int32.max))
        let countMax = min(asked ?? S3Limits.keysPerCallMax, S3Limits.keysPerCallMax)
        let rest = upload.parts.values.filter { $0.record.number > marker }
            .sorted { $0.record.number < $1.record.number }
        let page = rest.prefix(countMax)
        var writer = XMLWriter("ListPartsResult", namespace: Self.namespace)
        writer.element("Bucket", call.bucket)
        writer.element("Key", call.key)
        writer.element("UploadId", upload.record.identifier)
        writer.element("StorageClass", "STANDARD")
        writer.element("PartNumberMarker", String(marker))
        writer.element("NextPartNumberMarker", String(page.last?.record.number ?? 0))
        writer.element("MaxParts", String(countMax))
        writer.element("IsTruncated", page.count < rest.count ? "true" : "false")
        writer.element("ChecksumAlgorithm", ifPresent: upload.record.algorithm)
        writer.element("ChecksumType", ifPresent: upload.record.checksumType)
        for part in page {
            writer.group("Part") { writer in
                writer.element("PartNumber", String(part.record.number))
                writer.element("LastModified", Self.time(part.record.modified))
                writer.element("ETag", part.record.etag)
                if upload.record.algorithm != nil, let checksum = part.record.checksum {
                    writer.element("Checksum" + checksum.algorithm, checksum.text)
                }
                writer.element("Size", String(part.content.byteCount))
            }
        }
        return Self.reply(writer)
    }
}

private struct CompleteDocument: Decodable {
    struct Part: Decodable {
        var partNumber: Int
        var eTag: String
        var checksumCRC32: String?
        var checksumCRC32C: String?
        var checksumCRC64NVME: String?
        var checksumSHA1: String?
        var checksumSHA256: String?

        func checksum(_ algorithm: String) -> String? {
            switch algorithm {
            case "CRC32": checksumCRC32
            case "CRC32C": checksumCRC32C
            case "CRC64NVME": checksumCRC64NVME
            case "SHA1": checksumSHA1
            case "SHA256": checksumSHA256
            default: nil
            }
        }
    }

    var part: [Part]?
}
