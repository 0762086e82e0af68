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
    /// The fields' lines, as they came.
    private var lines: [UInt8] = []
    private var fieldCount = 0
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

    /// The fields of the final response, laid out anew at each call.
    ///
    /// The loop keeps the lines and its caller lays them out: memory that one thread takes and
    /// another gives back costs both a lock.
    package var headers: HeaderFields {
        var headers = HeaderFields()
        headers.reserveCapacity(fieldCount)
        let bytes = unsafe lines.span.bytes
        var start = 0
        while start < bytes.byteCount {
            var next = start
            while next < bytes.byteCount, byte(bytes, next) != 10 { next += 1 }
            Self.append(bytes.extracting(start..<next), to: &headers)
            start = next + 1
        }
        return headers
    }

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
            lines.reserveCapacity(1000)
        case .fields where end == 0:
            let isInterim = status < 200
            phase = isInterim ? .status : .complete
            if isInterim {
                lines.removeAll(keepingCapacity: true)
                fieldCount = 0
            }
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
        guard fieldCount < fieldsMax else { throw .tooLarge }
        fieldCount += 1
        // A line feed ends each of them, whatever ended it on the wire.
        unsafe line.extracting(0..<end).withUnsafeBytes { unsafe lines.append(contentsOf: $0) }
        lines.append(10)
    }

    /// Lays out a line that has a colon.
    private static func append(_ line: borrowing RawSpan, to headers: inout HeaderFields) {
        var colon = 0
        while colon < line.byteCount, byte(line, colon) != UInt8(ascii: ":") { colon += 1 }
        var start = min(colon + 1, line.byteCount)
        var stop = line.byteCount
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
