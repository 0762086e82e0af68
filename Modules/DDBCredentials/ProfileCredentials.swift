import DDBBase

/// Follows a profile of the shared files to its credentials: keys, a program, a login, a web
/// identity, and the roles that are taken with them.
///
/// The files are read at every fetch, so that a new login or a new key counts at once.
public struct ProfileCredentials: CredentialsProvider {
    private let profile: String?
    private let locations: SharedFileLocations?
    private let region: String?
    private let components: CredentialsComponents
    private let memory: SourceMemory

    /// What messages call it: `profile` and its name.
    public var name: String { "profile \(profileName)" }

    /// Creates a provider.
    ///
    /// - Parameters:
    ///   - profile: The profile; nil for that of `AWS_PROFILE`, else `default`.
    ///   - locations: Where the files are; nil where the environment says.
    ///   - region: The region whose STS endpoint is asked for roles; nil for that of `AWS_REGION`,
    ///     `AWS_DEFAULT_REGION` or the profile.
    public init(
        profile: String? = nil, locations: SharedFileLocations? = nil, region: String? = nil,
        components: CredentialsComponents
    ) {
        self.init(
            profile: profile, locations: locations, region: region, components: components,
            memory: SourceMemory())
    }

    init(
        profile: String?, locations: SharedFileLocations?, region: String?,
        components: CredentialsComponents, memory: SourceMemory
    ) {
        self.profile = profile
        self.locations = locations
        self.region = region
        self.components = components
        self.memory = memory
    }

    /// Reads the files and follows the profile.
    ///
    /// - Throws: ``CredentialsError``: `absent` where there is no profile or it says nothing of
    ///   credentials, and every other code.
    public func credentials() async throws -> Credentials {
        try await credentials(in: try await shared())
    }

    private var profileName: String {
        profile ?? SharedFileLocations.profileName(environment: components.environment)
    }

    /// Reads the files, and tells of what is left out of them.
    func shared() async throws -> SharedConfiguration {
        let found = locations ?? SharedFileLocations(environment: components.environment)
        let shared = try await SharedConfiguration.load(found, files: components.files)
        for warning in shared.warnings { components.notice?(warning) }
        return shared
    }

    /// The section of the profile, for the settings that other sources take from it.
    func section(in shared: SharedConfiguration) -> SharedSection? {
        shared.profile(named: profileName)
    }

    /// Follows the profile.
    func credentials(in shared: SharedConfiguration) async throws -> Credentials {
        guard let selected = section(in: shared) else { throw missing(shared) }
        let plan = try ProfilePlan(profile: selected.name, in: shared)
        var provider = try base(of: plan, selected: selected, shared)
        for role in plan.roles {
            var role = role
            role.region = region ?? environmentRegion ?? role.region ?? selected.nonEmpty("region")
            provider = AssumeRoleCredentials(role, source: provider, components: components)
        }
        return try await provider.credentials()
    }

    private var environmentRegion: String? {
        components.environment.nonBlank("AWS_REGION")
            ?? components.environment.nonBlank("AWS_DEFAULT_REGION")
    }

    private func base(
        of plan: ProfilePlan, selected: SharedSection, _ shared: SharedConfiguration
    ) throws(CredentialsError) -> any CredentialsProvider {
        switch plan.base {
        case .keys(let keys): StaticCredentials(keys)
        case .named(.environment): EnvironmentCredentials(components.environment)
        case .named(.container): ContainerCredentials(components)
        case .named(.instance): try instance(selected)
        case .webIdentity(let identity):
            webIdentity(identity, mayComeFromEnvironment: plan.roles.isEmpty, selected)
        case .process(let command, let accountID):
            ProcessCredentials(command: command, accountID: accountID, components: components)
        case .login(let settings):
            LoginCredentials(
                settings: settings,
                endpoints: try LoginEndpoints(
                    region: settings.region, profile: selected, shared: shared,
                    environment: components.environment),
                profile: plan.baseProfile, home: shared.locations.home, components: components,
                memory: memory)
        case .consoleLogin(let session):
            ConsoleLoginCredentials(
                session: session, profile: plan.baseProfile, home: shared.locations.home,
                components: components)
        }
    }

    /// The metadata service as the environment and a profile describe it.
    func instance(_ section: SharedSection?) throws(CredentialsError) -> InstanceCredentials {
        let settings = try InstanceMetadataSettings(
            environment: components.environment, profile: section)
        return InstanceCredentials(
            memory.metadata(settings, components), environment: components.environment)
    }

    /// The variables of a web identity count before the profile's own, both or neither, and never
    /// for a profile that another one takes a role with.
    private func webIdentity(
        _ identity: ProfilePlan.WebIdentity, mayComeFromEnvironment: Bool,
        _ selected: SharedSection
    ) -> WebIdentityCredentials {
        let environment = components.environment
        var identity = identity
        if mayComeFromEnvironment,
            let file = environment.nonBlank("AWS_WEB_IDENTITY_TOKEN_FILE"),
            let role = environment.nonBlank("AWS_ROLE_ARN")
        {
            identity = ProfilePlan.WebIdentity(
                roleARN: role, tokenFile: file,
                sessionName: environment.nonBlank("AWS_ROLE_SESSION_NAME"))
        }
        return WebIdentityCredentials(
            roleARN: identity.roleARN, tokenFile: identity.tokenFile,
            sessionName: identity.sessionName,
            region: region ?? environmentRegion ?? selected.nonEmpty("region"),
            components: components)
    }

    private func missing(_ shared: SharedConfiguration) -> CredentialsError {
        let files = [shared.locations.config, shared.locations.credentials].compactMap(\.self)
        let place = files.isEmpty ? "any file: HOME is not set" : files.joined(separator: " or ")
        let isNamed = profile != nil || components.environment.nonBlank("AWS_PROFILE") != nil
        guard isNamed else {
            return CredentialsError(.absent, "There is no profile '\(profileName)' in \(place).")
        }
        return CredentialsError(
            .invalidProfile,
            "There is no profile '\(profileName)' in \(place)"
                + NearestName.hint(profileName, in: Array(shared.profiles.keys.sorted().prefix(64)))
        )
    }
}
