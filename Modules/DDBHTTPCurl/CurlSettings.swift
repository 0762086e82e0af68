public import DDBBase

/// What a ``CurlTransport`` may do: limits, timeouts, trust and the way out.
///
/// ```swift
/// var settings = CurlSettings()
/// settings.maxConcurrency = 256
/// settings.caBundle = "/etc/ssl/company.pem"
/// ```
public struct CurlSettings: Sendable {
    /// The way to servers; AWS's services of metadata and credentials at fixed addresses
    /// (169.254.169.254 and its like) are reached straight in any case.
    public enum Proxy: Sendable {
        /// As `http_proxy` (lower case only, for a server would be told `Proxy:` by CGI's
        /// `HTTP_PROXY`), `https_proxy`, `HTTPS_PROXY`, `no_proxy` and `NO_PROXY` say; where both
        /// cases are set, the lower one counts.
        case environment
        /// Straight.
        case none
        /// Through the proxy at a URL (`http`, `https`, `socks5` or `socks5h`; it may name a user
        /// and a password) but for hosts that a list like `no_proxy` names.
        case url(Secret, except: String)
    }

    /// The newest version of HTTP to speak.
    public enum Version: Sendable {
        /// HTTP/1.1, which is all that most AWS services offer.
        case http1
        /// HTTP/2 over TLS where the server agrees (ALPN), otherwise HTTP/1.1. A connection carries
        /// one request at a time, so that a slow reader holds up nobody else.
        case http2
    }

    /// The most requests under way at once; further ones wait.
    public var maxConcurrency = 10_000
    /// The most requests that wait for others to end; one more is refused as `overloaded`.
    public var waitingRequestsMax = 10_000
    /// The most connections that are kept, the idle ones among them.
    public var connectionsMax = 10_000
    /// How long an idle connection is kept.
    public var connectionIdleTime = Duration.seconds(60)
    /// How long a connection may take to stand, TLS and the name's resolution included.
    public var connectTimeout = Duration.seconds(10)
    /// How long no byte may move, in either direction, on a connection that stands.
    ///
    /// Time in which a reader does not ask for more, or a source gives nothing, does not count.
    public var readTimeout = Duration.seconds(360)
    /// How long a request may take from being sent to the last byte of its response; nil for ever.
    public var totalTimeout: Duration?
    /// The file of certificates (PEM) that are trusted; nil for the system's own.
    public var caBundle: String?
    /// Whether any certificate of any name is trusted: for tests, and with a warning.
    public var trustsAllCertificates = false
    /// The way to servers.
    public var proxy = Proxy.environment
    /// The newest version of HTTP to speak.
    public var version = Version.http1
    /// How many bytes of a body may wait: a response's for their reader before the connection is
    /// read no further, a request's for the connection before its source is asked no further.
    ///
    /// A piece more is held of each.
    public var bufferBytesMax = 256 << 10
    /// The most bytes of a response's head, interim ones and trailers included; at most 262,144.
    public var headBytesMax = 64 << 10
    /// The most fields of a response's head.
    public var headFieldsMax = 256
    /// From how many bytes on a body is sent only when the server has said that it wants it
    /// (`expect: 100-continue`), or said nothing for a second.
    public var expectContinueBytesMin = 1 << 20

    /// Creates the settings that AWS's SDKs have where ddbkit has the same option.
    public init() {}
}
