public import DDBBase
import DDBSigV4

/// Chooses a way to credentials from options, under the names that the connectors of Flink, Spice
/// and Estuary use.
///
/// | option | is |
/// |---|---|
/// | `aws.credentials.provider` | a ``CredentialsMethod``; AUTO where it is not set |
/// | `aws.credentials.basic.accesskeyid`, `.basic.secretkey`, `.basic.sessiontoken` | BASIC |
/// | `aws.credentials.profile.path`, `.profile.name` | PROFILE |
/// | `aws.credentials.role.arn`, `.role.sessionName`, `.role.externalId` | ASSUME_ROLE |
/// | `aws.credentials.role.provider`, and all of these below it | whose credentials take it |
/// | `aws.credentials.webIdentityToken.file` | WEB_IDENTITY_TOKEN, with `.role.arn` |
/// | `aws.credentials.custom.class` | CUSTOM: the name of a registered provider |
/// | `dynamodb_aws_access_key_id`, `_secret_access_key`, `_session_token` | BASIC |
/// | `awsAccessKeyId`, `awsSecretAccessKey` | BASIC |
///
/// The names of Flink's Java properties, `aws.credentials.provider.basic.accesskeyid` and so on,
/// mean the same. Other names that do not begin with `aws.credentials.` or `dynamodb_aws_` are left
/// to others; a custom provider gets them too.
public struct CredentialsSelection: Sendable {
    /// Makes a provider of a user's own from all options.
    public typealias Factory =
        @Sendable (_ options: [String: Secret]) throws -> any CredentialsProvider

    /// How deep `role.provider` may go.
    public static let depthMax = 8

    /// The way that was chosen, AUTO with keys already being BASIC.
    public let method: CredentialsMethod
    private let root: CredentialsPlan
    private let options: [String: Secret]
    private let customs: [String: Factory]

    /// Reads and checks the options; fetches nothing.
    ///
    /// - Parameters:
    ///   - options: All options by name; every text is taken for a secret.
    ///   - customs: Makers of providers by the names that `custom.class` can have.
    /// - Throws: ``CredentialsError``: `invalidSetting`, naming the option and where it helps the
    ///   nearest name that exists, or `unsupported`.
    public init(
        options: [String: Secret], customs: [String: Factory] = [:]
    ) throws(CredentialsError) {
        var reader = try CredentialsOptions(options)
        root = try CredentialsPlan(&reader, customs: Array(customs.keys))
        try reader.refuseOthers()
        method = root.method
        self.options = options
        self.customs = customs
    }

    /// Makes the provider, which fetches anew at each call; ``RefreshingCredentials`` keeps.
    ///
    /// - Parameters:
    ///   - region: The region whose STS endpoint is asked for roles.
    ///   - profile: The profile that AUTO looks for; nil for that of the environment.
    /// - Throws: What the maker of a custom provider throws.
    public func provider(
        components: CredentialsComponents, region: String? = nil, profile: String? = nil
    ) throws -> any CredentialsProvider {
        try provider(root, components, region, profile)
    }

    private func provider(
        _ plan: CredentialsPlan, _ components: CredentialsComponents, _ region: String?,
        _ profile: String?
    ) throws -> any CredentialsProvider {
        switch plan {
        case .auto:
            return CredentialsChain(profile: profile, region: region, components: components)
        case .basic(let keys): return StaticCredentials(keys, name: "options")
        case .environment: return EnvironmentCredentials(components.environment)
        case .profile(let name, let path):
            // The file that an option names is a credentials file, and the only one.
            let locations = path.map { path in
                SharedFileLocations(
                    config: nil, credentials: path,
                    home: SharedFileLocations(environment: components.environment).home)
            }
            return ProfileCredentials(
                profile: name, locations: locations, region: region, components: components)
        case .role(var role, let source):
            role.region = region
            return AssumeRoleCredentials(
                role, source: try provider(source, components, region, profile),
                components: components)
        case .webIdentity(let role, let file, let sessionName):
            return try webIdentity(role, file, sessionName, components, region)
        case .custom(let name):
            guard let factory = customs[name] else {
                preconditionFailure("the plan names registered providers alone")
            }
            return try factory(options)
        }
    }

    /// The token and role of the options, or of the environment where the options name no file.
    private func webIdentity(
        _ role: String?, _ file: String?, _ sessionName: String?,
        _ components: CredentialsComponents, _ region: String?
    ) throws(CredentialsError) -> any CredentialsProvider {
        let environment = components.environment
        guard let file = file ?? environment.nonBlank("AWS_WEB_IDENTITY_TOKEN_FILE"),
            let role = role ?? environment.nonBlank("AWS_ROLE_ARN")
        else {
            throw CredentialsError(
                .invalidSetting,
                "WEB_IDENTITY_TOKEN needs aws.credentials.webIdentityToken.file and "
                    + "aws.credentials.role.arn, or AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN.")
        }
        return WebIdentityCredentials(
            roleARN: role, tokenFile: file,
            sessionName: sessionName ?? environment.nonBlank("AWS_ROLE_SESSION_NAME"),
            region: region, components: components)
    }
}
