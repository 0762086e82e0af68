extension S3Service {
    func listUploads(_ call: S3Call) throws(S3Refusal) -> LocalReply {
        let bucket = try store.bucket(call.bucket)
        let request = try ListRequest(call, countName: "max-uploads")
        let key = call.parameter("key-marker") ?? ""
        // Without a key it says nothing.
        let identifier = key.isEmpty ? "" : call.parameter("upload-id-marker") ?? ""
        let page = UploadListing(
            of: bucket, prefix: request.prefix, delimiter: request.delimiter,
            after: key.isEmpty
                ? nil
                : UploadListing.Marker(key: key, identifier: identifier.isEmpty ? nil : identifier),
            countMax: request.countMax)
        var writer = XMLWriter("ListMultipartUploadsResult", namespace: Self.namespace)
        request.writeOfUploads(call.bucket, to: &writer)
        writer.element("KeyMarker", request.escaped(key))
        writer.element("UploadIdMarker", identifier)
        writer.element("NextKeyMarker", ifPresent: page.next.map { request.escaped($0.key) })
        writer.element("NextUploadIdMarker", ifPresent: page.next?.identifier)
        writer.element("IsTruncated", page.next == nil ? "false" : "true")
        for upload in page.uploads {
            writer.group("Upload") { writer in
                writer.element("UploadId", upload.identifier)
                writer.element("Key", request.escaped(upload.key))
                writer.element("Initiated", Self.time(upload.started))
                writer.element("StorageClass", "STANDARD")
                for name in ["Owner", "Initiator"] {
                    writer.group(name) { $0.element("ID", accountID) }
                }
                writer.element("ChecksumAlgorithm", ifPresent: upload.algorithm)
                writer.element("ChecksumType", ifPresent: upload.checksumType)
            }
        }
        for group in page.groups {
            writer.group("CommonPrefixes") { writer in
                writer.element(
                    "Prefix", request.escaped(String(decoding: group, as: UTF8.self)))
            }
        }
        return Self.reply(writer)
    }
}
