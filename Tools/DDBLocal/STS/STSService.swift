import DDBBase
import DDBHTTP

/// Performs the operations of STS.
///
/// Every role may be taken by everybody: there are no policies here. The keys that are handed out
/// open the endpoint's services until they end by its clock.
struct STSService: Sendable {
    static let operationNames: Set<String> = [
        "AssumeRole", "AssumeRoleWithWebIdentity", "GetCallerIdentity",
    ]

    let accountID: String
    let clock: LocalClock
    let random: any RandomSource
    let handedOut: HandedOutKeys

    /// Performs an operation.
    ///
    /// - Parameter caller: Who calls; nil for operations that are not signed.
    /// - Returns: What stands between the tags of the result.
    func perform(
        _ operation: String, _ parameters: [String: String], _ caller: Caller?,
        to writer: inout XMLWriter
    ) throws(STSRefusal) {
        switch operation {
        case "AssumeRole":
            let role = try role(parameters)
            try checkExternalID(parameters)
            if let caller, handedOut.sessions[caller.accessKeyID] != nil,
                role.durationSeconds > 3600
            {
                throw .validation(
                    "The requested DurationSeconds exceeds the 1 hour session limit for roles"
                        + " assumed by role chaining.")
            }
            handOut(role, to: &writer)
        case "AssumeRoleWithWebIdentity":
            try assume(withToken: parameters, to: &writer)
        default:
            let session = caller.flatMap { handedOut.sessions[$0.accessKeyID] }
            writer.element("Arn", session?.arn ?? "arn:aws:iam::\(accountID):root")
            writer.element("UserId", session?.identifier ?? accountID)
            writer.element("Account", session?.account ?? accountID)
        }
    }

    private func assume(
        withToken parameters: [String: String], to writer: inout XMLWriter
    ) throws(STSRefusal) {
        let role = try role(parameters)
        guard let text = parameters["WebIdentityToken"] else {
            throw .constraint("null", at: "webIdentityToken", "Member must not be null")
        }
        guard text.utf8.count >= 4 else {
            throw .constraint(
                "'\(text)'", at: "webIdentityToken",
                "Member must have length greater than or equal to 4")
        }
        guard text.utf8.count <= 20_000 else {
            throw .constraint(
                "'...'", at: "webIdentityToken",
                "Member must have length less than or equal to 20000")
        }
        let token = WebToken(text)
        if let expires = token.expires, expires <= clock.now.microseconds / 1_000_000 {
            throw STSRefusal(
                400, "ExpiredTokenException",
                "Token expired: current date/time must be before the expiration date/time")
        }
        writer.element("SubjectFromWebIdentityToken", token.subject)
        writer.element("Audience", token.audience)
        writer.element("Provider", token.issuer)
        handOut(role, to: &writer)
    }

    private struct Role {
        var account: String
        var name: String
        var session: String
        var durationSeconds: Int
    }

    private func role(_ parameters: [String: String]) throws(STSRefusal) -> Role {
        guard let arn = parameters["RoleArn"] else {
            throw .constraint("null", at: "roleArn", "Member must not be null")
        }
        guard let session = parameters["RoleSessionName"] else {
            throw .constraint("null", at: "roleSessionName", "Member must not be null")
        }
        let parts = arn.split(
            separator: ":", maxSplits: 5, omittingEmptySubsequences: false
        ).map(String.init)
        guard parts.count == 6, parts[0] == "arn", parts[2] == "iam", parts[4].utf8.count == 12,
            parts[5].hasPrefix("role/"), let name = parts[5].split(separator: "/").last
        else { throw .validation("\(arn) is invalid") }
        guard (2...64).contains(session.utf8.count), session.utf8.allSatisfy(Self.isOfName) else {
            throw .constraint(
                "'\(session)'", at: "roleSessionName",
                "Member must satisfy regular expression pattern: [\\w+=,.@-]*")
        }
        var durationSeconds = 3600
        if let text = parameters["DurationSeconds"] {
            guard let seconds = Int(text) else {
                throw STSRefusal(
                    400, "MalformedInput", "DurationSeconds is no number")
            }
            guard seconds >= 900 else {
                throw .constraint(
                    text, at: "durationSeconds",
                    "Member must have value greater than or equal to 900")
            }
            guard seconds <= 43_200 else {
                throw .constraint(
                    text, at: "durationSeconds",
                    "Member must have value less than or equal to 43200")
            }
            durationSeconds = seconds
        }
        return Role(
            account: parts[4], name: String(name), session: session,
            durationSeconds: durationSeconds)
    }

    private func checkExternalID(_ parameters: [String: String]) throws(STSRefusal) {
        guard let text = parameters["ExternalId"] else { return }
        guard text.utf8.count >= 2 else {
            throw .constraint(
                "'\(text)'", at: "externalId",
                "Member must have length greater than or equal to 2")
        }
        guard text.utf8.count <= 1224 else {
            throw .constraint(
                "'...'", at: "externalId", "Member must have length less than or equal to 1224")
        }
        guard text.utf8.allSatisfy({ Self.isOfName($0) || $0 == 0x3A || $0 == 0x2F }) else {
            throw .constraint(
                "'\(text)'", at: "externalId",
                "Member must satisfy regular expression pattern: [\\w+=,.@:\\/-]*")
        }
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "_+=,.@-".utf8.contains(byte)
        }
    }

    private func handOut(_ role: Role, to writer: inout XMLWriter) {
        // Text of whole seconds, so the key ends at one.
        let end = clock.now.microseconds / 1_000_000 + Int64(role.durationSeconds)
        let expires = Instant(microseconds: end * 1_000_000)
        let key = AccessKey(
            id: "ASIA" + text(16, of: Self.digits32), secret: Secret(text(40, of: Self.digits64)),
            sessionToken: Secret("local" + text(207, of: Self.digits64)), expires: expires)
        let session = RoleSessions.Session(
            account: role.account,
            arn: "arn:aws:sts::\(role.account):assumed-role/\(role.name)/\(role.session)",
            identifier: "AROA" + text(17, of: Self.digits32) + ":" + role.session)
        handedOut.add(key, session)
        writer.group("AssumedRoleUser") { writer in
            writer.element("AssumedRoleId", session.identifier)
            writer.element("Arn", session.arn)
        }
        writer.group("Credentials") { writer in
            writer.element("AccessKeyId", key.id)
            writer.element("SecretAccessKey", key.secret.reveal())
            writer.element("SessionToken", key.sessionToken?.reveal() ?? "")
            writer.element("Expiration", String(expires.iso8601.prefix(19)) + "Z")
        }
    }

    private static let digits32 = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
    private static let digits64 = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    private func text(_ count: Int, of digits: [UInt8]) -> String {
        let bytes = (0..<count).map { _ in digits[Int(random.next() >> 32) % digits.count] }
        return String(decoding: bytes, as: UTF8.self)
    }
}
