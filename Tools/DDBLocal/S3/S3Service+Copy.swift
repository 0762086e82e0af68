import DDBBase
import DDBDigest
import DDBHTTP
import DDBS3

extension S3Service {
    func copyObject(_ call: S3Call) async throws(S3Refusal) -> LocalReply {
        let source = try Self.source(call.headers["x-amz-copy-source"] ?? "")
        let original = try store.object(source.key, in: source.bucket)
        try Self.checkRead(original, call.headers, prefix: "x-amz-copy-source-")
        let isReplaced = call.headers["x-amz-metadata-directive"]?.uppercased() == "REPLACE"
        let isSame = source.bucket == call.bucket && ObjectKey(source.key) == ObjectKey(call.key)
        guard isReplaced || !isSame else {
            throw .invalidRequest(
                "This copy request is illegal because it is trying to copy an object to itself"
                    + " without changing the object's metadata, storage class, website redirect"
                    + " location or encryption attributes.")
        }
        var record = original.record
        record.key = call.key
        record.modified = store.clock.now
        if isReplaced { record.fields = try call.keptFields() }
        if record.partCount != nil {
            // A copy is one piece, whatever its source was.
            record.partCount = nil
            record.etag = "\"\(Hex.encode(try original.content.digest(.md5)))\""
        }
        let algorithm = ChecksumAlgorithm(
            rawValue: call.headers["x-amz-checksum-algorithm"]
                ?? record.checksum?.algorithm ?? "CRC64NVME")
        let checksum = try original.content.checksum(algorithm ?? .crc64nvme)
        record.checksum = KeptChecksum(
            algorithm: checksum.algorithm.rawValue, text: checksum.text, type: "FULL_OBJECT")
        try await store.put(
            StoredObject(record, original.content), in: call.bucket, if: try call.writeCondition())
        var writer = XMLWriter("CopyObjectResult", namespace: Self.namespace)
        writer.element("ETag", record.etag)
        writer.element("LastModified", Self.time(record.modified))
        writer.element("Checksum" + checksum.algorithm.rawValue, checksum.text)
        writer.element("ChecksumType", "FULL_OBJECT")
        return Self.reply(writer)
    }

    func copyPart(_ call: S3Call) async throws(S3Refusal) -> LocalReply {
        let identifier = call.parameter("uploadId") ?? ""
        let number = try Self.partNumber(call)
        let upload = try store.upload(identifier, of: call.key, in: call.bucket)
        let source = try Self.source(call.headers["x-amz-copy-source"] ?? "")
        let original = try store.object(source.key, in: source.bucket)
        try Self.checkRead(original, call.headers, prefix: "x-amz-copy-source-")
        var content = original.content
        if let field = call.headers["x-amz-copy-source-range"] {
            let range = try Self.copyRange(field, byteCount: content.byteCount)
            content = ObjectContent()
            for slice in original.content.slices(range) { content.append(Array(slice)) }
        }
        let named = upload.record.algorithm.flatMap { ChecksumAlgorithm(rawValue: $0) }
        let sum = try content.checksum(named ?? .crc64nvme)
        let record = PartRecord(
            number: number, etag: "\"\(Hex.encode(try content.digest(.md5)))\"",
            modified: store.clock.now,
            checksum: KeptChecksum(
                algorithm: sum.algorithm.rawValue, text: sum.text, type: "FULL_OBJECT"))
        try await store.put(
            StoredPart(record, content), of: identifier, key: call.key, in: call.bucket)
        var writer = XMLWriter("CopyPartResult", namespace: Self.namespace)
        writer.element("LastModified", Self.time(record.modified))
        writer.element("ETag", record.etag)
        if named != nil { writer.element("Checksum" + sum.algorithm.rawValue, sum.text) }
        return Self.reply(writer)
    }

    /// The bytes of `bytes=first-last`, all of which the source has to have.
    private static func copyRange(
        _ field: String, byteCount: Int
    ) throws(S3Refusal) -> Range<Int> {
        let ends = field.dropFirst("bytes=".count).split(
            separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard field.hasPrefix("bytes="), ends.count == 2,
            ends.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let first = Int(ends[0]), let last = Int(ends[1]), first <= last
        else {
            throw .invalidArgument(
                "The x-amz-copy-source-range value must be of the form bytes=first-last where"
                    + " first and last are the zero-based offsets of the first and last bytes to"
                    + " copy", name: "x-amz-copy-source-range", value: field)
        }
        guard last < byteCount else {
            throw .invalidArgument(
                "Range specified is not valid for source object of size: \(byteCount)",
                name: "x-amz-copy-source-range", value: field)
        }
        return first..<last + 1
    }

    /// The bucket and the key of `[/]bucket/key`, in escapes.
    private static func source(
        _ field: String
    ) throws(S3Refusal) -> (bucket: String, key: String) {
        let mark = field.firstIndex(of: "?") ?? field.endIndex
        let bytes = PercentEncoding.decode(field[..<mark].utf8)
        let text = String(decoding: bytes, as: UTF8.self)
        let parts = (text.hasPrefix("/") ? text.dropFirst() : text[...]).split(
            separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            throw .invalidArgument(
                "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
                name: "x-amz-copy-source", value: field)
        }
        guard mark == field.endIndex else { throw .notImplemented("versionId") }
        return (String(parts[0]), String(parts[1]))
    }
}
