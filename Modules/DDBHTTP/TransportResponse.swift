/// The head of a response, and the body that follows.
public struct TransportResponse: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// The status, 200 to 599.
    public var status: Int
    /// The fields.
    public var headers: HeaderFields
    /// The body as it comes over the wire, neither inflated nor checked.
    public var body: any BodyReader

    /// Creates a response.
    public init(status: Int, headers: HeaderFields = [:], body: any BodyReader) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// Creates a response whose body is there.
    public init(status: Int, headers: HeaderFields = [:], body: [UInt8] = []) {
        self.init(status: status, headers: headers, body: BytesReader(body))
    }

    /// The status and the names of the fields.
    public var description: String { "\(status) \(headers)" }

    /// The status and the names of the fields.
    public var debugDescription: String { description }

    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
