import DDBBase
import DDBHTTP

/// A refusal of S3: a status, the name of AWS's error, AWS's text, and what goes with it.
struct S3Refusal: Error, Sendable {
    var status: Int
    var code: String
    var message: String
    /// Further elements of the document.
    var details: [(name: String, value: String)] = []
    /// Further fields of the head.
    var headers: HeaderFields = [:]

    init(
        _ status: Int, _ code: String, _ message: String,
        _ details: [(name: String, value: String)] = []
    ) {
        self.status = status
        self.code = code
        self.message = message
        self.details = details
    }

    static func invalidArgument(_ message: String, name: String, value: String) -> S3Refusal {
        S3Refusal(
            400, "InvalidArgument", message,
            [("ArgumentName", name), ("ArgumentValue", value)])
    }

    static func invalidRequest(_ message: String) -> S3Refusal {
        S3Refusal(400, "InvalidRequest", message)
    }

    static func noBucket(_ name: String) -> S3Refusal {
        S3Refusal(
            404, "NoSuchBucket", "The specified bucket does not exist", [("BucketName", name)])
    }

    static func noKey(_ key: String) -> S3Refusal {
        S3Refusal(404, "NoSuchKey", "The specified key does not exist.", [("Key", key)])
    }

    static func noUpload(_ identifier: String) -> S3Refusal {
        S3Refusal(
            404, "NoSuchUpload",
            "The specified upload does not exist. The upload ID may be invalid, or the upload may"
                + " have been aborted or completed.", [("UploadId", identifier)])
    }

    static func preconditionFailed(_ condition: String) -> S3Refusal {
        S3Refusal(
            412, "PreconditionFailed",
            "At least one of the pre-conditions you specified did not hold",
            [("Condition", condition)])
    }

    static let notModified = S3Refusal(304, "NotModified", "Not Modified")

    static let malformedDocument = S3Refusal(
        400, "MalformedXML",
        "The XML you provided was not well-formed or did not validate against our published schema")

    static let tooLarge = S3Refusal(
        400, "EntityTooLarge",
        "Your proposed upload exceeds the maximum allowed size",
        [("MaxSizeAllowed", String(S3Limits.bodyBytesMax))])

    static let incompleteBody = S3Refusal(
        400, "IncompleteBody",
        "You did not provide the number of bytes specified by the Content-Length HTTP header")

    static let badSignature = S3Refusal(
        403, "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided. Check your"
            + " key and signing method.")

    static func badDigest(_ name: String) -> S3Refusal {
        S3Refusal(
            400, "BadDigest",
            "The \(name) you specified did not match the calculated checksum.")
    }

    static func notImplemented(_ header: String) -> S3Refusal {
        S3Refusal(
            501, "NotImplemented",
            "A header you provided implies functionality that is not implemented",
            [("Header", header)])
    }

    static let slowDown = S3Refusal(503, "SlowDown", "Please reduce your request rate.")

    static let internalError = S3Refusal(
        500, "InternalError", "We encountered an internal error. Please try again.")

    static func broken(_ message: String) -> S3Refusal {
        S3Refusal(500, "InternalError", message)
    }

    /// Who makes a request was not proven.
    init(_ refusal: CallerRefusal, isPresigned: Bool) {
        switch refusal {
        case .missing: self.init(403, "AccessDenied", "Access Denied")
        case .incomplete(let parts):
            self.init(
                400, "AuthorizationHeaderMalformed",
                "The authorization header is malformed; it lacks "
                    + parts.joined(separator: ", ") + ".")
        case .unknownKey:
            self.init(
                403, "InvalidAccessKeyId",
                "The AWS Access Key Id you provided does not exist in our records.")
        case .invalidToken:
            self.init(
                400, "InvalidToken", "The provided token is malformed or otherwise invalid.")
        case .expired where isPresigned:
            self.init(403, "AccessDenied", "Request has expired")
        case .expired: self.init(400, "ExpiredToken", "The provided token has expired.")
        case .otherService(let name):
            self.init(
                400, "AuthorizationHeaderMalformed",
                "The authorization header is malformed; incorrect service \"\(name)\". This"
                    + " endpoint belongs to \"s3\".")
        case .mismatch: self = .badSignature
        case .skewed(let signed, let now):
            self.init(
                403, "RequestTimeTooSkewed",
                "The difference between the request time and the current time is too large.",
                [
                    ("RequestTime", CallerRefusal.stamp(signed)), ("ServerTime", now.iso8601),
                    ("MaxAllowedSkewMilliseconds", "900000"),
                ])
        }
    }
}
