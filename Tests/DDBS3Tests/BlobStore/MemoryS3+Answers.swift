import DDBBase
import DDBHTTP

extension MemoryS3 {
    func get(_ key: [UInt8], _ request: TransportRequest, _ state: State) -> TransportResponse {
        guard let object = state.objects[key] else { return refusal(404, "NoSuchKey") }
        if let etag = request.headers["if-match"], etag != object.etag {
            return refusal(412, "PreconditionFailed")
        }
        var headers: HeaderFields = [
            "etag": object.etag, "last-modified": "Fri, 20 Nov 2026 10:11:12 GMT",
        ]
        for (name, value) in object.metadata { headers["x-amz-meta-" + name] = value }
        var status = 200
        var bytes = object.bytes[...]
        if let range = request.headers["range"] {
            let ends = range.dropFirst(6).split(separator: "-").compactMap { Int($0) }
            guard let first = ends.first, first < bytes.count else {
                return refusal(416, "InvalidRange")
            }
            let end = min(ends.count > 1 ? ends[1] + 1 : bytes.count, bytes.count)
            headers["content-range"] = "bytes \(first)-\(end - 1)/\(bytes.count)"
            bytes = bytes[first..<end]
            status = 206
        }
        headers["content-length"] = String(bytes.count)
        return TransportResponse(
            status: status, headers: headers,
            body: request.method == .head ? [] : Array(bytes))
    }

    func put(
        _ key: [UInt8], _ request: TransportRequest, _ body: [UInt8], _ state: inout State
    ) -> TransportResponse {
        if heedsConditions, request.headers["if-none-match"] == "*", state.objects[key] != nil {
            return refusal(412, "PreconditionFailed")
        }
        let object = state.put(key, body, metadata(request))
        return TransportResponse(status: 200, headers: ["etag": object.etag])
    }

    private func metadata(_ request: TransportRequest) -> [String: String] {
        guard keepsMetadata else { return [:] }
        var metadata: [String: String] = [:]
        for field in request.headers where field.name.hasPrefix("x-amz-meta-") {
            metadata[String(field.name.dropFirst(11))] = field.value
        }
        return metadata
    }

    func delete(_ key: [UInt8], _ state: inout State) -> TransportResponse {
        state.objects[key] = nil
        return TransportResponse(status: 204)
    }

    func create(
        _ key: [UInt8], _ request: TransportRequest, _ state: inout State
    ) -> TransportResponse {
        let identifier = "u\(state.nextTag)"
        state.nextTag += 1
        state.uploads[identifier] = Upload(key: key, metadata: metadata(request))
        return document(
            "<InitiateMultipartUploadResult><UploadId>\(identifier)</UploadId>"
                + "</InitiateMultipartUploadResult>")
    }

    func part(
        _ query: [String: String], _ body: [UInt8], _ state: inout State
    ) -> TransportResponse {
        guard let identifier = query["uploadId"], state.uploads[identifier] != nil,
            let number = query["partNumber"].flatMap({ Int($0) })
        else { return refusal(404, "NoSuchUpload") }
        state.uploads[identifier]?.parts[number] = body
        return TransportResponse(status: 200, headers: ["etag": "\"p\(number)\""])
    }

    func complete(
        _ key: [UInt8], _ query: [String: String], _ state: inout State
    ) -> TransportResponse {
        guard let identifier = query["uploadId"],
            let upload = state.uploads.removeValue(forKey: identifier), upload.key == key
        else { return refusal(404, "NoSuchUpload") }
        let bytes = upload.parts.sorted { $0.key < $1.key }.flatMap(\.value)
        let object = state.put(key, bytes, upload.metadata)
        return document(
            "<CompleteMultipartUploadResult><ETag>\(object.etag)</ETag>"
                + "</CompleteMultipartUploadResult>")
    }

    func abort(_ query: [String: String], _ state: inout State) -> TransportResponse {
        guard let identifier = query["uploadId"],
            state.uploads.removeValue(forKey: identifier) != nil
        else { return refusal(404, "NoSuchUpload") }
        return TransportResponse(status: 204)
    }

    func list(_ query: [String: String], _ state: State) -> TransportResponse {
        let prefix = Array((query["prefix"] ?? "").utf8)
        let start = Array((query["continuation-token"] ?? query["start-after"] ?? "").utf8)
        let delimiter = query["delimiter"]?.utf8.first
        var items: [[UInt8]: Int?] = [:]
        for (key, object) in state.objects where key.starts(with: prefix) {
            let rest = key.dropFirst(prefix.count)
            if let delimiter, let cut = rest.firstIndex(of: delimiter) {
                items[Array(key[...cut])] = .some(nil)
            } else {
                items[key] = object.bytes.count
            }
        }
        let ordered = items.filter { start.isEmpty || start.lexicographicallyPrecedes($0.key) }
            .sorted { $0.key.lexicographicallyPrecedes($1.key) }
        var text = ""
        for (name, size) in ordered.prefix(pageCountMax) {
            var escaped: [UInt8] = []
            PercentEncoding.append(name, keepingSlash: true, to: &escaped)
            let key = String(decoding: escaped, as: UTF8.self)
            text +=
                size.map {
                    "<Contents><Key>\(key)</Key><Size>\($0)</Size>"
                        + "<LastModified>2026-11-20T10:11:12.000Z</LastModified></Contents>"
                } ?? "<CommonPrefixes><Prefix>\(key)</Prefix></CommonPrefixes>"
        }
        let isTruncated = ordered.count > pageCountMax
        if isTruncated, let last = ordered.prefix(pageCountMax).last {
            text +=
                "<NextContinuationToken>\(String(decoding: last.key, as: UTF8.self))"
                + "</NextContinuationToken>"
        }
        return document(
            "<ListBucketResult><EncodingType>url</EncodingType>"
                + "<IsTruncated>\(isTruncated)</IsTruncated>\(text)</ListBucketResult>")
    }

    private func document(_ text: String) -> TransportResponse {
        TransportResponse(status: 200, body: Array(text.utf8))
    }

    func refusal(_ status: Int, _ code: String) -> TransportResponse {
        TransportResponse(
            status: status,
            body: Array("<Error><Code>\(code)</Code><Message>No.</Message></Error>".utf8))
    }
}
