import DDBHTTP

extension CanonicalPath {
    /// Appends the canonical form of a path as it goes on the wire.
    func append(_ path: String, to text: inout [UInt8]) {
        guard path != "/", !path.isEmpty else {
            text.append(UInt8(ascii: "/"))
            return
        }
        switch self {
        case .normalized:
            PercentEncoding.append(normalizedSegments(path), keepingSlash: true, to: &text)
        case .unnormalized:
            PercentEncoding.append(path.utf8, keepingSlash: true, to: &text)
        case .single:
            // The service unescapes what it receives and escapes it in its own way.
            PercentEncoding.append(
                PercentEncoding.decode(path.utf8), keepingSlash: true, to: &text)
        }
    }
}

/// The path without empty, `.` and `..` segments (RFC 3986 §5.2.4, and AWS's rule for `//`).
private func normalizedSegments(_ path: String) -> [UInt8] {
    let slash = UInt8(ascii: "/")
    let dot = UInt8(ascii: ".")
    var segments: [Substring.UTF8View] = []
    for segment in path[...].utf8.split(separator: slash) {
        if segment.elementsEqual([dot]) { continue }
        if segment.elementsEqual([dot, dot]) {
            _ = segments.popLast()
        } else {
            segments.append(segment)
        }
    }
    var normalized: [UInt8] = []
    for segment in segments {
        normalized.append(slash)
        normalized.append(contentsOf: segment)
    }
    if path.utf8.last == slash || normalized.isEmpty { normalized.append(slash) }
    return normalized
}
