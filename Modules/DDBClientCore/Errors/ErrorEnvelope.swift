/// What a service says when it refuses a request, whatever the spelling of its protocol.
///
/// Codes come from a body of JSON or XML or from a header; where there is none the status alone
/// tells. Nothing here fails: bytes that are neither leave the fields empty.
public struct ErrorEnvelope: Sendable, Hashable, CustomStringConvertible,
    CustomDebugStringConvertible, CustomReflectable
{
    /// The status of the response.
    public var status: Int
    /// The code, without namespace and suffix; nil where none can be read.
    public var code: String?
    /// The service's own words, in one line of at most ``messageBytesMax`` bytes.
    public var message: String?
    /// The identifier under which the service knows the request.
    public var requestID: String?
    /// The second identifier that S3 gives, `x-amz-id-2`.
    public var hostID: String?
    /// The region that S3 names where a request came to the wrong one.
    public var region: String?
    /// Which limits a throttled request met.
    public var throttlingReasons: [ThrottlingReason] = []
    /// Why a transaction was cancelled: one for each of its actions.
    public var cancellationReasons: [CancellationReason] = []
    /// The item that made a condition fail, in DynamoDB JSON, where the call asked for it.
    public var item: [UInt8]?

    /// The most bytes of a message that are kept.
    public static let messageBytesMax = 1024

    /// Creates an envelope.
    public init(status: Int, code: String? = nil, message: String? = nil) {
        self.status = status
        self.code = code
        self.message = message
    }

    /// The status and the code.
    public var description: String { code.map { "\(status) \($0)" } ?? String(status) }

    /// The status and the code.
    public var debugDescription: String { description }

    /// A mirror without messages and items.
    public var customMirror: Mirror {
        Mirror(self, children: ["status": status, "code": code ?? "-"])
    }
}
