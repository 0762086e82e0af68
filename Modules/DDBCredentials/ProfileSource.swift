import DDBBase
import DDBSigV4

/// Reads what one profile says of credentials, other than roles to take.
enum ProfileSource {
    static let keyNames = ["aws_access_key_id", "aws_secret_access_key", "aws_session_token"]

    /// Whether a profile has an access key and its secret.
    static func hasKeys(_ profile: SharedSection) -> Bool {
        profile.nonEmpty("aws_access_key_id") != nil
            && profile.nonEmpty("aws_secret_access_key") != nil
    }

    /// Where the credentials of a profile begin, or nil where it says nothing of them.
    ///
    /// The order is the one of botocore: a web identity, a login, keys in the credentials file, a
    /// console login, a program, keys in the configuration file.
    ///
    /// - Throws: ``CredentialsError`` with the code `invalidProfile`.
    static func base(
        of profile: SharedSection, in shared: SharedConfiguration
    ) throws(CredentialsError) -> ProfilePlan.Base? {
        if let file = profile.nonEmpty("web_identity_token_file") {
            guard let role = profile.nonEmpty("role_arn") else {
                throw fault(profile, "has a web_identity_token_file and no role_arn")
            }
            return .webIdentity(
                ProfilePlan.WebIdentity(
                    roleARN: role, tokenFile: file,
                    sessionName: profile.nonEmpty("role_session_name")))
        }
        if let login = try LoginSettings(profile: profile, in: shared) { return .login(login) }
        if let keys = try keys(of: profile, in: .credentials) { return .keys(keys) }
        if let session = profile.nonEmpty("login_session") { return .consoleLogin(session) }
        if let command = profile.nonEmpty("credential_process") {
            return .process(command: command, accountID: profile.nonEmpty("aws_account_id"))
        }
        return try keys(of: profile, in: .config).map(ProfilePlan.Base.keys)
    }

    /// The keys that one file gives, or nil where it gives neither half.
    ///
    /// A pair is never put together from two files: an old half in one of them would make a pair
    /// that belongs to nobody.
    private static func keys(
        of profile: SharedSection, in file: SharedSection.File
    ) throws(CredentialsError) -> Credentials? {
        func value(_ name: String) -> String? {
            profile.file(of: name) == file ? profile.nonEmpty(name) : nil
        }
        let identifier = value("aws_access_key_id")
        let secret = value("aws_secret_access_key")
        guard let identifier, let secret else {
            if identifier == nil, secret == nil { return nil }
            let missing = identifier == nil ? "aws_access_key_id" : "aws_secret_access_key"
            throw fault(
                profile,
                "has half of a pair of keys in the \(file.rawValue) file, and no \(missing) there")
        }
        return Credentials(
            signing: SigningCredentials(
                accessKeyID: identifier, secretAccessKey: Secret(secret),
                sessionToken: value("aws_session_token").map(Secret.init)),
            accountID: profile.nonEmpty("aws_account_id"), origin: "profile \(profile.name)")
    }

    private static func fault(_ profile: SharedSection, _ what: String) -> CredentialsError {
        CredentialsError(.invalidProfile, "The profile '\(profile.name)' \(what).")
    }
}
