extension LoopbackReply {
    /// The head as it goes on the wire.
    func wireHead(bodyCount: Int) -> [UInt8] {
        var text = "HTTP/1.1 \(status) \(Self.reasons[status] ?? "Whatever")\r\n"
        for field in headers { text += "\(field.name): \(field.value)\r\n" }
        switch framing {
        case .contentLength: text += "content-length: \(bodyCount)\r\n"
        case .wrongLength(let count): text += "content-length: \(count)\r\n"
        case .chunked(_, let trailers):
            text += "transfer-encoding: chunked\r\n"
            if !trailers.isEmpty {
                text += "trailer: \(trailers.map(\.name).joined(separator: ", "))\r\n"
            }
        case .untilClose, .absent: break
        }
        if case .close = ending { text += "connection: close\r\n" }
        return Array((text + "\r\n").utf8)
    }

    /// The body as it goes on the wire.
    var wireBody: [UInt8] {
        switch framing {
        case .contentLength, .wrongLength, .untilClose: return body
        case .absent: return []
        case .chunked(let size, let trailers):
            var bytes: [UInt8] = []
            var rest = body[...]
            while !rest.isEmpty {
                let piece = rest.prefix(max(size, 1))
                bytes += Array("\(String(piece.count, radix: 16))\r\n".utf8) + piece
                bytes += Array("\r\n".utf8)
                rest = rest.dropFirst(piece.count)
            }
            bytes += Array("0\r\n".utf8)
            for trailer in trailers { bytes += Array("\(trailer.name): \(trailer.value)\r\n".utf8) }
            return bytes + Array("\r\n".utf8)
        }
    }

    /// Whether the next request may come over the same connection when the reply is written.
    var keepsConnection: Bool {
        if case .untilClose = framing { return false }
        if case .keepAlive = ending { return true }
        return false
    }

    private static let reasons = [
        200: "OK", 201: "Created", 204: "No Content", 206: "Partial Content", 301: "Moved",
        302: "Found", 304: "Not Modified", 307: "Temporary Redirect", 400: "Bad Request",
        401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 412: "Precondition Failed",
        429: "Too Many Requests", 500: "Internal Server Error", 503: "Service Unavailable",
    ]
}
