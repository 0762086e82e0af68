public import DDBBase
import DDBClientCore
import DDBHTTP

/// Names a role to take with a token of an identity provider.
public struct AssumeRoleWithWebIdentityRequest: Sendable, Hashable {
    /// The ARN of the role.
    public var roleARN: String
    /// What the session is called in the logs of the role's account: 2 to 64 letters, digits and
    /// `_+=,.@-`.
    public var roleSessionName: String
    /// The token, 4 to 20,000 characters.
    public var webIdentityToken: Secret
    /// How long the credentials are good, 900 to 43,200; nil for an hour.
    public var durationSeconds: Int?
    /// ARNs of managed policies that bound what the session may do, 10 at most.
    public var policyARNs: [String]

    /// Creates a request.
    public init(
        roleARN: String, roleSessionName: String, webIdentityToken: Secret,
        durationSeconds: Int? = nil, policyARNs: [String] = []
    ) {
        self.roleARN = roleARN
        self.roleSessionName = roleSessionName
        self.webIdentityToken = webIdentityToken
        self.durationSeconds = durationSeconds
        self.policyARNs = policyARNs
    }
}

extension STSClient {
    /// Takes a role with a token; the call is not signed, and the client's credentials are not
    /// asked for.
    ///
    /// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
    public func assumeRoleWithWebIdentity(
        _ request: AssumeRoleWithWebIdentityRequest
    ) async throws -> AssumedRole {
        let operation = "AssumeRoleWithWebIdentity"
        let rules = ParameterRules(operation: operation)
        try rules.check(role: request.roleARN, session: request.roleSessionName)
        try rules.check(durationSeconds: request.durationSeconds)
        try rules.check(token: request.webIdentityToken)
        try rules.check(policies: request.policyARNs)
        var parameters = [
            QueryItem("RoleArn", request.roleARN),
            QueryItem("RoleSessionName", request.roleSessionName),
            QueryItem("WebIdentityToken", request.webIdentityToken.reveal()),
        ]
        if let seconds = request.durationSeconds {
            parameters.append(QueryItem("DurationSeconds", String(seconds)))
        }
        for (index, policy) in request.policyARNs.enumerated() {
            parameters.append(QueryItem("PolicyArns.member.\(index + 1).arn", policy))
        }
        let (document, reply) = try await call(
            operation, parameters, signing: .anonymous, as: WebIdentityDocument.self)
        return try document.assumeRoleWithWebIdentityResult.role(operation, of: reply)
    }
}

private struct WebIdentityDocument: Decodable {
    var assumeRoleWithWebIdentityResult: RoleDocument
}
