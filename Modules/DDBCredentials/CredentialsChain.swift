import DDBHTTP

/// Asks one source after another until one has credentials: what AWS's own tools do.
///
/// 1. The environment, unless a profile was named in code.
/// 2. The profile.
/// 3. The web identity of the environment.
/// 4. The container's endpoint.
/// 5. The metadata service of the instance.
///
/// A source that is not set up is passed over. One that is set up and fails ends the search: going
/// on would act as somebody else.
public struct CredentialsChain: CredentialsProvider {
    private let profile: ProfileCredentials
    private let isProfileNamed: Bool
    private let region: String?
    private let components: CredentialsComponents

    /// What messages call it: `chain`.
    public var name: String { "chain" }

    /// Creates a chain.
    ///
    /// - Parameters:
    ///   - profile: The profile; nil for that of `AWS_PROFILE`, else `default`.
    ///   - locations: Where the shared files are; nil where the environment says.
    ///   - region: The region whose STS endpoint is asked for roles; nil for that of the
    ///     environment or the profile.
    public init(
        profile: String? = nil, locations: SharedFileLocations? = nil, region: String? = nil,
        components: CredentialsComponents
    ) {
        self.profile = ProfileCredentials(
            profile: profile, locations: locations, region: region, components: components)
        isProfileNamed = profile != nil
        self.region = region
        self.components = components
    }

    /// Asks the sources.
    ///
    /// - Throws: ``CredentialsError``: `notFound`, with every source and why it gave none, or what
    ///   the source that is set up throws.
    public func credentials() async throws -> Credentials {
        var reasons: [String] = []
        func attempt(
            _ name: String, _ fetch: () async throws -> Credentials
        ) async throws -> Credentials? {
            do {
                return try await fetch()
            } catch let error as CredentialsError where error.code == .absent {
                reasons.append("\(name): \(error.message)")
                return nil
            }
        }
        if isProfileNamed {
            reasons.append("environment: not asked, since a profile is named.")
        } else if let found = try await attempt(
            "environment", EnvironmentCredentials(components.environment).credentials)
        {
            return found
        }
        let shared = try await profile.shared()
        if let found = try await attempt(
            profile.name, { try await profile.credentials(in: shared) })
        {
            return found
        }
        if let found = try await attempt(
            "web identity",
            {
                try await WebIdentityCredentials(environmentOf: components, region: region)
                    .credentials()
            })
        {
            return found
        }
        if let found = try await attempt(
            "container", ContainerCredentials(components).credentials)
        {
            return found
        }
        return try await last(reasons, profile.section(in: shared))
    }

    /// Asks the instance; that it gives nothing means, behind all others, that there is nothing.
    ///
    /// A machine of somebody else's may have another service at the address, which refuses or
    /// answers something else. Trouble of the service is told as such, for it may pass.
    private func last(
        _ reasons: [String], _ section: SharedSection?
    ) async throws -> Credentials {
        let instance = try profile.instance(section)
        do {
            return try await instance.credentials()
        } catch let error as CredentialsError {
            let all = reasons + ["\(instance.name): \(error.message)"]
            let isInTrouble = error.code == .unavailable && !(error.cause is TransportError)
            throw CredentialsError(
                isInTrouble ? .unavailable : .notFound,
                "No AWS credentials were found.\n"
                    + all.map { "  - \($0)\n" }.joined()
                    + "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name a profile with "
                    + "AWS_PROFILE, or log in with `aws sso login`.", cause: error)
        }
    }
}
