public import DDBBase

/// An access key that a local endpoint knows.
public struct AccessKey: Sendable, Hashable {
    /// The id, which is in every request.
    public var id: String
    /// The secret that requests are signed with.
    public var secret: Secret
    /// The session token that has to come with a temporary key.
    public var sessionToken: Secret?
    /// When a temporary key ends, by the endpoint's clock.
    public var expires: Instant?

    /// Creates a key.
    public init(
        id: String, secret: Secret, sessionToken: Secret? = nil, expires: Instant? = nil
    ) {
        self.id = id
        self.secret = secret
        self.sessionToken = sessionToken
        self.expires = expires
    }
}
