import DDBBase
import DDBClientCore
import DDBHTTP
import DDBS3

extension S3Service {
    func putObject(_ call: S3Call) async throws(S3Refusal) -> LocalReply {
        let checksum = try call.body.keptChecksum()
        let object = StoredObject(
            ObjectRecord(
                key: call.key, etag: "\"\(Hex.encode(call.body.md5))\"", modified: store.clock.now,
                fields: try call.keptFields(), checksum: checksum), call.body.content)
        try await store.put(object, in: call.bucket, if: try call.writeCondition())
        return LocalReply(headers: Self.written(object))
    }

    /// The fields that tell what was written.
    static func written(_ object: StoredObject) -> HeaderFields {
        var headers: HeaderFields = ["etag": object.record.etag]
        for field in object.record.fields
        where field.name.hasPrefix("x-amz-server-side-encryption") {
            headers.append(field.name, field.value)
        }
        append(object.record.checksum, to: &headers)
        return headers
    }

    static func append(_ checksum: KeptChecksum?, to headers: inout HeaderFields) {
        guard let checksum, let algorithm = ChecksumAlgorithm(rawValue: checksum.algorithm) else {
            return
        }
        headers.append(algorithm.headerName, checksum.text)
        headers.append("x-amz-checksum-type", checksum.type)
    }

    func getObject(_ call: S3Call) throws(S3Refusal) -> LocalReply {
        if call.parameter("partNumber") != nil { throw .notImplemented("partNumber") }
        if let version = call.parameter("versionId"), version != "null" {
            throw S3Refusal(400, "InvalidArgument", "Invalid version id specified")
        }
        let object = try store.object(call.key, in: call.bucket)
        try Self.checkRead(object, call.headers, prefix: "")
        let byteCount = object.content.byteCount
        let range = try ObjectRange.parse(call.headers["range"], byteCount: byteCount)
        var headers: HeaderFields = [
            "accept-ranges": "bytes", "etag": object.record.etag,
            "last-modified": HTTPDateText.text(object.record.modified),
            "content-length": String(range?.count ?? byteCount),
        ]
        for field in object.record.fields {
            headers.append(
                field.name, call.parameter("response-" + field.name) ?? field.value)
        }
        if let range {
            headers.append(
                "content-range", "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(byteCount)")
        } else if call.headers["x-amz-checksum-mode"]?.uppercased() == "ENABLED" {
            Self.append(object.record.checksum, to: &headers)
        }
        let status = range == nil ? 200 : 206
        guard call.operation == .getObject else {
            return LocalReply(status: status, headers: headers)
        }
        let pieces = ObjectPieces(object.content, range ?? 0..<byteCount)
        return LocalReply(
            status: status, headers: headers,
            body: .pieces(byteCount: range?.count ?? byteCount) { pieces.next() })
    }

    /// Compares an object with the conditions of whoever reads it.
    ///
    /// - Parameter prefix: What the names of the fields have before them: those of a copy are about
    ///   its source.
    static func checkRead(
        _ object: StoredObject, _ headers: HeaderFields, prefix: String
    ) throws(S3Refusal) {
        let record = object.record
        // Times of HTTP are whole seconds.
        let seconds = record.modified.microseconds / 1_000_000
        let moment = { (name: String) -> Int64? in
            headers[prefix + name].flatMap { HTTPDate.parse($0) }.map {
                $0.microseconds / 1_000_000
            }
        }
        if let tags = headers[prefix + "if-match"] {
            guard isNamed(record.etag, in: tags) else { throw .preconditionFailed("If-Match") }
        } else if let limit = moment("if-unmodified-since"), seconds > limit {
            throw .preconditionFailed("If-Unmodified-Since")
        }
        let isUnchanged: Bool
        if let tags = headers[prefix + "if-none-match"] {
            isUnchanged = isNamed(record.etag, in: tags)
        } else {
            isUnchanged = moment("if-modified-since").map { seconds <= $0 } ?? false
        }
        guard isUnchanged else { return }
        guard prefix.isEmpty else { throw .preconditionFailed(prefix + "If-None-Match") }
        var refusal = S3Refusal.notModified
        refusal.headers = [
            "etag": record.etag, "last-modified": HTTPDateText.text(record.modified),
        ]
        throw refusal
    }

    private static func isNamed(_ etag: String, in tags: String) -> Bool {
        tags.split(separator: ",").contains { tag in
            let tag = tag.filter { $0 != " " }
            return tag == "*" || S3Store.Condition.isSame(tag, etag)
        }
    }

    func deleteObject(_ call: S3Call) async throws(S3Refusal) -> LocalReply {
        var condition = S3Store.Condition()
        condition.etag = call.headers["if-match"]
        try await store.delete(call.key, in: call.bucket, if: condition)
        return LocalReply(status: 204)
    }

    func deleteObjects(_ call: S3Call) async throws(S3Refusal) -> LocalReply {
        guard call.headers.contains(name: "content-md5") || call.body.checksum != nil else {
            throw .invalidRequest(
                "Missing required header for this request: Content-MD5 OR x-amz-checksum-*")
        }
        let document = try Self.document(call, root: "Delete", as: DeleteDocument.self)
        guard !document.object.isEmpty, document.object.count <= S3Limits.keysPerCallMax else {
            throw .malformedDocument
        }
        _ = try store.bucket(call.bucket)
        var writer = XMLWriter("DeleteResult", namespace: Self.namespace)
        for entry in document.object {
            do throws(S3Refusal) {
                var condition = S3Store.Condition()
                condition.etag = entry.eTag
                try await store.delete(entry.key, in: call.bucket, if: condition)
                guard document.quiet != true else { continue }
                writer.group("Deleted") { $0.element("Key", entry.key) }
            } catch {
                writer.group("Error") { writer in
                    writer.element("Key", entry.key)
                    writer.element("Code", error.code)
                    writer.element("Message", error.message)
                }
            }
        }
        return Self.reply(writer)
    }

    private struct DeleteDocument: Decodable {
        struct Entry: Decodable {
            var key: String
            var eTag: String?
        }

        var quiet: Bool?
        var object: [Entry]
    }
}
