import DDBHTTP

/// Says why a call to a service did not succeed, and what to do about it.
///
/// ```swift
/// do {
///     _ = try await client.call(call)
/// } catch let error as ClientError where error.code == .resourceNotFound {
///     // create the table
/// }
/// ```
///
/// A call that was cancelled throws `CancellationError` instead.
public struct ClientError: Error, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// What the caller can do.
    public enum Disposition: Sendable {
        /// Try again later.
        case retry
        /// Change the credentials, the region, the endpoint, a permission or a limit.
        case reconfigure
        /// What came is damaged.
        case corrupt
        /// The call is wrong, or the service refuses it for good.
        case fatal

        init(_ disposition: TransportError.Disposition) {
            switch disposition {
            case .retry: self = .retry
            case .reconfigure: self = .reconfigure
            case .corrupt: self = .corrupt
            case .fatal: self = .fatal
            }
        }
    }

    /// Whether the service may have acted on the call, over all of its attempts.
    public enum Delivery: Sendable, Hashable {
        /// It has not seen it.
        case notSent
        /// It has seen and refused it.
        case refused
        /// Nobody knows: read back what was written before writing it again.
        case unknown

        /// What is known after a further attempt.
        public func followed(by next: Delivery) -> Delivery {
            switch (self, next) {
            case (.unknown, _), (_, .unknown): .unknown
            case (.refused, _), (_, .refused): .refused
            case (.notSent, .notSent): .notSent
            }
        }
    }

    /// Which error it is.
    public var code: Code
    /// The operation, such as `Scan`.
    public var operation: String
    /// What the service said, in one line; nil where no service spoke.
    public var serviceMessage: String?
    /// The status of the last response, where there was one.
    public var status: Int?
    /// The identifier under which the service knows the last attempt.
    public var requestID: String?
    /// What kind of failure it is.
    public var category: ErrorCategory
    /// Which limits a throttled request met.
    public var throttlingReasons: [ThrottlingReason] = []
    /// Why a transaction was cancelled: one for each of its actions.
    public var cancellationReasons: [CancellationReason] = []
    /// The item that made a condition fail, in DynamoDB JSON, where the call asked for it.
    public var item: [UInt8]?
    /// The region that S3 names where a request came to the wrong one.
    public var region: String?
    /// How many attempts were made, the first included.
    public var attempts: Int
    /// Whether the service may have acted on the call.
    public var delivery: Delivery
    /// Why no further attempt was made, where one could have helped.
    public var surrender: RetryStateMachine.Surrender?
    /// What failed, for errors that no service sent.
    public var detail: String?
    /// What led to it.
    public var cause: (any Error)?

    /// Creates the error of a refusal.
    ///
    /// - Parameter delivery: Whether the service may have acted; nil for what
    ///   ``ErrorClassifier/delivery(of:category:)`` says of this refusal.
    public init(
        operation: String, envelope: ErrorEnvelope, category: ErrorCategory, attempts: Int = 1,
        delivery: Delivery? = nil, surrender: RetryStateMachine.Surrender? = nil
    ) {
        code = envelope.code.map { Code($0) } ?? .unknown
        self.operation = operation
        serviceMessage = envelope.message
        status = envelope.status
        requestID = envelope.requestID
        self.category = category
        throttlingReasons = envelope.throttlingReasons
        cancellationReasons = envelope.cancellationReasons
        item = envelope.item
        region = envelope.region
        self.attempts = attempts
        self.delivery = delivery ?? ErrorClassifier.delivery(of: envelope, category: category)
        self.surrender = surrender
    }

    /// Creates an error that no service sent.
    ///
    /// - Parameters:
    ///   - detail: What failed and what to do, without header values, queries and item values.
    public init(
        _ code: Code, operation: String, _ detail: String, status: Int? = nil,
        requestID: String? = nil, category: ErrorCategory = .none, attempts: Int = 1,
        delivery: Delivery = .notSent, surrender: RetryStateMachine.Surrender? = nil,
        cause: (any Error)? = nil
    ) {
        self.code = code
        self.operation = operation
        self.detail = detail
        self.status = status
        self.requestID = requestID
        self.category = category
        self.attempts = attempts
        self.delivery = delivery
        self.surrender = surrender
        self.cause = cause
    }

    /// The operation, what the service said, the identifier of the request, the status, the number
    /// of attempts, and what to do next.
    public var message: String { ErrorText(self).sentences }

    /// What the caller can do.
    public var disposition: Disposition {
        switch code {
        case .checksumMismatch, .badResponse: return .corrupt
        case .noCredentials, .signingFailed, .responseTooLarge:
            return category == .transient ? .retry : .reconfigure
        case .invalidCall: return .fatal
        case .transportFailed:
            if let cause = cause as? TransportError { return Disposition(cause.disposition) }
        case .accessDenied, .storageAccessDenied, .resourceNotFound, .tableNotFound, .noSuchBucket,
            .permanentRedirect, .missingAuthenticationToken, .incompleteSignature,
            .pointInTimeRecoveryUnavailable:
            return .reconfigure
        default: break
        }
        switch category {
        case .throttling, .transient: return .retry
        case .clockSkew, .perhapsClockSkew, .expiredCredentials, .unrecognizedOnce:
            return .reconfigure
        case .none: return .fatal
        }
    }

    /// The message.
    public var description: String { message }

    /// The message.
    public var debugDescription: String { message }

    /// A mirror without items.
    public var customMirror: Mirror {
        Mirror(self, children: ["code": code.text, "message": message])
    }
}
