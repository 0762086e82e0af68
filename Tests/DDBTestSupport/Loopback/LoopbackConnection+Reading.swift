extension LoopbackConnection {
    /// The next request, or nil where the client has ended.
    func readRequest() throws -> LoopbackRequest? {
        guard let head = try readHead() else { return nil }
        var lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n")[...]
        let words = (lines.popFirst() ?? "").split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 3, words[2].hasPrefix("HTTP/1.") else {
            throw Malformed(reason: "the first line is none of a request")
        }
        var headers = try lines.map(Self.field)
        let value = { (name: String) in
            headers.first { $0.name.lowercased() == name }?.value.lowercased()
        }
        if value("expect") == "100-continue", settings.answersExpect {
            try socket.write(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
        }
        var body: [UInt8] = []
        if value("transfer-encoding") == "chunked" {
            let (bytes, trailers) = try readChunks()
            body = bytes
            headers += trailers
        } else if let text = value("content-length") {
            guard let count = Int(text), 0...settings.bodyBytesMax ~= count else {
                throw Malformed(reason: "the content-length is no number or over the limit")
            }
            body = try readBody(count)
        }
        return LoopbackRequest(
            method: String(words[0]), target: String(words[1]), headers: headers, body: body,
            head: head, connectionNumber: number, requestNumber: 0)
    }

    private func readHead() throws -> [UInt8]? {
        var head: [UInt8] = []
        while let byte = try socket.byte() {
            head.append(byte)
            if byte == 10, head.suffix(4) == [13, 10, 13, 10] { return head }
            guard head.count < settings.headBytesMax else {
                throw Malformed(reason: "the head is over the limit")
            }
        }
        return nil
    }

    private func readBody(_ count: Int) throws -> [UInt8] {
        guard let stall = settings.stallsAfterBodyBytes, stall < count else {
            return try socket.bytes(count)
        }
        _ = try socket.bytes(stall)
        // Unread bytes of the peer hide that it goes; the server's end ends the wait.
        try socket.pause(nil)
        throw LoopbackSocket.Ended()
    }

    private func readChunks() throws -> ([UInt8], trailers: [(name: String, value: String)]) {
        var body: [UInt8] = []
        while true {
            let line = try readLine().prefix { $0 != ";" }
            guard let count = Int(line, radix: 16), 0...settings.bodyBytesMax - body.count ~= count
            else { throw Malformed(reason: "the size of a chunk is no number or over the limit") }
            if count == 0 { break }
            body += try readBody(count)
            guard try socket.bytes(2) == [13, 10] else {
                throw Malformed(reason: "a chunk is longer than it says")
            }
        }
        var trailers: [(name: String, value: String)] = []
        while true {
            let line = try readLine()
            if line.isEmpty { return (body, trailers) }
            trailers.append(try Self.field(line[...]))
        }
    }

    private func readLine() throws -> String {
        var line: [UInt8] = []
        while let byte = try socket.byte() {
            if byte == 10, line.last == 13 {
                return String(decoding: line.dropLast(), as: UTF8.self)
            }
            line.append(byte)
            guard line.count < settings.headBytesMax else {
                throw Malformed(reason: "a line is over the limit")
            }
        }
        throw LoopbackSocket.Ended()
    }

    private static func field(_ line: Substring) throws -> (name: String, value: String) {
        guard let colon = line.firstIndex(of: ":") else {
            throw Malformed(reason: "a line of the head has no colon")
        }
        let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
        let end = value.lastIndex { $0 != " " && $0 != "\t" }.map { value.index(after: $0) }
        return (String(line[..<colon]), String(value[..<(end ?? value.startIndex)]))
    }
}
