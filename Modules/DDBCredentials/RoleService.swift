/// Exchanges credentials or a token for those of a role: the operations of the Security Token
/// Service that providers need.
///
/// The module of that service conforms; credentials know nothing of its wire protocol.
public protocol RoleService: Sendable {
    /// Calls AssumeRole.
    ///
    /// - Parameters:
    ///   - request: The role and how to take it.
    ///   - credentials: Whose signature the request bears.
    func assumeRole(_ request: RoleRequest, credentials: Credentials) async throws -> Credentials

    /// Calls AssumeRoleWithWebIdentity, which is not signed.
    func assumeRoleWithWebIdentity(_ request: WebIdentityRequest) async throws -> Credentials
}
