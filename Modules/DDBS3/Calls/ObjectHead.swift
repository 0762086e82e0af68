public import DDBBase
import DDBClientCore
import DDBHTTP

/// What the head of a response tells about an object.
public struct ObjectHead: Sendable, Hashable {
    /// The tag of this very content, with its quotes.
    ///
    /// It is good for conditions and for nothing else: it is the MD5 of the content only by chance
    /// of how the object was uploaded and encrypted.
    public var etag: String?
    /// The size of the whole object, also where a range was asked for.
    public var byteCount: Int
    /// When the object was written.
    public var modified: Instant?
    /// The version, in buckets that keep versions.
    public var versionID: String?
    /// The type that the writer gave.
    public var contentType: String?
    /// The encoding that the writer gave; bodies are not decoded.
    public var contentEncoding: String?
    /// The values that the writer gave, their names in lower case and without `x-amz-meta-`.
    public var metadata: [String: String]
    /// The checksums that S3 keeps.
    public var checksums: [ObjectChecksum]
    /// How the object is encrypted at rest: `AES256`, `aws:kms`.
    public var encryptionAlgorithm: String?
    /// The key of AWS KMS that encrypts it.
    public var encryptionKeyID: String?

    /// - Parameter byteCount: The size of the whole object.
    init(_ headers: HeaderFields, byteCount: Int) {
        etag = headers["etag"]
        self.byteCount = byteCount
        modified = headers["last-modified"].flatMap { HTTPDate.parse($0) }
        versionID = headers["x-amz-version-id"].flatMap { $0 == "null" ? nil : $0 }
        contentType = headers["content-type"]
        contentEncoding = headers["content-encoding"]
        metadata = [:]
        for field in headers {
            let name = field.name.lowercased()
            if name.hasPrefix(Self.metadataPrefix) {
                metadata[String(name.dropFirst(Self.metadataPrefix.count))] = field.value
            }
        }
        checksums = ObjectChecksum.all(in: headers)
        encryptionAlgorithm = headers["x-amz-server-side-encryption"]
        encryptionKeyID = headers["x-amz-server-side-encryption-aws-kms-key-id"]
    }

    static let metadataPrefix = "x-amz-meta-"

    /// The size in `content-length`, or nil where there is none that is a number.
    static func contentLength(_ headers: HeaderFields) -> Int? {
        headers["content-length"].flatMap { text in
            text.utf8.allSatisfy { (48...57).contains($0) } ? Int(text) : nil
        }
    }
}
