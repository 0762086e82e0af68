public import DDBClientCore
public import DDBCredentials
import DDBHTTP

/// Gives providers of credentials what they need of the Security Token Service.
///
/// Each call goes to the endpoint of the region that it names, or to that of the settings; an
/// endpoint in the settings is kept.
public struct STSRoleService: RoleService {
    private let settings: ClientSettings
    private let components: ClientComponents

    /// Creates a service.
    ///
    /// - Parameter components: Its credentials are not used: every call brings its own.
    public init(settings: ClientSettings, components: ClientComponents) {
        self.settings = settings
        self.components = components
    }

    /// Calls AssumeRole.
    ///
    /// - Throws: `CredentialsError` with the code `refused`, and what to do where the role may not
    ///   be taken; `unavailable`; `malformedReply`; `invalidSetting`.
    public func assumeRole(
        _ request: RoleRequest, credentials: Credentials
    ) async throws -> Credentials {
        let client = client(region: request.region, credentials: HeldCredentials(held: credentials))
        return try await told(request.roleARN, advice: Self.advice(request, credentials)) {
            let role = try await client.assumeRole(
                AssumeRoleRequest(
                    roleARN: request.roleARN, roleSessionName: request.sessionName,
                    externalID: request.externalID, durationSeconds: request.durationSeconds,
                    serialNumber: request.mfaSerialNumber, tokenCode: request.mfaTokenCode))
            return Self.credentials(role, origin: "role \(request.roleARN)")
        }
    }

    /// Calls AssumeRoleWithWebIdentity.
    ///
    /// - Throws: as ``assumeRole(_:credentials:)``.
    public func assumeRoleWithWebIdentity(
        _ request: WebIdentityRequest
    ) async throws -> Credentials {
        let client = client(region: request.region, credentials: nil)
        let advice =
            "Its trust policy has to allow sts:AssumeRoleWithWebIdentity to the provider that "
            + "issued the token, and its conditions have to fit the token's subject and audience."
        return try await told(request.roleARN, advice: advice) {
            let role = try await client.assumeRoleWithWebIdentity(
                AssumeRoleWithWebIdentityRequest(
                    roleARN: request.roleARN, roleSessionName: request.sessionName,
                    webIdentityToken: request.token, durationSeconds: request.durationSeconds))
            return Self.credentials(role, origin: "role \(request.roleARN)")
        }
    }

    private func client(
        region: String?, credentials: (any CredentialsProvider)?
    ) -> STSClient {
        var settings = settings
        if let region { settings.region = region }
        var components = components
        if let credentials { components.credentials = credentials }
        return STSClient(settings: settings, components: components)
    }

    private static func credentials(_ role: AssumedRole, origin: String) -> Credentials {
        Credentials(
            signing: role.credentials, expiration: role.expiration, accountID: role.accountID,
            origin: origin)
    }

    /// What the owner of a role and whoever takes it can look at.
    private static func advice(_ request: RoleRequest, _ credentials: Credentials) -> String {
        let externalID =
            request.externalID == nil
            ? "where it asks for an external id (sts:ExternalId), set external_id, which is not "
                + "given here"
            : "the external id that is given here has to be the one that it names"
        return "Its trust policy has to name the account or role behind the credentials of "
            + "\(credentials.origin), which in turn need sts:AssumeRole on it; \(externalID)."
    }

    /// Says failures in terms of credentials.
    private func told(
        _ role: String, advice: String, _ work: () async throws -> Credentials
    ) async throws -> Credentials {
        do {
            return try await work()
        } catch let error as ClientError {
            throw Self.told(error, role, advice)
        }
    }

    private static func told(
        _ error: ClientError, _ role: String, _ advice: String
    ) -> CredentialsError {
        if error.code == .invalidCall {
            return CredentialsError(.invalidSetting, error.detail ?? error.message, cause: error)
        }
        if error.code == .storageAccessDenied {
            return CredentialsError(
                .refused, "The role '\(role)' may not be taken (AccessDenied). \(advice)",
                cause: error)
        }
        let what = "The role '\(role)' cannot be taken: \(error.message)"
        switch error.disposition {
        case .retry: return CredentialsError(.unavailable, what, cause: error)
        case .corrupt: return CredentialsError(.malformedReply, what, cause: error)
        case .reconfigure, .fatal:
            let isAnswer = error.code != .badResponse
            return CredentialsError(isAnswer ? .refused : .malformedReply, what, cause: error)
        }
    }
}

/// Gives the credentials that a call brings.
private struct HeldCredentials: CredentialsProvider {
    let held: Credentials

    var name: String { held.origin }

    func credentials() async throws -> Credentials { held }
}
