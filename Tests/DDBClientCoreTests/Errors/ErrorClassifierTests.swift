import DDBClientCore
import DDBHTTP
import Testing

@Suite struct ErrorClassifierTests {
    @Test(arguments: [
        ("Throttling", ErrorCategory.throttling), ("ThrottlingException", .throttling),
        ("ThrottledException", .throttling), ("RequestThrottledException", .throttling),
        ("RequestThrottled", .throttling), ("TooManyRequestsException", .throttling),
        ("ProvisionedThroughputExceededException", .throttling),
        ("TransactionInProgressException", .throttling), ("RequestLimitExceeded", .throttling),
        ("BandwidthLimitExceeded", .throttling), ("LimitExceededException", .throttling),
        ("SlowDown", .throttling), ("PriorRequestNotComplete", .throttling),
        ("EC2ThrottledException", .throttling), ("RequestTimeout", .transient),
        ("RequestTimeoutException", .transient), ("IDPCommunicationError", .transient),
        ("InternalServerError", .transient), ("InternalFailure", .transient),
        ("ServiceUnavailable", .transient), ("ReplicatedWriteConflictException", .transient),
        ("RequestTimeTooSkewed", .clockSkew), ("RequestExpired", .clockSkew),
        ("RequestInTheFuture", .clockSkew), ("InvalidSignatureException", .perhapsClockSkew),
        ("SignatureDoesNotMatch", .perhapsClockSkew), ("AuthFailure", .perhapsClockSkew),
        ("ExpiredTokenException", .expiredCredentials), ("ExpiredToken", .expiredCredentials),
        ("UnrecognizedClientException", .unrecognizedOnce),
        ("InvalidClientTokenId", .unrecognizedOnce), ("ValidationException", .none),
        ("SerializationException", .none), ("ResourceNotFoundException", .none),
        ("ResourceInUseException", .none), ("AccessDeniedException", .none),
        ("ConditionalCheckFailedException", .none), ("IncompleteSignature", .none),
        ("MissingAuthenticationTokenException", .none), ("TransactionConflictException", .none),
        ("TransactionCanceledException", .none),
        ("ItemCollectionSizeLimitExceededException", .none), ("SomethingNew", .none),
    ])
    func `codes tell how to try again`(code: String, category: ErrorCategory) {
        let envelope = ErrorEnvelope(status: 400, code: code)
        #expect(ErrorClassifier.category(of: envelope) == category)
    }

    @Test(arguments: [
        (500, ErrorCategory.transient), (502, .transient), (503, .transient), (504, .transient),
        (408, .transient), (429, .throttling), (200, .none), (301, .none), (400, .none),
        (401, .none), (403, .none), (404, .none), (409, .none), (412, .none), (501, .none),
        (505, .none),
    ])
    func `a status tells where no code does`(status: Int, category: ErrorCategory) {
        #expect(ErrorClassifier.category(of: ErrorEnvelope(status: status)) == category)
        let unknown = ErrorEnvelope(status: status, code: "SomethingNew")
        #expect(ErrorClassifier.category(of: unknown) == category)
    }

    @Test func `a code goes before a status`() {
        let slow = ErrorEnvelope(status: 503, code: "SlowDown")
        #expect(ErrorClassifier.category(of: slow) == .throttling)
        let late = ErrorEnvelope(status: 200, code: "InternalError")
        #expect(ErrorClassifier.category(of: late) == .transient)
    }

    @Test func `a limit on operations is not waited for`() {
        let limit = ErrorEnvelope(status: 400, code: "LimitExceededException")
        #expect(ErrorClassifier.category(of: limit, plane: .control) == .none)
        #expect(ErrorClassifier.category(of: limit, plane: .data) == .throttling)
    }

    @Test(arguments: [
        (TransportError.Code.nameNotResolved, ErrorCategory.transient),
        (.connectionFailed, .transient), (.connectTimeout, .transient), (.tlsFailed, .transient),
        (.connectionLost, .transient), (.idleTimeout, .transient), (.totalTimeout, .transient),
        (.bodyTruncated, .transient), (.overloaded, .transient), (.protocolViolation, .transient),
        (.invalidRequest, .none), (.headTooLarge, .none), (.bodyTooLarge, .none),
        (.bodySourceFailed, .none), (.closed, .none), (.failed, .none),
    ])
    func `failures on the way are transient unless the caller must mend them`(
        code: TransportError.Code, category: ErrorCategory
    ) {
        #expect(ErrorClassifier.category(of: TransportError(code, "x")) == category)
    }

    @Test func `a service that failed may have acted, one that refused has not`() {
        func delivery(_ status: Int, _ code: String?) -> ClientError.Delivery {
            let envelope = ErrorEnvelope(status: status, code: code)
            let category = ErrorClassifier.category(of: envelope)
            return ErrorClassifier.delivery(of: envelope, category: category)
        }
        #expect(delivery(500, nil) == .unknown)
        #expect(delivery(501, nil) == .unknown)
        #expect(delivery(400, "InternalServerError") == .unknown)
        #expect(delivery(503, "SlowDown") == .refused)
        #expect(delivery(400, "ValidationException") == .refused)
        let lost = TransportError(.connectionLost, "x")
        #expect(ErrorClassifier.delivery(of: lost) == .unknown)
        let unsent = TransportError(.connectionFailed, "x", delivery: .notSent)
        #expect(ErrorClassifier.delivery(of: unsent) == .notSent)
    }
}
