public import DDBBase
import DDBSigV4

/// Reads `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and, where they are set,
/// `AWS_SESSION_TOKEN`, `AWS_CREDENTIAL_EXPIRATION` and `AWS_ACCOUNT_ID`.
///
/// A variable that holds only white space is not set.
public struct EnvironmentCredentials: CredentialsProvider {
    private let environment: ProcessEnvironment

    /// What messages call it: `environment`.
    public var name: String { "environment" }

    /// Creates a provider.
    public init(_ environment: ProcessEnvironment = .system) {
        self.environment = environment
    }

    /// Reads the variables.
    ///
    /// - Throws: ``CredentialsError``: `absent` where neither key is set, `invalidSetting` where
    ///   one is or the expiration is no time.
    public func credentials() async throws -> Credentials {
        let identifier = environment.nonBlank("AWS_ACCESS_KEY_ID")
        let secret = environment.nonBlank("AWS_SECRET_ACCESS_KEY")
        guard let identifier, let secret else {
            if identifier == nil, secret == nil {
                throw CredentialsError(
                    .absent, "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set.")
            }
            let missing = identifier == nil ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY"
            let present = identifier == nil ? "AWS_SECRET_ACCESS_KEY" : "AWS_ACCESS_KEY_ID"
            throw CredentialsError(
                .invalidSetting, "\(present) is set and \(missing) is not; set both or neither.")
        }
        return Credentials(
            signing: SigningCredentials(
                accessKeyID: identifier, secretAccessKey: Secret(secret),
                sessionToken: environment.nonBlank("AWS_SESSION_TOKEN").map(Secret.init)),
            expiration: try expiration(), accountID: environment.nonBlank("AWS_ACCOUNT_ID"),
            origin: name)
    }

    private func expiration() throws(CredentialsError) -> Instant? {
        guard let text = environment.nonBlank("AWS_CREDENTIAL_EXPIRATION") else { return nil }
        guard let moment = CredentialJSON.moment(text) else {
            throw CredentialsError(
                .invalidSetting, "AWS_CREDENTIAL_EXPIRATION is no RFC 3339 time.")
        }
        return moment
    }
}
