/// How S3 encrypts an object at rest; without one the bucket decides.
public enum ObjectEncryption: Sendable, Hashable {
    /// With keys of S3: `AES256`.
    case managed
    /// With a key of AWS KMS: `aws:kms`; the account's own where none is named.
    case keyService(keyID: String?, usesBucketKey: Bool)
}
