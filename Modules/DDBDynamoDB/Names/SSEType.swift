/// Says with what a table is encrypted.
///
/// New names may come; those known are constants.
public struct SSEType: RawRepresentable, Sendable, Hashable {
    /// The name as AWS has it.
    public let rawValue: String

    /// Creates a name, known or not.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// With keys of DynamoDB.
    public static let aes256 = SSEType(rawValue: "AES256")
    /// With a key of KMS.
    public static let kms = SSEType(rawValue: "KMS")
}
