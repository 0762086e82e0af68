import DDBBase
import DDBHTTP
import HTTPTypes
import HummingbirdCore
import NIOCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Turns requests of a connection into those of the services, and replies back.
struct HTTPFront: Sendable {
    let endpoint: any LocalEndpoint

    /// Answers one request; runs where the connection's own code does, for that hands its writer
    /// over.
    @concurrent
    func respond(
        to request: Request, _ writer: consuming ResponseWriter, _ channel: any Channel
    ) async throws {
        if request.headers[.expect]?.lowercased() == "100-continue" {
            try await writer.writeInformationalHead(HTTPResponse(status: .continue))
        }
        let reply = await endpoint.answer(Self.request(request))
        guard reply.ending != .reset else {
            try await Self.reset(channel)
            throw CancellationError()
        }
        try await writer.write(response: Self.head(of: reply), body: Self.body(of: reply, channel))
    }

    private static func request(_ request: Request) -> LocalRequest {
        let target = request.head.path ?? "/"
        let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) ?? target.utf8.endIndex
        var headers = HeaderFields()
        headers.reserveCapacity(request.headers.count)
        for field in request.headers {
            headers.append(field.name.canonicalName, field.value)
        }
        return LocalRequest(
            method: request.method.rawValue, path: String(target[..<mark]),
            query: String(target[mark...].dropFirst()), authority: request.head.authority ?? "",
            headers: headers, body: body(of: request))
    }

    private static func body(of request: Request) -> LocalRequestBody {
        let body = request.body
        return LocalRequestBody { BodyPieces(iterator: body.makeAsyncIterator()) }
    }

    private struct BodyPieces: LocalRequestBody.Pieces {
        var iterator: HummingbirdCore.RequestBody.AsyncIterator

        mutating func next() async throws -> [UInt8]? {
            try await iterator.next(isolation: #isolation).map { Array($0.readableBytesView) }
        }
    }

    private static func head(of reply: LocalReply) -> HTTPResponse {
        var fields = HTTPFields()
        for field in reply.headers {
            guard let name = HTTPField.Name(field.name) else { continue }
            fields.append(HTTPField(name: name, value: field.value))
        }
        if !fields.contains(.date) { fields[.date] = HTTPDateText.text(SystemTimeSource().now) }
        if !fields.contains(.contentLength) {
            switch reply.body {
            case .bytes(let bytes): fields[.contentLength] = String(bytes.count)
            case .pieces(let byteCount?, _): fields[.contentLength] = String(byteCount)
            case .pieces(nil, _): fields[.transferEncoding] = "chunked"
            }
        }
        return HTTPResponse(status: .init(code: reply.status), headerFields: fields)
    }

    private static func body(of reply: LocalReply, _ channel: any Channel) -> ResponseBody {
        let isCut = reply.ending == .truncated
        switch reply.body {
        case .bytes(let bytes) where !isCut:
            return ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        case .bytes(let bytes):
            return ResponseBody { writer in
                try await writer.write(ByteBuffer(bytes: bytes.prefix(bytes.count / 2)))
                try await channel.close()
                throw CancellationError()
            }
        case .pieces(let byteCount, let next):
            return ResponseBody(contentLength: byteCount) { writer in
                var count = 0
                while let piece = try await next() {
                    if isCut, count + piece.count > (byteCount ?? 0) / 2 {
                        try await writer.write(ByteBuffer(bytes: piece.prefix(piece.count / 2)))
                        try await channel.close()
                        throw CancellationError()
                    }
                    count += piece.count
                    try await writer.write(ByteBuffer(bytes: piece))
                }
                try await writer.finish(nil)
            }
        }
    }

    /// Ends a connection so that the client sees a reset.
    private static func reset(_ channel: any Channel) async throws {
        // Without lingering, closing throws away what was not sent, and says so.
        if let socket = channel as? any SocketOptionProvider {
            try await socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        }
        try await channel.close()
    }
}
