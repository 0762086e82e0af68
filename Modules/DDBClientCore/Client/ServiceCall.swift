public import DDBHTTP
public import DDBSigV4

/// One call of an operation, before it knows its endpoint, its credentials and its attempt.
///
/// ```swift
/// let call = ServiceCall.json("DescribeTable", body: Array(#"{"TableName":"orders"}"#.utf8))
/// let reply = try await client.call(call)
/// ```
public struct ServiceCall: Sendable {
    /// How a call proves who makes it.
    public enum Signing: Sendable, Hashable {
        /// By a signature in the head, with this for the body.
        case header(PayloadHash)
        /// By a signature in the head and one for every chunk of the body.
        case chunked(ChunkSigning)
        /// Not at all.
        case anonymous
    }

    /// The operation as AWS names it, such as `BatchWriteItem`.
    public var operation: String
    /// The method.
    public var method: RequestMethod
    /// The path in escapes; begins with `/`.
    public var path: String
    /// The parameters of the URL.
    public var query: [QueryItem]
    /// The fields of the head, without those that the client adds.
    public var headers: HeaderFields
    /// The body; a stream is opened anew for every attempt.
    public var body: RequestBody
    /// How the call proves who makes it.
    public var signing: Signing
    /// What the endpoint depends on besides the client's settings.
    public var target: CallTarget
    /// Whether `LimitExceededException` means "too fast", as on the data plane, or "too many", as
    /// for CreateTable; the first is tried again.
    public var retriesLimitExceeded: Bool
    /// Whether the items of refusals are kept, as `ReturnValuesOnConditionCheckFailure` asks for.
    public var keepsErrorItems: Bool
    /// The most bytes of a reply, as sent and inflated.
    public var replyBytesMax: Int
    /// How long one attempt may take; nil leaves the client's settings.
    public var timeouts: TransportTimeouts?
    /// The most attempts, the first included; nil leaves the client's settings.
    ///
    /// 1 is for callers that try again themselves. What is corrected at once, a wrong clock or
    /// credentials that have expired, is tried again even then.
    public var attemptsMax: Int?

    /// The most bytes of a reply unless told: DynamoDB's largest are 16 MB of item sizes, and JSON
    /// with escapes takes more.
    public static let replyBytesMaxDefault = 128 << 20

    /// Creates a call.
    public init(
        _ operation: String, method: RequestMethod = .post, path: String = "/",
        query: [QueryItem] = [], headers: HeaderFields = [:], body: RequestBody = .none,
        signing: Signing = .header(.body), target: CallTarget = CallTarget(),
        retriesLimitExceeded: Bool = true, keepsErrorItems: Bool = false,
        replyBytesMax: Int = ServiceCall.replyBytesMaxDefault, timeouts: TransportTimeouts? = nil,
        attemptsMax: Int? = nil
    ) {
        self.operation = operation
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.signing = signing
        self.target = target
        self.retriesLimitExceeded = retriesLimitExceeded
        self.keepsErrorItems = keepsErrorItems
        self.replyBytesMax = replyBytesMax
        self.timeouts = timeouts
        self.attemptsMax = attemptsMax
    }

    /// Returns a call of a JSON service.
    ///
    /// - Parameter body: A JSON object.
    public static func json(
        _ operation: String, body: [UInt8], target: CallTarget = CallTarget(),
        retriesLimitExceeded: Bool = true
    ) -> ServiceCall {
        ServiceCall(
            operation, body: .bytes(body), target: target,
            retriesLimitExceeded: retriesLimitExceeded)
    }

    /// Returns a call of a query service; `Action` and `Version` are added by the client.
    public static func form(
        _ operation: String, _ parameters: [QueryItem], signing: Signing = .header(.body)
    ) -> ServiceCall {
        ServiceCall(
            operation, body: .bytes(Array(QueryItem.encode(parameters).utf8)), signing: signing)
    }
}
