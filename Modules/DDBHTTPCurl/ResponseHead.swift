package import DDBHTTP

/// Takes the head of a response line by line, past interim ones.
package struct ResponseHead: Sendable {
    /// Why a head is refused.
    package enum Fault: Error {
        case tooLarge
        case malformed
    }

    private enum Phase {
        case status
        case fields
        case complete
    }

    package private(set) var status = 0
    package private(set) var headers = HeaderFields()
    private var phase = Phase.status
    private var byteCount = 0
    private let bytesMax: Int
    private let fieldsMax: Int

    package init(bytesMax: Int, fieldsMax: Int) {
        self.bytesMax = bytesMax
        self.fieldsMax = fieldsMax
    }

    /// Whether the head of the final response is there; lines that follow are trailers.
    package var isComplete: Bool { phase == .complete }

    /// The size that the response announces for its body, or nil.
    package var contentLength: Int? { headers["content-length"].flatMap { Int($0) } }

    /// Takes a line with its end.
    package mutating func take(_ line: borrowing RawSpan) throws(Fault) {
        // Trailers count as well, or they would be a way around the limit.
        byteCount += line.byteCount
        guard byteCount <= bytesMax else { throw .tooLarge }
        let end = lineEnd(line)
        switch phase {
        case .complete: break
        case .status:
            status = try Self.status(line, end)
            phase = .fields
        case .fields where end == 0:
            let isInterim = status < 200
            phase = isInterim ? .status : .complete
            if isInterim { headers = HeaderFields() }
        case .fields:
            try takeField(line, end)
        }
    }

    private mutating func takeField(_ line: borrowing RawSpan, _ end: Int) throws(Fault) {
        let first = byte(line, 0)
        if first == UInt8(ascii: " ") || first == UInt8(ascii: "\t") {
            // RFC 9112 §5.2: a value that goes on in the next line is to be refused or joined.
            throw .malformed
        }
        var colon = 0
        while colon < end, byte(line, colon) != UInt8(ascii: ":") { colon += 1 }
        guard colon > 0, colon < end else { throw .malformed }
        guard headers.count < fieldsMax else { throw .tooLarge }
        var start = colon + 1
        var stop = end
        while start < stop, isBlank(byte(line, start)) { start += 1 }
        while stop > start, isBlank(byte(line, stop - 1)) { stop -= 1 }
        headers.append(text(line, 0, colon), text(line, start, stop))
    }

    /// The status of `HTTP/1.1 200 OK` or `HTTP/2 200`.
    private static func status(_ line: borrowing RawSpan, _ end: Int) throws(Fault) -> Int {
        var index = 0
        while index < end, byte(line, index) != UInt8(ascii: " ") { index += 1 }
        var status = 0
        for offset in index + 1..<index + 4 {
            guard offset < end, let digit = digit(byte(line, offset)) else { throw .malformed }
            status = status * 10 + digit
        }
        let isEnded = index + 4 >= end || byte(line, index + 4) == UInt8(ascii: " ")
        guard isEnded, 100...599 ~= status else { throw .malformed }
        return status
    }
}

private func digit(_ byte: UInt8) -> Int? {
    48...57 ~= byte ? Int(byte) - 48 : nil
}

private func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
}

private func byte(_ line: borrowing RawSpan, _ index: Int) -> UInt8 {
    unsafe line.unsafeLoad(fromByteOffset: index, as: UInt8.self)
}

/// The size of a line without its end.
private func lineEnd(_ line: borrowing RawSpan) -> Int {
    var end = line.byteCount
    if end > 0, byte(line, end - 1) == 10 { end -= 1 }
    if end > 0, byte(line, end - 1) == 13 { end -= 1 }
    return end
}

private func text(_ line: borrowing RawSpan, _ start: Int, _ end: Int) -> String {
    unsafe line.extracting(start..<end).withUnsafeBytes {
        unsafe String(decoding: $0, as: UTF8.self)
    }
}
