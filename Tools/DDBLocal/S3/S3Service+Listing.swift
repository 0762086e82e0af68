import DDBHTTP

extension S3Service {
    func listObjectsV2(_ call: S3Call) throws(S3Refusal) -> LocalReply {
        let bucket = try store.bucket(call.bucket)
        let request = try ListRequest(call)
        var marker: S3Listing.Marker?
        let token = call.parameter("continuation-token")
        let startAfter = call.parameter("start-after")
        if let token {
            guard let found = S3Listing.Marker(token: token) else {
                throw .invalidArgument(
                    "The continuation token provided is incorrect", name: "continuation-token",
                    value: token)
            }
            marker = found
        } else if let startAfter, !startAfter.isEmpty {
            marker = .key(startAfter)
        }
        let page = S3Listing(
            of: bucket, prefix: request.prefix, delimiter: request.delimiter, after: marker,
            countMax: request.countMax)
        var writer = XMLWriter("ListBucketResult", namespace: Self.namespace)
        request.write(call.bucket, to: &writer)
        writer.element("KeyCount", String(page.count))
        writer.element("ContinuationToken", ifPresent: token)
        writer.element("StartAfter", ifPresent: startAfter.map(request.escaped))
        writer.element("NextContinuationToken", ifPresent: page.next?.token)
        request.write(page, to: &writer)
        return Self.reply(writer, ["x-amz-bucket-region": bucket.record.region])
    }

    func listObjects(_ call: S3Call) throws(S3Refusal) -> LocalReply {
        let bucket = try store.bucket(call.bucket)
        let request = try ListRequest(call)
        let text = call.parameter("marker") ?? ""
        var marker: S3Listing.Marker?
        if !text.isEmpty {
            // A page that ended with a group names that, and its keys are not to come again.
            let isGroup =
                !request.delimiter.isEmpty && text.hasPrefix(request.prefix)
                && text.hasSuffix(request.delimiter)
            marker = isGroup ? .group(Array(text.utf8)) : .key(text)
        }
        let page = S3Listing(
            of: bucket, prefix: request.prefix, delimiter: request.delimiter, after: marker,
            countMax: request.countMax)
        var writer = XMLWriter("ListBucketResult", namespace: Self.namespace)
        request.write(call.bucket, to: &writer)
        writer.element("Marker", request.escaped(text))
        if let next = page.next {
            switch next {
            case .key(let bytes), .group(let bytes):
                writer.element(
                    "NextMarker", request.escaped(String(decoding: bytes, as: UTF8.self)))
            }
        }
        request.write(page, to: &writer)
        return Self.reply(writer, ["x-amz-bucket-region": bucket.record.region])
    }

    /// What both listings take and write alike.
    struct ListRequest {
        let prefix: String
        let delimiter: String
        let countMax: Int
        private let isEscaped: Bool

        init(_ call: S3Call, countName: String = "max-keys") throws(S3Refusal) {
            prefix = call.parameter("prefix") ?? ""
            delimiter = call.parameter("delimiter") ?? ""
            let asked = try call.number(countName, in: 0...Int(Int32.max))
            countMax = min(asked ?? S3Limits.keysPerCallMax, S3Limits.keysPerCallMax)
            let encoding = call.parameter("encoding-type")
            guard encoding == nil || encoding == "url" else {
                throw .invalidArgument(
                    "Invalid Encoding Method specified in Request", name: "encoding-type",
                    value: encoding ?? "")
            }
            isEscaped = encoding != nil
        }

        /// S3 escapes as forms do: a space is `+`; `/` and `*` stay.
        func escaped(_ text: String) -> String {
            guard isEscaped else { return text }
            return PercentEncoding.path(text).replacing("%20", with: "+")
                .replacing("%2A", with: "*").replacing("~", with: "%7E")
        }

        func write(_ bucket: String, to writer: inout XMLWriter) {
            writer.element("Name", bucket)
            writer.element("Prefix", escaped(prefix))
            if !delimiter.isEmpty { writer.element("Delimiter", escaped(delimiter)) }
            writer.element("MaxKeys", String(countMax))
            if isEscaped { writer.element("EncodingType", "url") }
        }

        /// What the listing of uploads says instead.
        func writeOfUploads(_ bucket: String, to writer: inout XMLWriter) {
            writer.element("Bucket", bucket)
            writer.element("Prefix", escaped(prefix))
            if !delimiter.isEmpty { writer.element("Delimiter", escaped(delimiter)) }
            writer.element("MaxUploads", String(countMax))
            if isEscaped { writer.element("EncodingType", "url") }
        }

        func write(_ page: S3Listing, to writer: inout XMLWriter) {
            writer.element("IsTruncated", page.next == nil ? "false" : "true")
            for object in page.objects {
                writer.group("Contents") { writer in
                    writer.element("Key", escaped(object.record.key))
                    writer.element("LastModified", S3Service.time(object.record.modified))
                    writer.element("ETag", object.record.etag)
                    writer.element(
                        "ChecksumAlgorithm", ifPresent: object.record.checksum?.algorithm)
                    writer.element("ChecksumType", ifPresent: object.record.checksum?.type)
                    writer.element("Size", String(object.content.byteCount))
                    writer.element("StorageClass", "STANDARD")
                }
            }
            for group in page.groups {
                writer.group("CommonPrefixes") { writer in
                    writer.element("Prefix", escaped(String(decoding: group, as: UTF8.self)))
                }
            }
        }
    }
}
