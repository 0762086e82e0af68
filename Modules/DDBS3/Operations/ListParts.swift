import DDBClientCore
import DDBHTTP

extension S3Client {
    /// Lists the parts that an upload has so far, all of them.
    ///
    /// - Throws: `ClientError`, among its codes `noSuchUpload`; ``S3Error``.
    ///
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html
    public func listParts(of upload: MultipartUpload) async throws -> [ObjectPart] {
        var parts: [ObjectPart] = []
        var marker: Int?
        repeat {
            var call = try makeCall(
                "ListParts", .get, bucket: upload.bucket, key: upload.key,
                owner: upload.expectedBucketOwner)
            call.query = [QueryItem("uploadId", upload.uploadID)]
            if let marker { call.query.append(QueryItem("part-number-marker", String(marker))) }
            let reply = try await send(call)
            // The second is what moto calls it.
            let page = try decode(
                reply, of: call, root: "ListPartsResult", aliases: ["ListPartsResponse"],
                as: PartsDocument.self)
            for part in page.part ?? [] {
                parts.append(ObjectPart(number: part.partNumber, etag: part.eTag))
            }
            guard parts.count <= MultipartUpload.partCountMax else {
                throw S3Error(
                    .malformedReply,
                    "The list of parts of '\(upload.key)' in bucket '\(upload.bucket)' has more "
                        + "than an upload can have.")
            }
            let next = page.isTruncated ? page.nextPartNumberMarker : nil
            // Numbers that rise and have an end bound the pages.
            let isOrdered =
                (next ?? 0) > (marker ?? 0) && (next ?? 0) <= MultipartUpload.partCountMax
            guard !page.isTruncated || isOrdered else {
                throw S3Error(
                    .malformedReply,
                    "The list of parts of '\(upload.key)' in bucket '\(upload.bucket)' says that "
                        + "there are more and not where.")
            }
            marker = next
        } while marker != nil
        return parts
    }
}

private struct PartsDocument: Decodable {
    struct Part: Decodable {
        var partNumber: Int
        var eTag: String
    }

    var isTruncated: Bool
    var nextPartNumberMarker: Int?
    var part: [Part]?
}
