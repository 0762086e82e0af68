import DDBBase
import DDBSigV4

/// How the credentials of a profile come about: where they begin, and the roles that are taken one
/// after another.
package struct ProfilePlan: Sendable {
    /// Where credentials begin.
    package enum Base: Sendable {
        /// Keys in a file.
        case keys(Credentials)
        /// `credential_source`.
        case named(NamedSource)
        /// `web_identity_token_file`.
        case webIdentity(WebIdentity)
        /// `sso_*`.
        case login(LoginSettings)
        /// `credential_process`.
        case process(command: String, accountID: String?)
        /// `login_session`.
        case consoleLogin(String)
    }

    /// A source that a profile names by a word.
    package enum NamedSource: String, Sendable, CaseIterable {
        case environment = "Environment"
        case instance = "Ec2InstanceMetadata"
        case container = "EcsContainer"
    }

    /// What a profile says of a web identity.
    package struct WebIdentity: Sendable, Hashable {
        package var roleARN: String
        package var tokenFile: String
        package var sessionName: String?
    }

    /// The most profiles that lead from one to the next.
    package static let profilesMax = 16

    /// Where credentials begin.
    package var base: Base
    /// The profile that says so.
    package var baseProfile: String
    /// The roles, the first to take first.
    package var roles: [AssumeRoleCredentials.Role]

    /// Follows a profile to where its credentials begin.
    ///
    /// - Throws: ``CredentialsError``: `absent` where the profile says nothing of credentials,
    ///   `invalidProfile`, `limitExceeded`.
    package init(
        profile selected: String, in shared: SharedConfiguration
    ) throws(CredentialsError) {
        guard let first = shared.profile(named: selected) else {
            throw CredentialsError(
                .absent, "There is no profile '\(selected)' in the shared files.")
        }
        var walk = ProfileWalk(shared: shared)
        switch try walk.follow(first) {
        case .profile(let profile):
            guard let found = try ProfileSource.base(of: profile, in: shared) else {
                throw CredentialsError(
                    walk.roles.isEmpty ? .absent : .invalidProfile,
                    "The profile '\(profile.name)' says nothing of credentials.")
            }
            base = found
            baseProfile = profile.name
        case .named(let source, let profile):
            base = .named(source)
            baseProfile = profile
        }
        roles = walk.roles.reversed()
    }
}
