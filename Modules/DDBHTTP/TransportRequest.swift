/// A request, complete but for what a transport adds of itself: `host` and the framing of the body.
///
/// ```swift
/// var request = TransportRequest(.post, endpoint, headers: ["x-amz-target": "A.B"])
/// request.body = .bytes(json)
/// ```
public struct TransportRequest: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// The method.
    public var method: RequestMethod
    /// The server.
    public var endpoint: Endpoint
    /// The path below ``Endpoint/basePath``, in escapes already; begins with `/`.
    public var path: String
    /// The parameters, which are escaped when they are written.
    public var query: [QueryItem]
    /// The fields.
    ///
    /// A transport adds `host`, from the endpoint, and `content-length` or `transfer-encoding`,
    /// from the body, where they are not here.
    public var headers: HeaderFields
    /// The body.
    public var body: RequestBody
    /// How long it may take.
    public var timeouts: TransportTimeouts

    /// Creates a request.
    public init(
        _ method: RequestMethod, _ endpoint: Endpoint, path: String = "/", query: [QueryItem] = [],
        headers: HeaderFields = [:], body: RequestBody = .none,
        timeouts: TransportTimeouts = TransportTimeouts()
    ) {
        self.method = method
        self.endpoint = endpoint
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.timeouts = timeouts
    }

    /// Creates a request for `http[s]://host[:port][/path][?query]`, or nil where text is not of
    /// that form or names a user or a fragment.
    public init?(_ method: RequestMethod, url: String) {
        guard url.utf8.count <= Endpoint.textBytesMax,
            let (scheme, authority, rest) = Endpoint.split(url),
            let (host, port) = Endpoint.split(authority: authority),
            let endpoint = Endpoint(scheme, host: String(host), port: port)
        else { return nil }
        let mark = rest.firstIndex(of: "?") ?? rest.endIndex
        let path = rest[..<mark]
        let query = rest[mark...].dropFirst()
        guard isPathText(path), !query.contains("#") else { return nil }
        self.init(
            method, endpoint, path: path.isEmpty ? "/" : String(path),
            query: QueryItem.decode(query))
    }

    /// The path as it goes on the wire, with what the endpoint puts before it.
    public var wirePath: String {
        endpoint.basePath.isEmpty ? path : endpoint.basePath + path
    }

    /// What stands in the first line of the request: the path and, behind `?`, the query.
    public var target: String {
        query.isEmpty ? wirePath : wirePath + "?" + QueryItem.encode(query)
    }

    /// The whole URL; it may hold a signature and belongs in no message.
    public var url: String {
        endpoint.scheme.rawValue + "://" + endpoint.authority + target
    }

    /// The method and the URL without the query.
    public var description: String {
        method.rawValue + " " + endpoint.scheme.rawValue + "://" + endpoint.authority + wirePath
    }

    /// The method and the URL without the query.
    public var debugDescription: String { description }

    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
