import DDBBase
import DDBDigest
import DDBHTTP
import DDBSigV4
import DDBTestSupport
import Foundation

/// Decides as AWS does whether a request proves who makes it.
struct SignatureChecks: Sendable {
    let service: String
    let keys: [String: CheckedService.Key]
    /// What a signature of another time is refused with.
    let skewCode: String
    private let signingKeys = SigningKeyCache()
    /// How far the moment of a signature may be from the service's.
    private static let skewMicroseconds: Int64 = 300_000_000

    /// What a request is refused with; nil where it proves who makes it.
    func refusal(of request: LoopbackRequest, at now: Instant) -> LoopbackReply? {
        guard let received = Self.received(request) else {
            return .refusal("InvalidSignatureException")
        }
        let claim: SignatureClaim
        do {
            guard let found = try SignatureClaim(received) else {
                return .refusal("MissingAuthenticationTokenException")
            }
            claim = found
        } catch {
            return .refusal(
                error.parts.contains("X-Amz-Date")
                    ? "MissingAuthenticationTokenException" : "UnrecognizedClientException")
        }
        guard let key = keys[claim.accessKeyID], claim.service == service,
            claim.sessionToken == key.token.map({ Secret($0) })
        else { return .refusal("UnrecognizedClientException") }
        let names = Set(claim.signedHeaders)
        guard names.isSuperset(of: ["host", "x-amz-date", "x-amz-target", "content-type"]) else {
            return .refusal("IncompleteSignature")
        }
        guard let hash = try? Digest.sha256(request.body.span.bytes),
            let signature = try? claim.signature(
                of: received, secret: Secret(key.secret), payloadHash: Hex.encode(hash),
                keys: signingKeys),
            claim.isProven(by: signature)
        else { return .refusal("InvalidSignatureException") }
        guard abs(claim.instant.microseconds - now.microseconds) <= Self.skewMicroseconds else {
            return .refusal(skewCode, status: skewCode == "RequestTimeTooSkewed" ? 403 : 400)
        }
        return key.isExpired ? .refusal("ExpiredTokenException") : nil
    }

    private static func received(_ request: LoopbackRequest) -> TransportRequest? {
        guard let endpoint = Endpoint(parsing: "http://" + (request.header("host") ?? "")) else {
            return nil
        }
        var received = TransportRequest(
            RequestMethod(rawValue: request.method), endpoint, path: request.path)
        for field in request.headers { received.headers.append(field.name, field.value) }
        return received
    }

    /// A moment as the field `date` has it.
    static func date(_ instant: Instant) -> String {
        let days = Int(instant.microseconds / 86_400_000_000)
        let text = Array(instant.iso8601)
        let part = { (range: Range<Int>) in String(text[range]) }
        // The epoch was a Thursday.
        let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][days % 7]
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        let month = months[(Int(part(5..<7)) ?? 1) - 1]
        return "\(weekday), \(part(8..<10)) \(month) \(part(0..<4)) \(part(11..<19)) GMT"
    }
}
