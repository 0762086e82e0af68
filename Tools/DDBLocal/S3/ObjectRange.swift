import DDBHTTP

/// Reads the field `range` as S3 does.
enum ObjectRange {
    /// The bytes that a field asks for; nil for all of them, which is also the answer to a field
    /// that S3 does not understand, such as one of several ranges.
    ///
    /// - Throws: `InvalidRange` where the object has none of the bytes.
    static func parse(_ field: String?, byteCount: Int) throws(S3Refusal) -> Range<Int>? {
        guard let field, field.lowercased().hasPrefix("bytes="), !field.contains(",") else {
            return nil
        }
        let ends = field.dropFirst("bytes=".count).filter { $0 != " " }.split(
            separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard ends.count == 2, ends.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } })
        else { return nil }
        if ends[0].isEmpty {
            guard let count = Int(ends[1]) else { return nil }
            guard count > 0, byteCount > 0 else { throw unsatisfiable(field, byteCount) }
            return max(0, byteCount - count)..<byteCount
        }
        guard let first = Int(ends[0]) else { return nil }
        var last = byteCount - 1
        if !ends[1].isEmpty {
            guard let named = Int(ends[1]), named >= first else { return nil }
            last = min(named, last)
        }
        guard first < byteCount else { throw unsatisfiable(field, byteCount) }
        return first..<last + 1
    }

    private static func unsatisfiable(_ field: String, _ byteCount: Int) -> S3Refusal {
        var refusal = S3Refusal(
            416, "InvalidRange", "The requested range is not satisfiable",
            [("RangeRequested", field), ("ActualObjectSize", String(byteCount))])
        refusal.headers = ["content-range": "bytes */\(byteCount)"]
        return refusal
    }
}
