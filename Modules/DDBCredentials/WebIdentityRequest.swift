public import DDBBase

/// Names a role to take with a token of an identity provider.
///
/// The meaning and the limits of each member are those of AssumeRoleWithWebIdentity in the
/// [reference of the service](https://docs.aws.amazon.com/STS/latest/APIReference/).
public struct WebIdentityRequest: Sendable, Hashable {
    /// The ARN of the role.
    public var roleARN: String
    /// What the session is called in logs of the account, 2 to 64 characters.
    public var sessionName: String
    /// The token, as the file holds it without the white space around it.
    public var token: Secret
    /// How long the session lasts, 900 to 43200; nil leaves it to the service, an hour.
    public var durationSeconds: Int?
    /// The region whose endpoint to ask; nil leaves it to the service's settings.
    public var region: String?

    /// Creates a request.
    public init(
        roleARN: String, sessionName: String, token: Secret, durationSeconds: Int? = nil,
        region: String? = nil
    ) {
        self.roleARN = roleARN
        self.sessionName = sessionName
        self.token = token
        self.durationSeconds = durationSeconds
        self.region = region
    }
}
