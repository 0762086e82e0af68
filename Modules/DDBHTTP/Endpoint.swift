/// A server to talk to: scheme, host, port, and what every path on it begins with.
///
/// ```swift
/// let local = Endpoint(parsing: "http://localhost:8000")
/// local?.authority   // "localhost:8000"
/// ```
public struct Endpoint: Sendable, Hashable, CustomStringConvertible {
    /// How bytes travel.
    public enum Scheme: String, Sendable, Hashable {
        /// In the clear.
        case http
        /// Over TLS.
        case https

        /// The port where none is named.
        public var defaultPort: UInt16 {
            switch self {
            case .http: 80
            case .https: 443
            }
        }
    }

    /// How bytes travel.
    public let scheme: Scheme
    /// The name or address in lower case, an IPv6 address without its brackets.
    public let host: String
    /// The port.
    public let port: UInt16
    /// What the path of every request begins with, as on the wire: empty, or `/` and more with no
    /// `/` at the end.
    public let basePath: String

    /// The most bytes of text that is taken for an endpoint.
    public static let textBytesMax = 8192

    /// Creates an endpoint, or nil where the host or the path is none.
    ///
    /// - Parameters:
    ///   - host: A name, an IPv4 address, or an IPv6 address with or without brackets.
    ///   - port: The port; nil for the scheme's own.
    ///   - basePath: What every path begins with, in escapes already.
    public init?(_ scheme: Scheme, host: String, port: UInt16? = nil, basePath: String = "") {
        guard let host = Self.normalized(host: host) else { return nil }
        var path = basePath[...]
        while path.hasSuffix("/") { path.removeLast() }
        guard path.isEmpty || path.hasPrefix("/"), isPathText(path) else { return nil }
        self.scheme = scheme
        self.host = host
        self.port = port ?? scheme.defaultPort
        self.basePath = String(path)
    }

    /// Reads `http[s]://host[:port][/path]`, or nil where text is not of that form.
    ///
    /// A user, a query and a fragment are refused: none of them belongs to an endpoint.
    public init?(parsing text: String) {
        guard text.utf8.count <= Self.textBytesMax, !text.utf8.contains(UInt8(ascii: "?")),
            let (scheme, authority, path) = Self.split(text),
            let (host, port) = Self.split(authority: authority)
        else { return nil }
        self.init(scheme, host: String(host), port: port, basePath: String(path))
    }

    /// The host, an IPv6 address in brackets, and the port unless it is the scheme's own: the value
    /// of `host`, and what is signed.
    public var authority: String {
        let name = host.utf8.contains(UInt8(ascii: ":")) ? "[" + host + "]" : host
        return port == scheme.defaultPort ? name : name + ":" + String(port)
    }

    /// The URL of the endpoint.
    public var description: String { scheme.rawValue + "://" + authority + basePath }

    /// Cuts a URL into scheme, authority and the rest, which is empty or begins with `/` or `?`.
    static func split(_ url: String) -> (Scheme, authority: Substring, rest: Substring)? {
        guard let colon = url.firstIndex(of: ":"),
            let scheme = Scheme(rawValue: url[..<colon].lowercased())
        else { return nil }
        let rest = url[colon...]
        guard rest.hasPrefix("://") else { return nil }
        let start = rest.dropFirst(3)
        let end = start.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? start.endIndex
        return (scheme, start[..<end], start[end...])
    }

    /// Cuts `host[:port]`, the host perhaps an address in brackets.
    static func split(authority: Substring) -> (host: Substring, port: UInt16?)? {
        var host = authority
        var port: Substring?
        if authority.hasPrefix("[") {
            guard let close = authority.firstIndex(of: "]") else { return nil }
            host = authority[...close]
            let rest = authority[authority.index(after: close)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { return nil }
            if !rest.isEmpty { port = rest.dropFirst() }
        } else if let colon = authority.firstIndex(of: ":") {
            host = authority[..<colon]
            port = authority[authority.index(after: colon)...]
        }
        // RFC 3986 §3.2.3 lets a port be empty; it means the scheme's own then.
        guard let digits = port, !digits.isEmpty else { return (host, nil) }
        guard digits.utf8.allSatisfy({ (48...57).contains($0) }), let number = UInt16(digits),
            number > 0
        else { return nil }
        return (host, number)
    }

    private static func normalized(host: String) -> String? {
        var host = host[...]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
            guard host.contains(":") else { return nil }
        }
        let isAddress = host.utf8.contains(UInt8(ascii: ":"))
        guard !host.isEmpty, host.utf8.count <= 255 else { return nil }
        let isAllowed = host.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."):
                true
            case UInt8(ascii: ":"): isAddress
            case UInt8(ascii: "g")...UInt8(ascii: "z"), UInt8(ascii: "G")...UInt8(ascii: "Z"),
                UInt8(ascii: "-"), UInt8(ascii: "_"):
                !isAddress
            default: false
            }
        }
        return isAllowed ? host.lowercased() : nil
    }
}

/// Whether text can be the path of a request: visible ASCII without `?` and `#`.
func isPathText(_ text: some StringProtocol) -> Bool {
    text.utf8.allSatisfy { byte in
        byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "?") && byte != UInt8(ascii: "#")
    }
}
