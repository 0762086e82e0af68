public import DDBBase
import DDBClientCore
import DDBHTTP

/// Names a role to take.
public struct AssumeRoleRequest: Sendable, Hashable {
    /// The ARN of the role.
    public var roleARN: String
    /// What the session is called in the logs of the role's account: 2 to 64 letters, digits and
    /// `_+=,.@-`.
    public var roleSessionName: String
    /// What the owner of the role has agreed with a third party.
    public var externalID: String?
    /// How long the credentials are good, 900 to 43,200; nil for an hour.
    ///
    /// A role that is taken with the credentials of a role has an hour at most.
    public var durationSeconds: Int?
    /// The serial number or ARN of the device for codes.
    public var serialNumber: String?
    /// What the device shows: 6 digits.
    public var tokenCode: Secret?
    /// ARNs of managed policies that bound what the session may do, 10 at most.
    public var policyARNs: [String]

    /// Creates a request.
    public init(
        roleARN: String, roleSessionName: String, externalID: String? = nil,
        durationSeconds: Int? = nil, serialNumber: String? = nil, tokenCode: Secret? = nil,
        policyARNs: [String] = []
    ) {
        self.roleARN = roleARN
        self.roleSessionName = roleSessionName
        self.externalID = externalID
        self.durationSeconds = durationSeconds
        self.serialNumber = serialNumber
        self.tokenCode = tokenCode
        self.policyARNs = policyARNs
    }
}

extension STSClient {
    /// Takes a role with the client's credentials.
    ///
    /// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
    public func assumeRole(_ request: AssumeRoleRequest) async throws -> AssumedRole {
        let rules = ParameterRules(operation: "AssumeRole")
        try rules.check(role: request.roleARN, session: request.roleSessionName)
        try rules.check(durationSeconds: request.durationSeconds)
        try rules.check(externalID: request.externalID)
        try rules.check(serialNumber: request.serialNumber, tokenCode: request.tokenCode)
        try rules.check(policies: request.policyARNs)
        var parameters = [
            QueryItem("RoleArn", request.roleARN),
            QueryItem("RoleSessionName", request.roleSessionName),
        ]
        let optional = [
            ("DurationSeconds", request.durationSeconds.map { String($0) }),
            ("ExternalId", request.externalID), ("SerialNumber", request.serialNumber),
            ("TokenCode", request.tokenCode?.reveal()),
        ]
        for case (let name, let value?) in optional { parameters.append(QueryItem(name, value)) }
        for (index, policy) in request.policyARNs.enumerated() {
            parameters.append(QueryItem("PolicyArns.member.\(index + 1).arn", policy))
        }
        let (document, reply) = try await call(
            "AssumeRole", parameters, as: AssumeRoleDocument.self)
        return try document.assumeRoleResult.role("AssumeRole", of: reply)
    }
}

private struct AssumeRoleDocument: Decodable {
    var assumeRoleResult: RoleDocument
}
