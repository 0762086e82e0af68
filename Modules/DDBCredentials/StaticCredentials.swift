public import DDBSigV4

/// Gives the credentials that it was made with.
public struct StaticCredentials: CredentialsProvider {
    private let held: Credentials

    /// What messages call it.
    public var name: String { held.origin }

    /// Creates a provider.
    ///
    /// - Parameter accountID: The account that the keys belong to, where it is known.
    public init(_ signing: SigningCredentials, accountID: String? = nil, name: String = "static") {
        held = Credentials(signing: signing, accountID: accountID, origin: name)
    }

    /// Creates a provider of credentials as they are.
    public init(_ credentials: Credentials) {
        held = credentials
    }

    /// Returns the credentials.
    public func credentials() async throws -> Credentials { held }
}
