/// Serves one connection on a thread of its own.
struct LoopbackConnection {
    /// Why no request could be read.
    struct Malformed: Error {
        let reason: String
    }

    let socket: LoopbackSocket
    let number: Int
    let settings: LoopbackServer.Settings
    /// Numbers and logs a request.
    let record: (inout LoopbackRequest) -> Void
    /// Called when a reply is written.
    let didReply: () -> Void
    let handler: @Sendable (LoopbackRequest) -> LoopbackReply

    /// Returns when the connection is at its end.
    func serve() {
        do {
            while var request = try readRequest() {
                record(&request)
                let goesOn = try answer(request, with: handler(request))
                didReply()
                guard goesOn else { break }
            }
        } catch let malformed as Malformed {
            let reply = LoopbackReply(status: 400, text: malformed.reason)
            try? socket.write(reply.wireHead(bodyCount: reply.body.count) + reply.body)
        } catch {
            // The peer is gone or the server stops: there is nobody to tell.
        }
        socket.close()
    }

    /// Writes a reply; false ends the connection.
    private func answer(_ request: LoopbackRequest, with reply: LoopbackReply) throws -> Bool {
        if let delay = reply.delay { try socket.pause(delay) }
        switch reply.kind {
        case .resetBeforeHead:
            socket.close(resetting: true)
            return false
        case .closeBeforeHead:
            return false
        case .neverAnswer:
            try socket.pause(nil)
            return false
        case .raw(let bytes):
            return try write(bytes[...], of: reply)
        case .respond:
            try socket.write(reply.preamble)
            let body = reply.wireBody
            try write(reply.wireHead(bodyCount: reply.body.count)[...], pace: reply.headPace)
            return try write(request.method == "HEAD" ? [] : body[...], of: reply)
        }
    }

    /// Writes a body as far as its reply lets it go; false ends the connection.
    private func write(_ body: ArraySlice<UInt8>, of reply: LoopbackReply) throws -> Bool {
        switch reply.ending {
        case .keepAlive, .close, .closeSilently:
            try write(body, pace: reply.bodyPace)
            return reply.keepsConnection
        case .cut(let count):
            try write(body.prefix(count), pace: reply.bodyPace)
            return false
        case .reset(let count):
            try write(body.prefix(count), pace: reply.bodyPace)
            socket.close(resetting: true)
            return false
        case .hang(let count):
            try write(body.prefix(count), pace: reply.bodyPace)
            try socket.pause(nil)
            return false
        }
    }

    private func write(_ bytes: ArraySlice<UInt8>, pace: LoopbackReply.Pace?) throws {
        guard let pace else { return try socket.write(bytes) }
        var rest = bytes
        while !rest.isEmpty {
            try socket.write(rest.prefix(pace.bytes))
            rest = rest.dropFirst(pace.bytes)
            if !rest.isEmpty { try socket.pause(pace.pause) }
        }
    }
}
