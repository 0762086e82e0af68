public import DDBHTTP

/// Decides which kind of failure an answer or an error is.
///
/// Codes are those that AWS's SDKs agree on; a status decides where no code does.
public enum ErrorClassifier {
    /// What kind of call was refused: it decides what `LimitExceededException` means.
    public enum Plane: Sendable, Hashable {
        /// Items, records and objects: a limit is met for moments.
        case data
        /// Tables, exports and settings: a limit is met until another operation ends.
        case control
    }

    /// The category of a refusal.
    public static func category(of envelope: ErrorEnvelope, plane: Plane = .data) -> ErrorCategory {
        if let code = envelope.code {
            if code == "LimitExceededException", plane == .control { return .none }
            if let category = categories[code] { return category }
        }
        switch envelope.status {
        case 429: return .throttling
        case 408, 500, 502, 503, 504: return .transient
        default: return .none
        }
    }

    /// The category of a failure on the way.
    ///
    /// A handshake that fails is transient as in AWS's SDKs, for it fails when a connection breaks
    /// as well as when a certificate is not trusted.
    public static func category(of error: TransportError) -> ErrorCategory {
        switch error.disposition {
        case .retry, .corrupt: .transient
        case .reconfigure: error.code == .tlsFailed ? .transient : .none
        case .fatal: .none
        }
    }

    /// Whether a service that refused may have acted all the same.
    public static func delivery(
        of envelope: ErrorEnvelope, category: ErrorCategory
    ) -> ClientError.Delivery {
        switch category {
        case .transient: .unknown
        case .throttling, .clockSkew, .perhapsClockSkew, .expiredCredentials, .unrecognizedOnce:
            .refused
        case .none: envelope.status >= 500 ? .unknown : .refused
        }
    }

    /// Whether the service may have acted on a request that failed on the way.
    public static func delivery(of error: TransportError) -> ClientError.Delivery {
        switch error.delivery {
        case .notSent: .notSent
        case .unknown: .unknown
        }
    }

    private static let categories: [String: ErrorCategory] = {
        var categories: [String: ErrorCategory] = [:]
        for (category, codes) in codes {
            for code in codes { categories[code] = category }
        }
        return categories
    }()

    private static let codes: [(ErrorCategory, [String])] = [
        (
            .throttling,
            [
                "Throttling", "ThrottlingException", "ThrottledException",
                "RequestThrottledException", "RequestThrottled", "TooManyRequestsException",
                "ProvisionedThroughputExceededException", "TransactionInProgressException",
                "RequestLimitExceeded", "BandwidthLimitExceeded", "LimitExceededException",
                "SlowDown", "PriorRequestNotComplete", "EC2ThrottledException",
            ]
        ),
        (
            .transient,
            [
                "RequestTimeout", "RequestTimeoutException", "InternalError", "InternalFailure",
                "InternalServerError", "InternalServerErrorException", "ServiceUnavailable",
                "ServiceUnavailableException", "IDPCommunicationError",
                "ReplicatedWriteConflictException",
            ]
        ),
        (.clockSkew, ["RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture"]),
        (
            .perhapsClockSkew,
            ["InvalidSignatureException", "SignatureDoesNotMatch", "AuthFailure"]
        ),
        (
            .expiredCredentials,
            ["ExpiredTokenException", "ExpiredToken", "TokenRefreshRequired"]
        ),
        (
            .unrecognizedOnce,
            ["UnrecognizedClientException", "InvalidClientTokenId", "InvalidAccessKeyId"]
        ),
    ]
}
