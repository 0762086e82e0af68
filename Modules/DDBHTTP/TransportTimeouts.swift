/// How long a request may take; nil leaves the transport's own setting.
public struct TransportTimeouts: Sendable, Hashable {
    /// Until the connection, and TLS over it, stand.
    public var connect: Duration?
    /// Between two movements of bytes, in either direction, once the connection stands.
    public var idle: Duration?
    /// Until the last byte of the response is there.
    public var total: Duration?

    /// Creates limits.
    public init(connect: Duration? = nil, idle: Duration? = nil, total: Duration? = nil) {
        self.connect = connect
        self.idle = idle
        self.total = total
    }
}
