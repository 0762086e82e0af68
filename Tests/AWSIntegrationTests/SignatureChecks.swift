import DDBBase
import DDBHTTP
import DDBSigV4
import DDBTestSupport
import Foundation

/// Decides as AWS does whether a request proves who makes it.
struct SignatureChecks: Sendable {
    let service: String
    let keys: [String: CheckedService.Key]
    /// How far the moment of a signature may be from the service's.
    private static let skewMicroseconds: Int64 = 300_000_000

    /// What a request is refused with; nil where it proves who makes it.
    func refusal(of request: LoopbackRequest, at now: Instant) -> LoopbackReply? {
        guard let found = request.header("authorization"),
            let stamp = request.header("x-amz-date"), let signedAt = Self.instant(stamp)
        else { return .refusal("MissingAuthenticationTokenException") }
        let parts = Self.parts(of: found)
        let scope = (parts["Credential"] ?? "").split(separator: "/").map(String.init)
        guard scope.count == 5, let key = keys[scope[0]] else {
            return .refusal("UnrecognizedClientException")
        }
        guard scope[3] == service, request.header("x-amz-security-token") == key.token else {
            return .refusal("UnrecognizedClientException")
        }
        let names = Set((parts["SignedHeaders"] ?? "").split(separator: ";").map(String.init))
        guard names.isSuperset(of: ["host", "x-amz-date", "x-amz-target", "content-type"]) else {
            return .refusal("IncompleteSignature")
        }
        let signer = RequestSigner(SigningSettings(region: scope[2], service: service))
        let credentials = SigningCredentials(
            accessKeyID: scope[0], secretAccessKey: Secret(key.secret),
            sessionToken: key.token.map { Secret($0) })
        guard let rebuilt = Self.rebuilt(request, names),
            let signed = try? signer.sign(rebuilt, with: credentials, at: signedAt),
            signed.request.headers["authorization"] == found
        else {
            return .refusal("InvalidSignatureException")
        }
        guard abs(signedAt.microseconds - now.microseconds) <= Self.skewMicroseconds else {
            return .refusal("InvalidSignatureException")
        }
        return key.isExpired ? .refusal("ExpiredTokenException") : nil
    }

    private static func rebuilt(
        _ request: LoopbackRequest, _ names: Set<String>
    ) -> TransportRequest? {
        let host = request.header("host") ?? ""
        guard let endpoint = Endpoint(parsing: "http://" + host) else { return nil }
        var rebuilt = TransportRequest(
            RequestMethod(rawValue: request.method), endpoint, path: request.path,
            body: .bytes(request.body))
        for field in request.headers where names.contains(field.name.lowercased()) {
            if field.name.lowercased() != "host" { rebuilt.headers.append(field.name, field.value) }
        }
        return rebuilt
    }

    /// `Credential=..., SignedHeaders=..., Signature=...` by name.
    private static func parts(of authorization: String) -> [String: String] {
        var parts: [String: String] = [:]
        for part in authorization.drop(while: { $0 != " " }).split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1)
            if pair.count == 2 {
                parts[pair[0].trimmingCharacters(in: .whitespaces)] = String(pair[1])
            }
        }
        return parts
    }

    /// The moment of `20260101T000000Z`.
    private static func instant(_ stamp: String) -> Instant? {
        let digits = Array(stamp)
        guard digits.count == 16 else { return nil }
        let text = { (range: Range<Int>) in String(digits[range]) }
        return Instant(
            iso8601: "\(text(0..<4))-\(text(4..<6))-\(text(6..<8))T"
                + "\(text(9..<11)):\(text(11..<13)):\(text(13..<15))Z")
    }

    /// A moment as the field `date` has it.
    static func date(_ instant: Instant) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return formatter.string(
            from: Date(timeIntervalSince1970: Double(instant.microseconds) / 1_000_000))
    }
}
