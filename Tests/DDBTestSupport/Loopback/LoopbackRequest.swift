import Foundation

/// A request as a ``LoopbackServer`` read it, whole.
public struct LoopbackRequest: Sendable {
    /// The method, as it came.
    public let method: String
    /// What stood behind the method: the path with the query, or a whole URL where the server is
    /// used as a proxy.
    public let target: String
    /// The fields, in their order; trailers of a chunked body come last.
    public let headers: [(name: String, value: String)]
    /// The body, out of its chunks.
    public let body: [UInt8]
    /// The bytes of the head as they came, with the empty line.
    public let head: [UInt8]
    /// Which connection it came over, counted from 1.
    public let connectionNumber: Int
    /// Which request of the server it is, counted from 1; handlers that answer differently each
    /// time go by it.
    public internal(set) var requestNumber: Int

    /// The target up to the `?`, with its escapes.
    public var path: String {
        String(target.prefix { $0 != "?" })
    }

    /// The target behind the `?`, with its escapes; empty where there is none.
    public var query: String {
        String(target.drop { $0 != "?" }.dropFirst())
    }

    /// The value of the first field of a name, whatever its case, or nil.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The value of the first parameter of a name, without escapes, or nil; empty where it has no
    /// `=`.
    public func parameter(_ name: String) -> String? {
        for part in query.split(separator: "&") {
            let cut = part.firstIndex(of: "=") ?? part.endIndex
            guard String(part[..<cut]).removingPercentEncoding == name else { continue }
            return String(part[cut...].dropFirst()).removingPercentEncoding
        }
        return nil
    }

    /// The body as text.
    public var text: String { String(decoding: body, as: UTF8.self) }
}
