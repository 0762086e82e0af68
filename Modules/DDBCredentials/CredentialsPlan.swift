import DDBBase
import DDBSigV4

/// What options choose, checked: nothing of it can be missing any more but what the environment
/// gives.
indirect enum CredentialsPlan: Sendable {
    case auto
    case basic(SigningCredentials)
    case environment
    case profile(name: String?, path: String?)
    case role(AssumeRoleCredentials.Role, source: CredentialsPlan)
    case webIdentity(role: String?, file: String?, sessionName: String?)
    case custom(String)

    var method: CredentialsMethod {
        switch self {
        case .auto: .auto
        case .basic: .basic
        case .environment: .environment
        case .profile: .profile
        case .role: .assumeRole
        case .webIdentity: .webIdentity
        case .custom: .custom
        }
    }

    init(
        _ options: inout CredentialsOptions, customs: [String]
    ) throws(CredentialsError) {
        try self.init(&options, below: "", depth: 0, customs)
    }

    private init(
        _ options: inout CredentialsOptions, below prefix: String, depth: Int, _ customs: [String]
    ) throws(CredentialsError) {
        guard depth < CredentialsSelection.depthMax else {
            throw CredentialsError(
                .limitExceeded,
                "Roles lie more than \(CredentialsSelection.depthMax) deep in role.provider.")
        }
        let keys = try options.keys(below: prefix)
        switch try options.method(below: prefix) {
        case .auto:
            if let keys { self = .basic(keys) } else { self = .auto }
        case .basic:
            guard let keys else { throw options.missing("basic.accesskeyid", "BASIC", prefix) }
            self = .basic(keys)
        case .environment: self = .environment
        case .profile:
            self = .profile(
                name: options.take("profile.name", below: prefix),
                path: options.take("profile.path", below: prefix))
        case .assumeRole:
            guard let arn = options.take("role.arn", below: prefix) else {
                throw options.missing("role.arn", "ASSUME_ROLE", prefix)
            }
            let role = AssumeRoleCredentials.Role(
                arn: arn, sessionName: options.take("role.sessionName", below: prefix),
                externalID: options.take("role.externalId", below: prefix))
            let source = try CredentialsPlan(
                &options, below: prefix + "role.provider.", depth: depth + 1, customs)
            self = .role(role, source: source)
        case .webIdentity:
            self = .webIdentity(
                role: options.take("role.arn", below: prefix),
                file: options.take("webIdentityToken.file", below: prefix),
                sessionName: options.take("role.sessionName", below: prefix))
        case .custom:
            guard let name = options.take("custom.class", below: prefix) else {
                throw options.missing("custom.class", "CUSTOM", prefix)
            }
            guard customs.contains(name) else {
                throw CredentialsError(
                    .invalidSetting,
                    "No credentials provider is registered as '\(name)'"
                        + NearestName.hint(name, in: customs))
            }
            self = .custom(name)
        }
    }
}
