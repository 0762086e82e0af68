import DDBBase
import DDBDigest
import DDBS3

extension S3Store {
    /// A part as the completion of an upload names it.
    struct NamedPart: Sendable {
        var number: Int
        var etag: String
        /// The checksum, where it names that of the upload's algorithm.
        var checksum: String?
    }

    /// The upload of a name.
    func upload(
        _ identifier: String, of key: String, in name: String
    ) throws(S3Refusal) -> StoredUpload {
        try read { buckets throws(S3Refusal) in
            guard let bucket = buckets[name] else { throw .noBucket(name) }
            guard let upload = bucket.uploads[identifier],
                ObjectKey(upload.record.key) == ObjectKey(key)
            else { throw .noUpload(identifier) }
            return upload
        }
    }

    /// Starts an upload.
    func start(_ upload: UploadRecord, in name: String) async throws(S3Refusal) {
        try await change { () throws(S3Refusal) in
            guard try self.bucket(name).uploads.count < S3Limits.uploadCountMax else {
                throw .slowDown
            }
            try self.folder?.write(upload, in: name)
            self.show(name) { $0?.uploads[upload.identifier] = StoredUpload(record: upload) }
        }
    }

    /// Puts a part in the place of the one of its number.
    func put(
        _ part: StoredPart, of identifier: String, key: String, in name: String
    ) async throws(S3Refusal) {
        try await change { () throws(S3Refusal) in
            let upload = try self.upload(identifier, of: key, in: name)
            let old = upload.parts[part.record.number]?.content.byteCount ?? 0
            let growth = part.content.byteCount - old
            try self.checkSpace(growth)
            try self.folder?.write(part, of: identifier, in: name)
            self.show(name, grownBy: growth) { bucket in
                bucket?.uploads[identifier]?.parts[part.record.number] = part
            }
        }
    }

    /// Gives an upload up.
    func abort(
        _ identifier: String, of key: String, in name: String
    ) async throws(S3Refusal) {
        try await change { () throws(S3Refusal) in
            let upload = try self.upload(identifier, of: key, in: name)
            try self.folder?.removeUpload(identifier, in: name)
            self.show(name, grownBy: -upload.byteCount) { $0?.uploads[identifier] = nil }
        }
    }

    /// Makes one object of parts.
    ///
    /// - Parameters:
    ///   - expected: The checksum of the whole that the caller told.
    ///   - byteCount: The size of the whole that the caller told.
    func complete(
        _ identifier: String, of key: String, in name: String, parts named: [NamedPart],
        if condition: Condition, expected: ObjectChecksum?, byteCount: Int?
    ) async throws(S3Refusal) -> StoredObject {
        try await change { () throws(S3Refusal) in
            let upload = try self.upload(identifier, of: key, in: name)
            let existing = try self.bucket(name).object(ObjectKey(key))
            try condition.check(existing, key: key)
            let parts = try Self.chosen(named, of: upload)
            let object = try self.object(of: parts, upload.record)
            if let byteCount, byteCount != object.content.byteCount {
                throw .invalidRequest(
                    "The provided 'x-amz-mp-object-size' header does not match what was computed.")
            }
            if let expected, let checksum = object.record.checksum,
                checksum.algorithm != expected.algorithm.rawValue
                    || Self.bare(checksum.text) != Self.bare(expected.text)
            {
                throw .badDigest(expected.algorithm.rawValue)
            }
            try self.folder?.write(object, in: name)
            try self.folder?.removeUpload(identifier, in: name)
            let growth =
                object.content.byteCount - upload.byteCount - (existing?.content.byteCount ?? 0)
            self.show(name, grownBy: growth) { bucket in
                bucket?.put(object)
                bucket?.uploads[identifier] = nil
            }
            return object
        }
    }

    /// A checksum of checksums without the number of parts, which callers may leave out.
    private static func bare(_ checksum: String) -> Substring {
        checksum.prefix { $0 != "-" }
    }

    private static func chosen(
        _ named: [NamedPart], of upload: StoredUpload
    ) throws(S3Refusal) -> [StoredPart] {
        guard !named.isEmpty else { throw .malformedDocument }
        var parts: [StoredPart] = []
        var byteCount = 0
        for part in named {
            if let last = parts.last, last.record.number >= part.number {
                throw S3Refusal(
                    400, "InvalidPartOrder",
                    "The list of parts was not in ascending order. Parts must be ordered by part"
                        + " number.", [("UploadId", upload.record.identifier)])
            }
            guard let found = upload.parts[part.number],
                Condition.isSame(found.record.etag, part.etag),
                part.checksum == nil || part.checksum == found.record.checksum?.text
            else {
                throw S3Refusal(
                    400, "InvalidPart",
                    "One or more of the specified parts could not be found.  The part may not have"
                        + " been uploaded, or the specified entity tag may not match the part's"
                        + " entity tag.",
                    [("UploadId", upload.record.identifier), ("PartNumber", String(part.number))])
            }
            byteCount += found.content.byteCount
            parts.append(found)
        }
        guard byteCount <= S3Limits.objectBytesMax else { throw .tooLarge }
        let small = parts.dropLast().first { $0.content.byteCount < S3Limits.partBytesMin }
        if let small {
            throw S3Refusal(
                400, "EntityTooSmall",
                "Your proposed upload is smaller than the minimum allowed size",
                [
                    ("ProposedSize", String(small.content.byteCount)),
                    ("MinSizeAllowed", String(S3Limits.partBytesMin)),
                    ("PartNumber", String(small.record.number)),
                ])
        }
        return parts
    }

    private func object(
        of parts: [StoredPart], _ upload: UploadRecord
    ) throws(S3Refusal) -> StoredObject {
        var content = ObjectContent()
        var tags = ObjectContent()
        var sums = ObjectContent()
        for part in parts {
            content.append(part.content)
            tags.append(Hex.decode(Condition.bare(part.record.etag)) ?? [])
            sums.append(part.record.checksum.flatMap { Base64.decode($0.text) } ?? [])
        }
        let tag = Hex.encode(try tags.digest(.md5))
        var checksum: KeptChecksum?
        // Uploads that name no algorithm get the one that S3 computes of its own.
        let algorithm = ChecksumAlgorithm(rawValue: upload.algorithm ?? "CRC64NVME") ?? .crc64nvme
        if upload.checksumType == "COMPOSITE" {
            let text = try sums.checksum(algorithm).text + "-\(parts.count)"
            checksum = KeptChecksum(
                algorithm: algorithm.rawValue, text: text, type: "COMPOSITE")
        } else {
            checksum = KeptChecksum(
                algorithm: algorithm.rawValue, text: try content.checksum(algorithm).text,
                type: "FULL_OBJECT")
        }
        return StoredObject(
            ObjectRecord(
                key: upload.key, etag: "\"\(tag)-\(parts.count)\"", modified: clock.now,
                fields: upload.fields, checksum: checksum, partCount: parts.count), content)
    }
}
