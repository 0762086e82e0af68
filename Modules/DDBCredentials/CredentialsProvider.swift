/// Gives credentials: an environment, a profile, a service, or something of the user's own.
///
/// A provider fetches anew at every call and keeps nothing; ``RefreshingCredentials`` around it
/// keeps what it gave, and asks again in time.
///
/// ```swift
/// struct VaultCredentials: CredentialsProvider {
///     let name = "vault"
///     func credentials() async throws -> Credentials { ... }
/// }
/// ```
public protocol CredentialsProvider: Sendable {
    /// What messages call it, such as `environment`; it holds no secret.
    var name: String { get }

    /// Fetches credentials.
    ///
    /// - Throws: ``CredentialsError``, of which the code `absent` lets a chain go on to its next
    ///   source; a provider of a user's own may throw anything. `CancellationError` when the task
    ///   is cancelled.
    func credentials() async throws -> Credentials

    /// Hears that a service took credentials for ended or unknown, so that the next call fetches.
    ///
    /// A provider that keeps nothing does nothing.
    ///
    /// - Parameter used: What was refused; a provider that has other credentials by now keeps them.
    func invalidate(_ used: Credentials)
}

extension CredentialsProvider {
    /// Does nothing.
    public func invalidate(_ used: Credentials) {}
}
