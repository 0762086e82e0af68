/// Makes the words of a service fit for a message of ours.
///
/// They come in one line of bounded length. What quotes the request is cut off: the explanation of
/// a wrong signature repeats the canonical request, and with it the session token.
enum ServiceMessage {
    /// What begins the part of a message that repeats headers.
    private static let quotations = [
        "The Canonical String", "The canonical string", "The String-to-Sign", "Authorization=",
        "Authorization header: '", "AWS4-HMAC-SHA256", "x-amz-security-token",
        "X-Amz-Security-Token", "X-Amz-Signature",
    ].map { Array($0.utf8) }

    /// The text in one line of at most `bytesMax` bytes; nil where nothing is left of it.
    static func cleaned(_ text: String, bytesMax: Int = ErrorEnvelope.messageBytesMax) -> String? {
        var line: [UInt8] = []
        // What is cut off at the end is not worth a search through megabytes.
        for byte in text.utf8.prefix(4 * bytesMax) {
            guard byte > 0x20, byte != 0x7F else {
                if let last = line.last, last != 0x20 { line.append(0x20) }
                continue
            }
            line.append(byte)
        }
        if let cut = quotations.compactMap({ position(of: $0, in: line) }).min() {
            line.removeSubrange(cut...)
        }
        while line.last == 0x20 { line.removeLast() }
        guard !line.isEmpty else { return nil }
        guard line.count > bytesMax else { return String(decoding: line, as: UTF8.self) }
        var end = bytesMax - 3
        while end > 0, line[end] & 0xC0 == 0x80 { end -= 1 }
        return String(decoding: line[..<end], as: UTF8.self) + "..."
    }

    private static func position(of pattern: [UInt8], in line: [UInt8]) -> Int? {
        guard line.count >= pattern.count else { return nil }
        return (0...line.count - pattern.count).first { start in
            line[start] == pattern[0] && line[start..<start + pattern.count].elementsEqual(pattern)
        }
    }
}
