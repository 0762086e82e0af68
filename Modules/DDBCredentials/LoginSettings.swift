/// What a profile says of IAM Identity Center (SSO): which login, which account, which role.
package struct LoginSettings: Sendable, Hashable {
    /// The `[sso-session x]` section, or nil for a profile of the older form.
    package var sessionName: String?
    /// The address of the portal, which names the cached login of the older form.
    package var startURL: String
    /// The region of the portal.
    package var region: String
    /// The account.
    package var accountID: String
    /// The role in the account.
    package var roleName: String

    /// Reads a profile; nil where it says nothing of logins.
    ///
    /// - Throws: ``CredentialsError`` with the code `invalidProfile`.
    init?(
        profile: SharedSection, in shared: SharedConfiguration
    ) throws(CredentialsError) {
        let session = profile.nonEmpty("sso_session")
        let account = profile.nonEmpty("sso_account_id")
        let role = profile.nonEmpty("sso_role_name")
        guard
            session != nil || account != nil || role != nil
                || profile.nonEmpty("sso_start_url") != nil
        else { return nil }
        sessionName = session
        if let session {
            guard let section = shared.ssoSessions[session] else {
                throw Self.fault(
                    profile,
                    "names the sso_session '\(session)', of which there is no section "
                        + "[sso-session \(session)] in the configuration file")
            }
            region = try Self.value("sso_region", of: section, copiedBy: profile)
            startURL = try Self.value("sso_start_url", of: section, copiedBy: profile)
        } else {
            region = try Self.value("sso_region", of: profile)
            startURL = try Self.value("sso_start_url", of: profile)
        }
        guard session == nil || account != nil || role != nil else {
            throw Self.fault(
                profile,
                "gives a login token alone, and no credentials; add sso_account_id and "
                    + "sso_role_name")
        }
        accountID = try Self.value("sso_account_id", of: profile)
        roleName = try Self.value("sso_role_name", of: profile)
    }

    /// The text whose SHA-1 names the file of the cached login.
    package var cacheKey: String { sessionName ?? startURL }

    /// How a person logs in again.
    func loginCommand(profile: String) -> String { "aws sso login --profile \(profile)" }

    private static func value(
        _ name: String, of profile: SharedSection
    ) throws(CredentialsError) -> String {
        guard let value = profile.nonEmpty(name) else {
            throw fault(profile, "has settings of a login (sso_*) and no \(name)")
        }
        return value
    }

    /// A value of a session's section, of which the profile may hold the same copy and no other.
    private static func value(
        _ name: String, of section: SharedSection, copiedBy profile: SharedSection
    ) throws(CredentialsError) -> String {
        let copy = profile.nonEmpty(name)
        guard copy == nil || copy == section.nonEmpty(name) else {
            throw fault(
                profile,
                "has an \(name) that is not the one of [sso-session \(section.name)]; write it "
                    + "there alone")
        }
        guard let value = section.nonEmpty(name) else {
            throw CredentialsError(
                .invalidProfile, "The section [sso-session \(section.name)] has no \(name).")
        }
        return value
    }

    private static func fault(_ profile: SharedSection, _ what: String) -> CredentialsError {
        CredentialsError(.invalidProfile, "The profile '\(profile.name)' \(what).")
    }
}
