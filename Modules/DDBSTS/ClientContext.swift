public import DDBBase
public import DDBClientCore
import DDBCredentials
public import DDBHTTP
public import Logging
public import Metrics

/// What the clients of a process share, put together as AWS's own tools do it: options first, then
/// the environment, the profile and the machine.
///
/// ```swift
/// var options = ClientContextOptions()
/// options.settings.region = "eu-west-1"
/// let context = try await ClientContext(options) { caBundle in
///     var settings = CurlSettings()
///     settings.caBundle = caBundle
///     return try CurlTransport(settings)
/// }
/// let dynamoDB = DynamoDBClient(
///     settings: try await context.settings(for: .dynamoDB), components: context.components)
/// ```
///
/// It stands beside STS because profiles take roles, and the clients of all services need what
/// comes of that.
public struct ClientContext: Sendable {
    /// What clients work with.
    public let components: ClientComponents
    private let sources: SettingsSources
    private let overrides: SettingsOverrides

    /// Makes a transport that trusts a file of certificates, or those of the system.
    public typealias TransportMaker = (_ caBundle: String?) throws -> any Transport

    /// Reads the shared files, finds the region, and puts the credentials together; fetches none.
    ///
    /// - Parameters:
    ///   - environment: The variables, for settings and credentials alike.
    ///   - logger: Is told of what goes wrong and does no harm yet.
    ///   - transport: Makes the way to the network, once.
    /// - Throws: `SettingsError`, `CredentialsError`, and what `transport` throws.
    public init(
        _ options: ClientContextOptions = ClientContextOptions(),
        environment: ProcessEnvironment = .system, time: any TimeSource = SystemTimeSource(),
        random: any RandomSource = SystemRandomSource(),
        logger: Logger = Logger(label: "ddbkit.aws"),
        metrics: any MetricsFactory = MetricsSystem.factory, transport: TransportMaker
    ) async throws {
        let caBundle = try await Self.caBundle(options, environment)
        let transport = try transport(caBundle)
        let notice: @Sendable (String) -> Void = { logger.warning("\($0)") }
        var doors = CredentialsComponents(
            transport: transport, environment: environment, time: time, random: random,
            notice: notice)
        sources = try await SettingsSources.load(profile: options.profile, components: doors)
        // The endpoint of the options is that of the service which is called. Whoever takes a role
        // for that call goes where the environment and the profile say: a token or a code is no
        // business of a server for tables.
        var ofRoles = options.settings
        ofRoles.endpoint = nil
        let securityTokens = try await ClientSettings.resolved(
            for: .sts, overrides: ofRoles, from: sources)
        var overrides = options.settings
        // The machine is asked for its region once.
        overrides.region = securityTokens.region
        self.overrides = overrides
        var components = ClientComponents(
            transport: transport, credentials: Unsigned(), time: time, random: random,
            logger: logger, metrics: metrics)
        doors.roles = STSRoleService(settings: securityTokens, components: components)
        components.credentials = RefreshingCredentials(
            try Self.provider(options, doors, region: securityTokens.region), time: time,
            random: random, notice: notice)
        self.components = components
    }

    /// Reads the settings of a service's client.
    ///
    /// - Throws: `SettingsError`.
    public func settings(for service: Service) async throws -> ClientSettings {
        try await ClientSettings.resolved(for: service, overrides: overrides, from: sources)
    }

    private static func caBundle(
        _ options: ClientContextOptions, _ environment: ProcessEnvironment
    ) async throws -> String? {
        if let path = options.settings.caBundle ?? environment.nonBlank("AWS_CA_BUNDLE") {
            return path
        }
        let shared = try await SharedConfiguration.load(environment: environment)
        let profile =
            options.profile ?? SharedFileLocations.profileName(environment: environment)
        return shared.profile(named: profile)?.nonEmpty("ca_bundle")
    }

    private static func provider(
        _ options: ClientContextOptions, _ components: CredentialsComponents, region: String
    ) throws -> any CredentialsProvider {
        let source: any CredentialsProvider =
            try options.credentials?.provider(
                components: components, region: region, profile: options.profile)
            ?? CredentialsChain(profile: options.profile, region: region, components: components)
        guard var role = options.role else { return source }
        role.region = role.region ?? region
        return AssumeRoleCredentials(role, source: source, components: components)
    }
}

/// Stands where every call brings credentials of its own.
private struct Unsigned: CredentialsProvider {
    let name = "none"

    func credentials() async throws -> Credentials {
        throw CredentialsError(.absent, "The call brings no credentials of its own.")
    }
}
