import DDBBase
import DDBCredentials
import DDBHTTP
import DDBSigV4
import Foundation

/// A role service that is as much of AWS STS as recorded traffic needs: the region chooses the
/// endpoint, and replies are picked apart by their tags.
struct RecordedRoles: RoleService {
    struct Refusal: Error {
        let code: String
        let message: String
    }

    let transport: any Transport
    /// Another server than that of the region.
    var server: Endpoint?

    func assumeRole(
        _ request: RoleRequest, credentials: Credentials
    ) async throws -> Credentials {
        var query = [
            QueryItem("Action", "AssumeRole"), QueryItem("RoleArn", request.roleARN),
            QueryItem("RoleSessionName", request.sessionName),
        ]
        if let identifier = request.externalID { query.append(QueryItem("ExternalId", identifier)) }
        return try await call(query, region: request.region)
    }

    func assumeRoleWithWebIdentity(_ request: WebIdentityRequest) async throws -> Credentials {
        try await call(
            [
                QueryItem("Action", "AssumeRoleWithWebIdentity"),
                QueryItem("RoleArn", request.roleARN),
                QueryItem("WebIdentityToken", request.token.reveal()),
            ], region: request.region)
    }

    private func call(_ query: [QueryItem], region: String?) async throws -> Credentials {
        let host = "sts.\(region ?? "no-region").amazonaws.com"
        guard let endpoint = server ?? Endpoint(.https, host: host) else {
            throw Refusal(code: "Endpoint", message: host)
        }
        let response = try await transport.send(
            TransportRequest(
                .post, endpoint, body: .bytes(Array(QueryItem.encode(query).utf8))))
        let reply = String(decoding: try await response.body.collect(limit: 1 << 20), as: UTF8.self)
        func value(_ tag: String) -> String? {
            guard let start = reply.range(of: "<\(tag)>"), let end = reply.range(of: "</\(tag)>")
            else { return nil }
            return String(reply[start.upperBound..<end.lowerBound])
        }
        guard response.status == 200, let key = value("AccessKeyId"),
            let secret = value("SecretAccessKey")
        else {
            throw Refusal(code: value("Code") ?? "Status", message: value("Message") ?? "")
        }
        let account = value("Arn")?.split(separator: ":", omittingEmptySubsequences: false)
            .dropFirst(4).first.map(String.init)
        return Credentials(
            signing: SigningCredentials(
                accessKeyID: key, secretAccessKey: Secret(secret),
                sessionToken: value("SessionToken").map(Secret.init)),
            expiration: value("Expiration").flatMap(Instant.init(iso8601:)), accountID: account,
            origin: "recorded role")
    }
}
