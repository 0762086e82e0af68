import DDBBase
import DDBClientCore
public import DDBConfiguration
import DDBCredentials
import DDBHTTPCurl
public import DDBPipeline
public import DDBSTS
import Logging

/// How a component reaches AWS, and as whom, as options of a configuration.
///
/// ```swift
/// static let spec = ComponentSpec(…, fields: ownFields + ClientOptions.fields, …)
/// let clients = try ClientOptions(options)                       // in init: no I/O
/// let context = try await clients.connect(context)               // in open
/// ```
/// What is not set comes from the environment, the profile and the machine, as AWS's own tools find
/// it. Credentials have the names of Flink's connectors, and those of Spice's and Estuary's.
public struct ClientOptions: Sendable {
    private var context = ClientContextOptions()
    private var trustsAllCertificates = false

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
                "attempts-max", .integer(1...100), isAdvanced: true, keepsPositions: true,
                summary: "The most attempts of a call, the first included."),
            OptionField(
                "ca-bundle", .string, isAdvanced: true, keepsPositions: true,
                summary: "A file of certificates to trust instead of the system's."),
            OptionField(
                "dynamodb_aws_region", .string, isAdvanced: true, summary: "The same as `region`."),
            OptionField(
                "aws.region", .string, isAdvanced: true, summary: "The same as `region`."),
            OptionField(
                "aws.endpoint", .string, isAdvanced: true, summary: "The same as `endpoint`."),
            OptionField(
                "advanced", .map(.string), isAdvanced: true, example: "{endpoint: URL}",
                summary: "Its `endpoint` is the same as `endpoint`."),
            OptionField(
                "aws.trust.all.certificates", .boolean, default: false, isAdvanced: true,
                keepsPositions: true,
                summary: "Whether any certificate of any server is trusted: for tests only."),
        ] + credentials

    /// The options of credentials; every value may be a secret.
    private static let credentials = ownCredentials + sourceCredentials

    /// The options of whose credentials take a role: the same as those of any, one level below.
    private static let sourceCredentials: [OptionField] = ownCredentials.compactMap { own in
        let prefix = "aws.credentials."
        guard own.name.hasPrefix(prefix), own.name != prefix + "provider" else { return nil }
        let name = own.name.dropFirst(prefix.count)
        return field(
            prefix + "role.provider." + name, "As \(own.name), of what takes the role.")
    }

    private static let ownCredentials: [OptionField] = [
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
        field("aws.credentials.custom.class", "The name of the provider of CUSTOM."),
        field("awsAccessKeyId", "An access key."),
        field("awsSecretAccessKey", "Its secret key."),
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
        context.settings.region = try Self.one(
            of: ["region", "dynamodb_aws_region", "aws.region"], options)
        context.settings.endpoint = try Self.endpoint(options)
        trustsAllCertificates = try options.get("aws.trust.all.certificates")
        context.settings.attemptsMax = try options.find("attempts-max")
        context.settings.caBundle = try options.find("ca-bundle")
        context.profile = try options.find("profile")
        var secrets: [String: Secret] = [:]
        for field in Self.credentials {
            secrets[field.name] = try options.find(field.name)
        }
        if !secrets.isEmpty {
            context.credentials = try CredentialsSelection(options: secrets)
        }
    }

    /// The value of the one option that is set of several that mean the same.
    private static func one(
        of names: [String], _ options: Options
    ) throws(ConfigurationError) -> String? {
        var found: String?
        for name in names {
            guard let value: String = try options.find(name) else { continue }
            guard found == nil else {
                throw options.error(
                    .duplicateOption, name,
                    "It means the same as another that is set; leave one of them out.")
            }
            found = value
        }
        return found
    }

    private static func endpoint(_ options: Options) throws(ConfigurationError) -> String? {
        let advanced: [String: String] = try options.find("advanced") ?? [:]
        if let other = advanced.keys.first(where: { $0 != "endpoint" }) {
            throw options.error(
                .unknownOption, "advanced", "It has `endpoint` and nothing else, not '\(other)'.")
        }
        let endpoint = try one(of: ["endpoint", "aws.endpoint"], options)
        if endpoint != nil, !advanced.isEmpty {
            throw options.error(
                .duplicateOption, "advanced",
                "Its `endpoint` means the same as another that is set; leave one of them out.")
        }
        return endpoint ?? advanced["endpoint"]
    }

    /// Puts together what the component's clients share.
    ///
    /// - Parameters:
    ///   - connectionsMax: The most connections; nil for the usual number.
    ///   - readTimeout: How long a connection may stand still; nil for the usual time.
    /// - Throws: `SettingsError`, `CredentialsError`, `TransportError`.
    public func connect(
        _ component: ComponentContext, connectionsMax: Int? = nil, readTimeout: Duration? = nil
    ) async throws -> ClientContext {
        if trustsAllCertificates {
            component.logger.warning("any certificate is trusted: aws.trust.all.certificates")
        }
        return try await ClientContext(
            context, environment: component.environment, time: component.time,
            random: component.random, logger: component.logger, metrics: component.metrics
        ) { caBundle in
            var settings = CurlSettings()
            settings.caBundle = caBundle
            settings.trustsAllCertificates = trustsAllCertificates
            settings.maxConcurrency = connectionsMax ?? settings.maxConcurrency
            settings.readTimeout = readTimeout ?? settings.readTimeout
            return try CurlTransport(settings)
        }
    }
}
