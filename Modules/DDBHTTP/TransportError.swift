/// Says why a request got no whole response, and what to do about it.
public struct TransportError: Error, Sendable, CustomStringConvertible {
    /// Tells failures apart.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        enum Kind: String {
            case invalidRequest, nameNotResolved, connectionFailed, connectTimeout, tlsFailed
            case connectionLost, idleTimeout, totalTimeout, bodyTruncated, protocolViolation
            case headTooLarge, bodyTooLarge, bodySourceFailed, overloaded, closed, failed
        }
        let kind: Kind

        /// The request cannot be written: a line break in a header, a path that is not escaped.
        public static let invalidRequest = Code(kind: .invalidRequest)
        /// The host has no address.
        public static let nameNotResolved = Code(kind: .nameNotResolved)
        /// Nobody accepts connections there.
        public static let connectionFailed = Code(kind: .connectionFailed)
        /// The connection did not stand in time.
        public static let connectTimeout = Code(kind: .connectTimeout)
        /// The certificate is not trusted, or the two sides share no version of TLS.
        public static let tlsFailed = Code(kind: .tlsFailed)
        /// The connection broke before the response was whole.
        public static let connectionLost = Code(kind: .connectionLost)
        /// No byte moved for too long.
        public static let idleTimeout = Code(kind: .idleTimeout)
        /// The whole took too long.
        public static let totalTimeout = Code(kind: .totalTimeout)
        /// The body ended before its announced size.
        public static let bodyTruncated = Code(kind: .bodyTruncated)
        /// What came is no HTTP.
        public static let protocolViolation = Code(kind: .protocolViolation)
        /// The head of the response is over the limit.
        public static let headTooLarge = Code(kind: .headTooLarge)
        /// The body is over the caller's limit.
        public static let bodyTooLarge = Code(kind: .bodyTooLarge)
        /// The source of the request's body failed, or gave more or less than it announced.
        public static let bodySourceFailed = Code(kind: .bodySourceFailed)
        /// As many requests wait as the transport lets wait.
        public static let overloaded = Code(kind: .overloaded)
        /// The transport was shut down.
        public static let closed = Code(kind: .closed)
        /// Any other failure.
        public static let failed = Code(kind: .failed)

        /// The name of the code; there are few of them, so that metrics can be labelled with it.
        public var description: String { kind.rawValue }
    }

    /// What the caller can do.
    public enum Disposition: Sendable {
        /// Try again later.
        case retry
        /// Change the endpoint, the certificates or a limit.
        case reconfigure
        /// What came is damaged.
        case corrupt
        /// Give up.
        case fatal
    }

    /// Whether the server may have acted on the request.
    public enum Delivery: Sendable {
        /// It has not seen it.
        case notSent
        /// Nobody knows: read back what was written before writing it again.
        case unknown
    }

    /// Which failure it is.
    public let code: Code
    /// What failed and what to do.
    public let message: String
    /// The server, where one is concerned.
    public let endpoint: Endpoint?
    /// Whether the server may have acted on the request.
    public let delivery: Delivery
    /// What led to it.
    public let cause: (any Error)?

    /// Creates an error.
    ///
    /// - Parameters:
    ///   - message: What failed and what to do, without queries, header values and bodies.
    public init(
        _ code: Code, _ message: String, endpoint: Endpoint? = nil, delivery: Delivery = .unknown,
        cause: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        self.endpoint = endpoint
        self.delivery = delivery
        self.cause = cause
    }

    /// What the caller can do.
    public var disposition: Disposition {
        switch code.kind {
        case .nameNotResolved, .connectionFailed, .connectTimeout, .connectionLost, .idleTimeout,
            .totalTimeout, .bodyTruncated, .overloaded:
            .retry
        case .tlsFailed, .headTooLarge, .bodyTooLarge: .reconfigure
        case .protocolViolation: .corrupt
        case .invalidRequest, .bodySourceFailed, .closed, .failed: .fatal
        }
    }

    /// Whether time ran out; retry quotas charge more for it.
    public var isTimeout: Bool {
        switch code.kind {
        case .connectTimeout, .idleTimeout, .totalTimeout: true
        case .invalidRequest, .nameNotResolved, .connectionFailed, .tlsFailed, .connectionLost,
            .bodyTruncated, .protocolViolation, .headTooLarge, .bodyTooLarge, .bodySourceFailed,
            .overloaded, .closed, .failed:
            false
        }
    }

    /// The message.
    public var description: String { message }
}
