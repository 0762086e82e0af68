/// Takes a role with the credentials of another provider.
public struct AssumeRoleCredentials: CredentialsProvider {
    /// How a role is taken, but for what is made anew each time.
    public struct Role: Sendable, Hashable {
        /// The ARN of the role.
        public var arn: String
        /// What the session is called; nil for a name with the time in it.
        public var sessionName: String?
        /// What the owner of the role asks for.
        public var externalID: String?
        /// How long the session lasts; nil leaves it to the service.
        public var durationSeconds: Int?
        /// The serial number or ARN of the multi-factor device.
        public var mfaSerialNumber: String?
        /// The region whose endpoint to ask; nil leaves it to the role service.
        public var region: String?

        /// Creates a role.
        public init(
            arn: String, sessionName: String? = nil, externalID: String? = nil,
            durationSeconds: Int? = nil, mfaSerialNumber: String? = nil, region: String? = nil
        ) {
            self.arn = arn
            self.sessionName = sessionName
            self.externalID = externalID
            self.durationSeconds = durationSeconds
            self.mfaSerialNumber = mfaSerialNumber
            self.region = region
        }
    }

    private let role: Role
    private let source: any CredentialsProvider
    private let components: CredentialsComponents

    /// What messages call it: `role` and its ARN.
    public var name: String { "role \(role.arn)" }

    /// Creates a provider.
    public init(
        _ role: Role, source: any CredentialsProvider, components: CredentialsComponents
    ) {
        self.role = role
        self.source = source
        self.components = components
    }

    /// Fetches the credentials of the source, and with them the role's.
    ///
    /// - Throws: ``CredentialsError``: `invalidProfile` where the source has none, `unsupported`
    ///   without a role service or anybody to ask for a code; what the role service throws.
    public func credentials() async throws -> Credentials {
        guard let roles = components.roles else { throw CredentialsError.withoutRoles(name) }
        let base: Credentials
        do {
            base = try await source.credentials()
        } catch let error as CredentialsError where error.code == .absent {
            // A source that is asked for by name must give; a chain may not pass it over.
            throw CredentialsError(
                .invalidProfile,
                "The role \(role.arn) is to be taken with \(source.name), which has no "
                    + "credentials: \(error.message)", cause: error)
        }
        return try await roles.assumeRole(try await request(), credentials: base)
    }

    private func request() async throws -> RoleRequest {
        var request = RoleRequest(
            roleARN: role.arn, sessionName: role.sessionName ?? RoleSession.name(components.time),
            externalID: role.externalID, durationSeconds: role.durationSeconds,
            region: role.region)
        if let serial = role.mfaSerialNumber {
            guard let ask = components.mfaTokenCode else {
                throw CredentialsError(
                    .unsupported,
                    "The role \(role.arn) asks for a multi-factor code, and there is nobody to "
                        + "ask; use a profile of `credential_process` or `aws sso login`.")
            }
            request.mfaSerialNumber = serial
            request.mfaTokenCode = try await ask(serial)
        }
        return request
    }
}
