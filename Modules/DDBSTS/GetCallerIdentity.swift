/// Who makes calls.
public struct CallerIdentity: Sendable, Hashable {
    /// The account, 12 digits.
    public let account: String
    /// The ARN of the user or of the session of a role.
    public let arn: String
    /// The unique id of the user, or of the role with the name of the session.
    public let userID: String
}

extension STSClient {
    /// Tells whose credentials the client has; no permission is needed.
    ///
    /// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
    public func getCallerIdentity() async throws -> CallerIdentity {
        let result = try await call("GetCallerIdentity", [], as: IdentityDocument.self)
            .document.getCallerIdentityResult
        return CallerIdentity(account: result.account, arn: result.arn, userID: result.userId)
    }
}

private struct IdentityDocument: Decodable {
    struct Result: Decodable {
        var account: String
        var arn: String
        var userId: String
    }

    var getCallerIdentityResult: Result
}
