/// Where a local endpoint listens.
public struct LocalAddress: Sendable, Hashable, CustomStringConvertible {
    /// The address of the interface.
    public let host: String
    /// The port.
    public let port: Int

    /// The URL for clients: `http://127.0.0.1:41234`.
    public var endpoint: String {
        "http://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    }

    /// The URL.
    public var description: String { endpoint }
}
