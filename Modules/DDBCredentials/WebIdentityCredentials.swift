import DDBBase

/// Takes a role with a token of an identity provider that a file holds, as in Kubernetes.
///
/// The file is read at every fetch: whoever wrote it replaces it before the token ends.
public struct WebIdentityCredentials: CredentialsProvider {
    /// The most bytes of a token.
    public static let tokenBytesMax = 64 << 10

    private let roleARN: String
    private let tokenFile: String
    private let sessionName: String?
    private let region: String?
    private let components: CredentialsComponents

    /// What messages call it: `web identity`.
    public var name: String { "web identity" }

    /// Creates a provider.
    ///
    /// - Parameters:
    ///   - sessionName: What the session is called; nil for a name with the time in it.
    ///   - region: The region whose endpoint to ask; nil leaves it to the role service.
    public init(
        roleARN: String, tokenFile: String, sessionName: String? = nil, region: String? = nil,
        components: CredentialsComponents
    ) {
        self.roleARN = roleARN
        self.tokenFile = tokenFile
        self.sessionName = sessionName
        self.region = region
        self.components = components
    }

    /// Creates a provider of `AWS_WEB_IDENTITY_TOKEN_FILE`, `AWS_ROLE_ARN` and, where it is set,
    /// `AWS_ROLE_SESSION_NAME`.
    ///
    /// - Parameter region: The region whose endpoint to ask; nil for that of `AWS_REGION` or
    ///   `AWS_DEFAULT_REGION`.
    /// - Throws: ``CredentialsError``: `absent` where no token file is named, `invalidSetting`
    ///   where no role is.
    public init(
        environmentOf components: CredentialsComponents, region: String? = nil
    ) throws(CredentialsError) {
        let environment = components.environment
        guard let file = environment.nonBlank("AWS_WEB_IDENTITY_TOKEN_FILE") else {
            throw CredentialsError(.absent, "AWS_WEB_IDENTITY_TOKEN_FILE is not set.")
        }
        guard let role = environment.nonBlank("AWS_ROLE_ARN") else {
            throw CredentialsError(
                .invalidSetting,
                "AWS_WEB_IDENTITY_TOKEN_FILE is set and AWS_ROLE_ARN is not; set both.")
        }
        self.init(
            roleARN: role, tokenFile: file,
            sessionName: environment.nonBlank("AWS_ROLE_SESSION_NAME"),
            region: region ?? environment.nonBlank("AWS_REGION")
                ?? environment.nonBlank("AWS_DEFAULT_REGION"),
            components: components)
    }

    /// Reads the token and takes the role.
    ///
    /// - Throws: ``CredentialsError``: `unreadable` where the file is missing, `unsupported`
    ///   without a role service; what the role service throws.
    public func credentials() async throws -> Credentials {
        guard let roles = components.roles else { throw CredentialsError.withoutRoles(name) }
        guard
            let text = try await components.files.text(tokenFile, limit: Self.tokenBytesMax)
        else {
            throw CredentialsError(
                .unreadable, "The web identity token file \(tokenFile) does not exist.")
        }
        let token = text.trimmed
        guard !token.isEmpty else {
            throw CredentialsError(
                .unreadable, "The web identity token file \(tokenFile) is empty.")
        }
        return try await roles.assumeRoleWithWebIdentity(
            WebIdentityRequest(
                roleARN: roleARN, sessionName: sessionName ?? RoleSession.name(components.time),
                token: Secret(token), region: region))
    }
}

extension CredentialsError {
    static func withoutRoles(_ name: String) -> CredentialsError {
        CredentialsError(
            .unsupported,
            "\(name) needs AWS STS, and these components have no role service; give them one.")
    }
}
