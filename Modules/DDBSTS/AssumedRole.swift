public import DDBBase
import DDBClientCore
public import DDBSigV4

/// The credentials of a role, and what the session is called.
public struct AssumedRole: Sendable, Hashable {
    /// What requests are signed with.
    public let credentials: SigningCredentials
    /// When they end.
    public let expiration: Instant
    /// The ARN of the session; its account is that of the role.
    public let arn: String?

    /// The account of the role, 12 digits, from the ARN of the session.
    public var accountID: String? {
        guard let parts = arn?.split(separator: ":", omittingEmptySubsequences: false),
            parts.count > 4, parts[4].utf8.count == 12,
            parts[4].utf8.allSatisfy({ (48...57).contains($0) })
        else { return nil }
        return String(parts[4])
    }
}

/// What the two operations that give credentials answer with.
struct RoleDocument: Decodable {
    struct Credentials: Decodable {
        var accessKeyId: String
        var secretAccessKey: String
        var sessionToken: String
        var expiration: String
    }

    struct User: Decodable {
        var arn: String?
    }

    var credentials: Credentials
    var assumedRoleUser: User?

    func role(_ operation: String, of reply: ServiceReply) throws(ClientError) -> AssumedRole {
        guard let expiration = Instant(iso8601: credentials.expiration),
            !credentials.accessKeyId.isEmpty, !credentials.secretAccessKey.isEmpty,
            !credentials.sessionToken.isEmpty
        else {
            throw ClientError(
                .badResponse, operation: operation,
                "The answer has credentials of which a part is missing, or no time of their end.",
                status: reply.status, requestID: reply.requestID, attempts: reply.attemptCount,
                delivery: .unknown)
        }
        return AssumedRole(
            credentials: SigningCredentials(
                accessKeyID: credentials.accessKeyId,
                secretAccessKey: Secret(credentials.secretAccessKey),
                sessionToken: Secret(credentials.sessionToken)),
            expiration: expiration, arn: assumedRoleUser?.arn)
    }
}
