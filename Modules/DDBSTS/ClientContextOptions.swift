public import DDBClientCore
public import DDBCredentials

/// What is set in code or by a command's options, before the environment is asked.
public struct ClientContextOptions: Sendable {
    /// Where and how to call; its endpoint is not asked for roles, which `AWS_ENDPOINT_URL_STS`
    /// and the like move.
    public var settings = SettingsOverrides()
    /// The profile; nil for that of `AWS_PROFILE`, else `default`.
    public var profile: String?
    /// A way to credentials that options choose; nil for the chain.
    public var credentials: CredentialsSelection?
    /// A role to take with those credentials.
    public var role: AssumeRoleCredentials.Role?

    /// Creates options that set nothing.
    public init() {}
}
