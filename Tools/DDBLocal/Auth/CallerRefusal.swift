import DDBBase

/// Why a request does not prove who makes it; each protocol has names of its own for these.
enum CallerRefusal: Error, Sendable {
    /// Nothing is signed.
    case missing
    /// Parts of the signature are missing.
    case incomplete([String])
    /// Nobody knows the access key.
    case unknownKey
    /// The session token is not that of the key, or is missing.
    case invalidToken
    /// The temporary key has ended.
    case expired
    /// The scope names another service.
    case otherService(String)
    /// The signature is another one.
    case mismatch
    /// The moment that was signed is too far from now.
    case skewed(signed: Instant, now: Instant)

    /// As DynamoDB, Streams and Kinesis refuse.
    func refusal(service: String) -> ServiceRefusal {
        let (code, message) = codeAndMessage(service)
        return ServiceRefusal(family: .service, code: code, message: message)
    }

    private func codeAndMessage(_ service: String) -> (String, String) {
        switch self {
        case .missing:
            return (
                "MissingAuthenticationTokenException", "Request is missing Authentication Token"
            )
        case .incomplete(let parts):
            let texts = parts.map { part in
                part == "X-Amz-Date"
                    ? "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date'"
                        + " header."
                    : "Authorization header requires '\(part)' parameter."
            }
            return ("IncompleteSignatureException", texts.joined(separator: " "))
        case .unknownKey, .invalidToken:
            return (
                "UnrecognizedClientException",
                "The security token included in the request is invalid."
            )
        case .expired:
            return (
                "ExpiredTokenException", "The security token included in the request is expired"
            )
        case .otherService:
            return (
                "InvalidSignatureException",
                "Credential should be scoped to correct service: '\(service)'. "
            )
        case .mismatch:
            return (
                "InvalidSignatureException",
                "The request signature we calculated does not match the signature you provided."
                    + " Check your AWS Secret Access Key and signing method. Consult the service"
                    + " documentation for details."
            )
        case .skewed(let signed, let now):
            let (first, second) = (Self.stamp(signed), Self.stamp(now))
            let limit = CallerCheck.skewMicroseconds
            guard signed > now else {
                let edge = Self.stamp(now.advanced(byMicroseconds: -limit))
                return (
                    "InvalidSignatureException",
                    "Signature expired: \(first) is now earlier than \(edge) (\(second) - 5 min.)"
                )
            }
            let edge = Self.stamp(now.advanced(byMicroseconds: limit))
            return (
                "InvalidSignatureException",
                "Signature not yet current: \(first) is still later than \(edge) (\(second) + 5"
                    + " min.)"
            )
        }
    }

    /// A moment as signatures write it.
    static func stamp(_ instant: Instant) -> String {
        let text = instant.iso8601.utf8.prefix(19).filter {
            $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: ":")
        }
        return String(decoding: text, as: UTF8.self) + "Z"
    }
}
