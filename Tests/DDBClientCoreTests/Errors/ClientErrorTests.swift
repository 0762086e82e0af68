import DDBClientCore
import DDBHTTP
import Testing

@Suite struct ClientErrorTests {
    static func refusal(
        _ code: String?, _ words: String? = nil, operation: String = "Scan", status: Int = 400,
        attempts: Int = 1,
        change: (inout ErrorEnvelope) -> Void = { _ in }
    ) -> ClientError {
        var envelope = ErrorEnvelope(status: status, code: code, message: words)
        envelope.requestID = "REQ1"
        change(&envelope)
        let category = ErrorClassifier.category(of: envelope)
        return ClientError(
            operation: operation, envelope: envelope, category: category, attempts: attempts)
    }

    @Test func `a message tells what failed, what the service said and what to do`() {
        let missing = Self.refusal("ResourceNotFoundException", "Requested resource not found")
        #expect(
            missing.message == """
                Scan failed with ResourceNotFoundException: Requested resource not found. (HTTP 400, \
                request REQ1, 1 attempt) Check the name, the region and the account; what was just \
                created takes a moment.
                """)
        #expect(missing.description == missing.message)
        #expect(missing.code == .resourceNotFound)
        #expect(missing.disposition == .reconfigure)
    }

    @Test(arguments: [
        ("ExpiredTokenException", "Renew the credentials"),
        ("ExpiredToken", "Renew the credentials"),
        ("AccessDeniedException", "ddbkit aws whoami"), ("AccessDenied", "ddbkit aws whoami"),
        ("SignatureDoesNotMatch", "Check the access key"),
        ("InvalidSignatureException", "Check the access key"),
        ("UnrecognizedClientException", "Check the access key"),
        ("InvalidClientTokenId", "Check the access key"),
        ("RequestTimeTooSkewed", "Set the clock"), ("RequestExpired", "Set the clock"),
        ("MissingAuthenticationTokenException", "Give the client credentials"),
        ("ResourceInUseException", "ACTIVE"), ("NoSuchBucket", "name of the bucket"),
        ("ProvisionedThroughputExceededException", "Send more slowly"),
        ("ExpiredIteratorException", "new iterator"),
        ("TrimmedDataAccessException", "load the table"),
        ("InternalServerError", "Try again later"), ("PermanentRedirect", "Set the region"),
    ])
    func `common codes come with the next step`(code: String, step: String) {
        #expect(Self.refusal(code).message.contains(step))
    }

    @Test func `a redirect tells that the endpoint is another's`() {
        #expect(Self.refusal(nil, status: 301).message.contains("set the endpoint"))
        #expect(Self.refusal("PermanentRedirect", status: 301).message.contains("the bucket"))
    }

    @Test func `a throttle names its limit and a hot partition`() {
        let reason = "TableReadKeyRangeThroughputExceeded"
        let error = Self.refusal("ThrottlingException", "Slow down!", attempts: 4) {
            $0.throttlingReasons = [ThrottlingReason(reason: reason, resource: "arn:t")]
        }
        #expect(
            error.message == """
                Scan failed with ThrottlingException: Slow down! (HTTP 400, request REQ1, 4 attempts) \
                The limit: \(reason) of arn:t. One partition is hot: spread the keys, or send more \
                slowly.
                """)
        #expect(error.disposition == .retry)
    }

    @Test func `a cancelled transaction names the actions that kept it from happening`() {
        let error = Self.refusal("TransactionCanceledException", "cancelled") {
            $0.cancellationReasons = [
                CancellationReason(code: "None"),
                CancellationReason(code: "ConditionalCheckFailed", message: "secret", item: [1]),
            ]
        }
        #expect(error.message.contains("by position of the action: ConditionalCheckFailed (1)."))
        #expect(!error.message.contains("secret"))
    }

    @Test func `a redirect names the region of the bucket`() {
        let error = Self.refusal("PermanentRedirect", status: 301) { $0.region = "eu-west-1" }
        #expect(error.message.contains("The bucket is in eu-west-1: set the region to it."))
    }

    @Test func `a refusal without a code is told by its status`() {
        let error = Self.refusal(nil, status: 502)
        #expect(error.code == .unknown)
        #expect(error.message.hasPrefix("Scan failed with Unknown. (HTTP 502, request REQ1"))
        #expect(error.disposition == .retry)
    }

    @Test func `a write that may have been done is told from a read`() {
        let step = "It may have been done all the same: read back before doing it again."
        let write = Self.refusal("InternalServerError", operation: "PutItem", status: 500)
        #expect(write.delivery == .unknown)
        #expect(write.message.hasSuffix(step))
        #expect(
            !Self.refusal("InternalServerError", operation: "BatchGetItem").message.contains(step))
        let lost = ClientError(
            .transportFailed, operation: "PutItem", "Lost.", category: .transient,
            delivery: .unknown)
        #expect(lost.message.hasSuffix(step))
        #expect(Self.refusal("ValidationException", operation: "PutItem").delivery == .refused)
    }

    @Test func `why it was not tried again is told`() {
        var error = Self.refusal("InternalServerError")
        #expect(!error.message.contains("not tried again"))
        error.surrender = .quotaExhausted
        #expect(error.message.contains("too many calls of this client fail"))
        error.surrender = .notRepeatable
        #expect(error.message.contains("its body cannot be sent twice"))
    }

    @Test func `no text of a service equals a code of this module`() {
        #expect(ClientError.Code("TransportFailed") != .transportFailed)
        #expect(ClientError.Code("ValidationException") == .validation)
    }

    @Test(arguments: [
        (TransportError.Code.connectionLost, ClientError.Disposition.retry),
        (.tlsFailed, .reconfigure), (.protocolViolation, .corrupt), (.closed, .fatal),
    ])
    func `a failure on the way asks for what the transport asks for`(
        code: TransportError.Code, disposition: ClientError.Disposition
    ) {
        let cause = TransportError(code, "The connection to x broke.")
        let error = ClientError(
            .transportFailed, operation: "Scan", cause.message,
            category: ErrorClassifier.category(of: cause), delivery: .notSent, cause: cause)
        #expect(error.disposition == disposition)
        #expect(
            error.message
                == "Scan failed with TransportFailed: The connection to x broke. (1 attempt)")
    }

    @Test(arguments: [
        (ClientError.Code.checksumMismatch, ClientError.Disposition.corrupt),
        (.badResponse, .corrupt), (.noCredentials, .reconfigure), (.signingFailed, .reconfigure),
        (.responseTooLarge, .reconfigure), (.invalidCall, .fatal),
    ])
    func `errors of this module say what the caller can do`(
        code: ClientError.Code, disposition: ClientError.Disposition
    ) {
        #expect(ClientError(code, operation: "Scan", "x").disposition == disposition)
    }

    @Test func `items never appear in what an error prints`() {
        let item = Array(#"{"pk":{"S":"hunter2"}}"#.utf8)
        let error = Self.refusal("ConditionalCheckFailedException") {
            $0.item = item
            $0.cancellationReasons = [CancellationReason(code: "C", message: "m", item: item)]
        }
        var dumped = ""
        dump(error, to: &dumped)
        dump(error.cancellationReasons, to: &dumped)
        let texts = [dumped, "\(error)", String(reflecting: error), "\(error.cancellationReasons)"]
        for text in texts {
            #expect(!text.contains("hunter2"))
            // The first bytes of the item, as an array prints them.
            #expect(!text.contains("123, 34") && !text.contains("- 123"))
        }
    }

    @Test func `what is known about delivery only grows`() {
        typealias Delivery = ClientError.Delivery
        #expect(Delivery.notSent.followed(by: .refused) == .refused)
        #expect(Delivery.refused.followed(by: .notSent) == .refused)
        #expect(Delivery.unknown.followed(by: .refused) == .unknown)
        #expect(Delivery.refused.followed(by: .unknown) == .unknown)
        #expect(Delivery.notSent.followed(by: .notSent) == .notSent)
    }
}
