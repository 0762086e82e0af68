import DDBBase
import DDBHTTP
import DDBXML

/// Performs the operations of S3.
struct S3Service: Sendable {
    static let namespace = "http://s3.amazonaws.com/doc/2006-03-01/"

    let store: S3Store
    let accountID: String

    func perform(_ call: S3Call) async throws(S3Refusal) -> LocalReply {
        if let owner = call.headers["x-amz-expected-bucket-owner"], owner != accountID {
            throw S3Refusal(403, "AccessDenied", "Access Denied")
        }
        switch call.operation {
        case .listBuckets: return try listBuckets()
        case .createBucket: return try await createBucket(call)
        case .headBucket: return try headBucket(call)
        case .deleteBucket: return try await deleteBucket(call)
        case .getBucketLocation: return try bucketLocation(call)
        case .listObjects: return try listObjects(call)
        case .listObjectsV2: return try listObjectsV2(call)
        case .deleteObjects: return try await deleteObjects(call)
        case .putObject: return try await putObject(call)
        case .copyObject: return try await copyObject(call)
        case .getObject, .headObject: return try getObject(call)
        case .deleteObject: return try await deleteObject(call)
        case .createMultipartUpload: return try await createUpload(call)
        case .uploadPart: return try await uploadPart(call)
        case .completeMultipartUpload: return try await completeUpload(call)
        case .abortMultipartUpload: return try await abortUpload(call)
        case .listParts: return try listParts(call)
        case .listMultipartUploads: return try listUploads(call)
        case .uploadPartCopy: return try await copyPart(call)
        }
    }

    static func reply(_ writer: XMLWriter, _ headers: HeaderFields = [:]) -> LocalReply {
        var headers = headers
        headers.append("content-type", "application/xml")
        return LocalReply(headers: headers, body: .bytes(writer.finished()))
    }

    /// Reads a document that was sent.
    static func document<Document: Decodable>(
        _ call: S3Call, root: String, as type: Document.Type
    ) throws(S3Refusal) -> Document {
        guard call.body.content.byteCount <= S3Limits.documentBytesMax else {
            throw .malformedDocument
        }
        do throws(XMLError) {
            return try XMLDocument.decode(
                type, from: call.body.content.collected(), root: root,
                limits: XMLLimits(byteCountMax: S3Limits.documentBytesMax))
        } catch {
            throw .malformedDocument
        }
    }
}
