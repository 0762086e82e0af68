import DDBBase
import DDBHTTP

extension S3Service {
    func listBuckets() throws(S3Refusal) -> LocalReply {
        let records = try store.read { buckets throws(S3Refusal) in
            buckets.values.map(\.record).sorted { $0.name < $1.name }
        }
        var writer = XMLWriter("ListAllMyBucketsResult", namespace: Self.namespace)
        writer.group("Owner") { writer in
            writer.element("ID", accountID)
        }
        writer.group("Buckets") { writer in
            for record in records {
                writer.group("Bucket") { writer in
                    writer.element("Name", record.name)
                    writer.element("CreationDate", Self.time(record.created))
                    writer.element("BucketRegion", record.region)
                }
            }
        }
        return Self.reply(writer)
    }

    func createBucket(_ call: S3Call) async throws(S3Refusal) -> LocalReply {
        guard S3Store.isBucketName(call.bucket) else {
            throw S3Refusal(
                400, "InvalidBucketName", "The specified bucket is not valid.",
                [("BucketName", call.bucket)])
        }
        var region = "us-east-1"
        if call.body.content.byteCount > 0 {
            let document = try Self.document(
                call, root: "CreateBucketConfiguration", as: BucketConfiguration.self)
            region = document.locationConstraint ?? region
        }
        try await store.createBucket(call.bucket, region: region)
        return LocalReply(headers: ["location": "/" + call.bucket])
    }

    private struct BucketConfiguration: Decodable {
        var locationConstraint: String?
    }

    func headBucket(_ call: S3Call) throws(S3Refusal) -> LocalReply {
        let record = try store.bucket(call.bucket).record
        return LocalReply(
            headers: [
                "x-amz-bucket-region": record.region, "content-type": "application/xml",
            ])
    }

    func deleteBucket(_ call: S3Call) async throws(S3Refusal) -> LocalReply {
        try await store.deleteBucket(call.bucket)
        return LocalReply(status: 204)
    }

    func bucketLocation(_ call: S3Call) throws(S3Refusal) -> LocalReply {
        let region = try store.bucket(call.bucket).record.region
        var writer = XMLWriter("LocationConstraint", namespace: Self.namespace)
        // The oldest region has no name here.
        if region != "us-east-1" { writer.append(region) }
        return Self.reply(writer)
    }

    /// A moment as the documents of S3 have it, with milliseconds.
    static func time(_ instant: Instant) -> String {
        let whole = Instant(milliseconds: instant.milliseconds).iso8601
        let seconds = whole.prefix(19)
        let fraction = String(1000 + (instant.milliseconds % 1000 + 1000) % 1000).dropFirst()
        return "\(seconds).\(fraction)Z"
    }
}
