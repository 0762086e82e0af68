/// What a ``LoopbackServer`` answers, and how well it behaves while it does.
///
/// ```swift
/// LoopbackReply(status: 503, headers: [("x-amzn-requestid", "R1")], body: Array("{}".utf8))
/// LoopbackReply(text: "slow").delayed(by: .seconds(2))
/// LoopbackReply(body: bytes, ending: .cut(afterBodyBytes: 100))
/// LoopbackReply.raw(Array("no HTTP\r\n".utf8))
/// ```
public struct LoopbackReply: Sendable {
    /// How the end of the body is told.
    public enum Framing: Sendable {
        /// By `content-length`.
        case contentLength
        /// By a `content-length` that is not the size of the body.
        case wrongLength(Int)
        /// By chunks of at most so many bytes; the trailers follow the last.
        case chunked(bytes: Int, trailers: [(name: String, value: String)] = [])
        /// By closing the connection.
        case untilClose
        /// Not at all: no field, and no body either (204, 304, answers to HEAD whose fields the
        /// handler wants to name itself).
        case absent
    }

    /// What happens when the reply, or a part of it, is written.
    public enum Ending: Sendable {
        /// The connection stays for the next request.
        case keepAlive
        /// The connection is closed, which `connection: close` announces.
        case close
        /// The connection is closed, and nothing has announced it.
        case closeSilently
        /// The connection is closed (FIN) behind so many bytes of the body as framed.
        case cut(afterBodyBytes: Int)
        /// The connection is reset (RST) behind so many bytes of the body as framed.
        case reset(afterBodyBytes: Int)
        /// Nothing more comes behind so many bytes of the body as framed, but the connection stands
        /// until the client or the server ends it.
        case hang(afterBodyBytes: Int)
    }

    /// How fast bytes go.
    public struct Pace: Sendable {
        /// So many at once.
        public var bytes: Int
        /// So long between two lots.
        public var pause: Duration

        /// Creates a pace.
        public init(bytes: Int, every pause: Duration) {
            self.bytes = max(bytes, 1)
            self.pause = pause
        }
    }

    /// What becomes of a request.
    enum Kind: Sendable {
        case respond
        case raw([UInt8])
        case resetBeforeHead
        case closeBeforeHead
        case neverAnswer
    }

    /// The status.
    public var status: Int
    /// The fields besides those of the framing.
    public var headers: [(name: String, value: String)]
    /// The body, which is not sent in answer to HEAD.
    public var body: [UInt8]
    /// How the end of the body is told.
    public var framing: Framing
    /// What happens at the end.
    public var ending: Ending
    /// How long nothing happens before the first byte.
    public var delay: Duration?
    /// How slowly the head goes; at once unless told.
    public var headPace: Pace?
    /// How slowly the body goes; at once unless told.
    public var bodyPace: Pace?
    /// Bytes that go verbatim before the head, such as an interim response.
    public var preamble: [UInt8] = []
    var kind = Kind.respond

    /// Creates a reply.
    public init(
        status: Int = 200, headers: [(String, String)] = [], body: [UInt8] = [],
        framing: Framing = .contentLength, ending: Ending = .keepAlive
    ) {
        self.status = status
        self.headers = headers.map { (name: $0.0, value: $0.1) }
        self.body = body
        self.framing = framing
        self.ending = ending
    }

    /// Creates a reply of text.
    public init(
        status: Int = 200, headers: [(String, String)] = [], text: String,
        ending: Ending = .keepAlive
    ) {
        self.init(status: status, headers: headers, body: Array(text.utf8), ending: ending)
    }

    /// Bytes verbatim instead of HTTP, and then the end.
    public static func raw(_ bytes: [UInt8], ending: Ending = .closeSilently) -> LoopbackReply {
        var reply = LoopbackReply(ending: ending)
        reply.kind = .raw(bytes)
        return reply
    }

    /// The connection is reset (RST) and nothing is answered.
    public static var resetBeforeHead: LoopbackReply { special(.resetBeforeHead) }

    /// The connection is closed (FIN) and nothing is answered.
    public static var closeBeforeHead: LoopbackReply { special(.closeBeforeHead) }

    /// Nothing is answered; the connection stands until the client or the server ends it.
    public static var neverAnswer: LoopbackReply { special(.neverAnswer) }

    private static func special(_ kind: Kind) -> LoopbackReply {
        var reply = LoopbackReply()
        reply.kind = kind
        return reply
    }

    /// The same reply, its first byte later.
    public func delayed(by delay: Duration) -> LoopbackReply {
        var reply = self
        reply.delay = delay
        return reply
    }

    /// The same reply, its body in lots of some bytes with a pause between two.
    public func trickling(_ bytes: Int, every pause: Duration) -> LoopbackReply {
        var reply = self
        reply.bodyPace = Pace(bytes: bytes, every: pause)
        return reply
    }

    /// The same reply, its head in lots of some bytes with a pause between two.
    public func tricklingHead(_ bytes: Int, every pause: Duration) -> LoopbackReply {
        var reply = self
        reply.headPace = Pace(bytes: bytes, every: pause)
        return reply
    }
}
