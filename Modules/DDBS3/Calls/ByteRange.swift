import DDBHTTP

/// Which bytes of an object to get.
public enum ByteRange: Sendable, Hashable {
    /// Those of a range, which is not empty; where it reaches beyond the end, those up to the end.
    case bytes(Range<Int>)
    /// Those from an offset to the end.
    case from(Int)
    /// The last ones, as many as there are.
    case suffix(Int)

    /// The value of `range`, or nil where no bytes are named.
    var headerValue: String? {
        switch self {
        case .bytes(let range):
            range.isEmpty || range.lowerBound < 0
                ? nil : "bytes=\(range.lowerBound)-\(range.upperBound - 1)"
        case .from(let offset): offset < 0 ? nil : "bytes=\(offset)-"
        case .suffix(let count): count < 1 ? nil : "bytes=-\(count)"
        }
    }
}

/// What `content-range` says: `bytes 0-9/100` (RFC 9110 §14.4).
struct ContentRange: Hashable {
    var bytes: Range<Int>
    var total: Int

    init?(_ text: String) {
        guard text.hasPrefix("bytes ") else { return nil }
        let parts = text.dropFirst(6).split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, let first = number(ends[0]), let last = number(ends[1]),
            let total = number(parts[1]), first <= last, last < total
        else { return nil }
        bytes = first..<last + 1
        self.total = total
    }

    init?(_ headers: HeaderFields) {
        guard let text = headers["content-range"] else { return nil }
        self.init(text)
    }
}

private func number(_ text: Substring) -> Int? {
    text.utf8.allSatisfy { (48...57).contains($0) } ? Int(text) : nil
}
