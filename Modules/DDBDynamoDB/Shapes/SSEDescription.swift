public import DDBBase
package import DDBJSON

/// Tells with what a table is encrypted.
public struct SSEDescription: Sendable, Hashable {
    /// In which state the encryption is.
    public var status: SSEStatus?
    /// With what it is encrypted.
    public var sseType: SSEType?
    /// The ARN of the key of KMS.
    public var kmsMasterKeyARN: String?
    /// Since when the key cannot be used.
    public var inaccessibleEncryptionDateTime: Instant?
}

extension SSEDescription: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        status = try members.name("Status")
        sseType = try members.name("SSEType")
        kmsMasterKeyARN = try members.string("KMSMasterKeyArn")
        inaccessibleEncryptionDateTime = try members.instant("InaccessibleEncryptionDateTime")
    }
}
