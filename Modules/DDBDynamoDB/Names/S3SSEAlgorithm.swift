/// Says how the files of an export are encrypted.
///
/// New names may come; those known are constants.
public struct S3SSEAlgorithm: RawRepresentable, Sendable, Hashable {
    /// The name as AWS has it.
    public let rawValue: String

    /// Creates a name, known or not.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// With keys of S3.
    public static let aes256 = S3SSEAlgorithm(rawValue: "AES256")
    /// With a key of KMS.
    public static let kms = S3SSEAlgorithm(rawValue: "KMS")
}
