/// A refusal of STS: a status, the name of AWS's error, and AWS's text.
struct STSRefusal: Error, Sendable {
    var status: Int
    var code: String
    var message: String

    init(_ status: Int, _ code: String, _ message: String) {
        self.status = status
        self.code = code
        self.message = message
    }

    static func validation(_ message: String) -> STSRefusal {
        STSRefusal(400, "ValidationError", message)
    }

    static func constraint(_ value: String, at member: String, _ rule: String) -> STSRefusal {
        validation(
            "1 validation error detected: Value \(value) at '\(member)' failed to satisfy"
                + " constraint: \(rule)")
    }

    static let throttled = STSRefusal(400, "Throttling", "Rate exceeded")

    static let internalError = STSRefusal(
        500, "InternalFailure",
        "The request processing has failed because of an unknown error, exception or failure.")

    /// Who makes a request was not proven.
    init(_ refusal: CallerRefusal) {
        let message = refusal.refusal(service: "sts").message
        switch refusal {
        case .missing: self.init(403, "MissingAuthenticationToken", message)
        case .incomplete: self.init(400, "IncompleteSignature", message)
        case .unknownKey, .invalidToken: self.init(403, "InvalidClientTokenId", message)
        case .expired: self.init(403, "ExpiredToken", message)
        case .otherService, .mismatch, .skewed:
            self.init(403, "SignatureDoesNotMatch", message)
        }
    }
}
