import DDBBase
import DDBClientCore
public import DDBConfiguration
import DDBCredentials
import DDBHTTPCurl
public import DDBPipeline
public import DDBSTS

/// How a component reaches AWS, and as whom, as options of a configuration.
///
/// ```swift
/// static let spec = ComponentSpec(…, fields: ownFields + ClientOptions.fields, …)
/// let clients = try ClientOptions(options)                       // in init: no I/O
/// let context = try await clients.connect(context)               // in open
/// ```
/// What is not set comes from the environment, the profile and the machine, as AWS's own tools find
/// it. Credentials have the names of Flink's connectors, and those of Spice's.
public struct ClientOptions: Sendable {
    private var context = ClientContextOptions()

    /// The options.
    public static let fields: [OptionField] =
        [
            OptionField(
                "region", .string, example: "eu-west-1",
                summary: "The region; AWS_REGION, the profile and the machine follow."),
            OptionField(
                "endpoint", .string, isAdvanced: true, example: "http://127.0.0.1:8000",
                summary: "The server to call instead of AWS's own."),
            OptionField(
                "profile", .string, isAdvanced: true,
                summary: "The profile of the shared files; AWS_PROFILE, then `default` follow."),
            OptionField(
                "attempts-max", .integer(1...100), isAdvanced: true,
                summary: "The most attempts of a call, the first included."),
            OptionField(
                "ca-bundle", .string, isAdvanced: true,
                summary: "A file of certificates to trust instead of the system's."),
            OptionField(
                "dynamodb_aws_region", .string, isAdvanced: true, summary: "The same as `region`."),
        ] + credentials

    /// The options of credentials; every value may be a secret.
    private static let credentials: [OptionField] = [
        field(
            "aws.credentials.provider",
            "Where credentials come from: AUTO, BASIC, ENV_VAR, PROFILE, ASSUME_ROLE, "
                + "WEB_IDENTITY_TOKEN or CUSTOM."),
        field("aws.credentials.basic.accesskeyid", "The access key of BASIC."),
        field("aws.credentials.basic.secretkey", "The secret key of BASIC."),
        field("aws.credentials.basic.sessiontoken", "The session token of BASIC."),
        field("aws.credentials.profile.name", "The profile of PROFILE."),
        field("aws.credentials.profile.path", "The credentials file of PROFILE."),
        field("aws.credentials.role.arn", "The role of ASSUME_ROLE and WEB_IDENTITY_TOKEN."),
        field("aws.credentials.role.sessionName", "The name of the role's session."),
        field("aws.credentials.role.externalId", "What the role's owner asks for."),
        field("aws.credentials.role.provider", "Whose credentials take the role."),
        field("aws.credentials.webIdentityToken.file", "The token of WEB_IDENTITY_TOKEN."),
        field("dynamodb_aws_access_key_id", "An access key."),
        field("dynamodb_aws_secret_access_key", "Its secret key."),
        field("dynamodb_aws_session_token", "Its session token."),
    ]

    private static func field(_ name: String, _ summary: String) -> OptionField {
        OptionField(name, .secret, isAdvanced: true, summary: summary)
    }

    /// Reads options that ``fields`` have validated; touches nothing.
    ///
    /// - Throws: ``DDBConfiguration/ConfigurationError``; `CredentialsError` where options of
    ///   credentials contradict each other.
    public init(_ options: Options) throws {
        context.settings.region =
            try options.find("region") ?? options.find("dynamodb_aws_region")
        context.settings.endpoint = try options.find("endpoint")
        context.settings.attemptsMax = try options.find("attempts-max")
        context.settings.caBundle = try options.find("ca-bundle")
        context.profile = try options.find("profile")
        var secrets: [String: Secret] = [:]
        for field in Self.credentials {
            let value: Secret? = try options.find(field.name)
            secrets[field.name] = value
        }
        if !secrets.isEmpty {
            context.credentials = try CredentialsSelection(options: secrets)
        }
    }

    /// Puts together what the component's clients share.
    ///
    /// - Throws: `SettingsError`, `CredentialsError`, `TransportError`.
    public func connect(_ component: ComponentContext) async throws -> ClientContext {
        try await ClientContext(
            context, environment: component.environment, time: component.time,
            random: component.random, logger: component.logger, metrics: component.metrics
        ) { caBundle in
            var settings = CurlSettings()
            settings.caBundle = caBundle
            return try CurlTransport(settings)
        }
    }
}
