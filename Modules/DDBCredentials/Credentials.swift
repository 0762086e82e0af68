public import DDBBase
public import DDBSigV4

/// What AWS knows a caller by, and until when.
///
/// Nothing of the keys shows in descriptions and mirrors.
public struct Credentials: Sendable, Hashable, CustomStringConvertible,
    CustomDebugStringConvertible, CustomReflectable
{
    /// What requests are signed with.
    public var signing: SigningCredentials
    /// When the keys end; nil for keys that do not.
    public var expiration: Instant?
    /// The account that the keys belong to, 12 digits, where the source says it; endpoints of
    /// accounts are made of it.
    public var accountID: String?
    /// The name of what gave the keys, as ``CredentialsProvider/name``; messages use it.
    public var origin: String
    /// Whether AWS takes the keys past their expiration while the service that renews them is in
    /// trouble, as it does for the role of an instance.
    public var isStaticallyStable: Bool

    /// Creates credentials.
    public init(
        signing: SigningCredentials, expiration: Instant? = nil, accountID: String? = nil,
        origin: String, isStaticallyStable: Bool = false
    ) {
        self.signing = signing
        self.expiration = expiration
        self.accountID = accountID
        self.origin = origin
        self.isStaticallyStable = isStaticallyStable
    }

    /// The origin and the end, nothing of the keys.
    public var description: String {
        guard let expiration else { return "<credentials of \(origin)>" }
        return "<credentials of \(origin) until \(expiration.iso8601)>"
    }

    /// The origin and the end, nothing of the keys.
    public var debugDescription: String { description }

    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
