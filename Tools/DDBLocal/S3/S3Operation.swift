import DDBHTTP

/// The operations of S3 that are answered here.
enum S3Operation: String, Sendable, CaseIterable {
    case listBuckets = "ListBuckets"
    case createBucket = "CreateBucket"
    case headBucket = "HeadBucket"
    case deleteBucket = "DeleteBucket"
    case getBucketLocation = "GetBucketLocation"
    case listObjects = "ListObjects"
    case listObjectsV2 = "ListObjectsV2"
    case deleteObjects = "DeleteObjects"
    case putObject = "PutObject"
    case copyObject = "CopyObject"
    case getObject = "GetObject"
    case headObject = "HeadObject"
    case deleteObject = "DeleteObject"
    case createMultipartUpload = "CreateMultipartUpload"
    case uploadPart = "UploadPart"
    case completeMultipartUpload = "CompleteMultipartUpload"
    case abortMultipartUpload = "AbortMultipartUpload"
    case listParts = "ListParts"
    case listMultipartUploads = "ListMultipartUploads"
    case uploadPartCopy = "UploadPartCopy"

    /// Names of parameters that ask for something else than the operation of the method.
    private static let others: Set<String> = [
        "acl", "accelerate", "analytics", "attributes", "cors", "encryption", "intelligent-tiering",
        "inventory", "legal-hold", "lifecycle", "logging", "metrics", "notification",
        "object-lock", "ownershipControls", "policy", "policyStatus", "publicAccessBlock",
        "replication", "requestPayment", "restore", "retention", "select", "tagging", "torrent",
        "versioning", "versions", "website",
    ]

    /// Finds the operation of a request.
    ///
    /// - Throws: `NotImplemented` for what is not answered here, `MethodNotAllowed`.
    init(
        method: String, bucket: String, key: String, query: [QueryItem], headers: HeaderFields
    ) throws(S3Refusal) {
        let names = Set(query.map(\.name))
        if let other = names.intersection(Self.others).first { throw .notImplemented(other) }
        let found: S3Operation?
        if bucket.isEmpty {
            found = method == "GET" ? .listBuckets : nil
        } else if key.isEmpty {
            found = Self.ofBucket(method, names, query)
        } else {
            found = Self.ofObject(method, names, headers)
        }
        guard let found else {
            throw S3Refusal(
                405, "MethodNotAllowed",
                "The specified method is not allowed against this resource.",
                [("Method", method)])
        }
        self = found
    }

    private static func ofBucket(
        _ method: String, _ names: Set<String>, _ query: [QueryItem]
    ) -> S3Operation? {
        switch method {
        case "HEAD": .headBucket
        case "PUT": .createBucket
        case "DELETE": .deleteBucket
        case "POST": names.contains("delete") ? .deleteObjects : nil
        case "GET" where names.contains("location"): .getBucketLocation
        case "GET" where names.contains("uploads"): .listMultipartUploads
        case "GET":
            query.contains { $0.name == "list-type" && $0.value == "2" }
                ? .listObjectsV2 : .listObjects
        default: nil
        }
    }

    private static func ofObject(
        _ method: String, _ names: Set<String>, _ headers: HeaderFields
    ) -> S3Operation? {
        let isUpload = names.contains("uploadId")
        switch method {
        case "HEAD": return .headObject
        case "GET": return isUpload ? .listParts : .getObject
        case "DELETE": return isUpload ? .abortMultipartUpload : .deleteObject
        case "POST" where names.contains("uploads"): return .createMultipartUpload
        case "POST": return isUpload ? .completeMultipartUpload : nil
        case "PUT":
            let isCopy = headers.contains(name: "x-amz-copy-source")
            if isUpload { return isCopy ? .uploadPartCopy : .uploadPart }
            return isCopy ? .copyObject : .putObject
        default: return nil
        }
    }
}
