public import DDBBase

/// What a signature is made with: an access key, its secret, and the token of a temporary key.
public struct SigningCredentials: Sendable, Hashable, CustomStringConvertible,
    CustomDebugStringConvertible, CustomReflectable
{
    /// The id of the access key, which goes into every request in the clear.
    public var accessKeyID: String
    /// The secret, which goes nowhere.
    public var secretAccessKey: Secret
    /// The token of a temporary key.
    public var sessionToken: Secret?

    /// Creates credentials.
    public init(accessKeyID: String, secretAccessKey: Secret, sessionToken: Secret? = nil) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
    }

    /// Says that there are credentials, and nothing of them.
    public var description: String { "<credentials>" }

    /// Says that there are credentials, and nothing of them.
    public var debugDescription: String { description }

    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
