/// Says how records are encrypted.
///
/// New names may come; those known are constants.
public struct EncryptionType: RawRepresentable, Sendable, Hashable {
    /// The name as AWS has it.
    public let rawValue: String

    /// Creates a name, known or not.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// Not at all.
    public static let none = EncryptionType(rawValue: "NONE")
    /// With a key of KMS.
    public static let kms = EncryptionType(rawValue: "KMS")
}
