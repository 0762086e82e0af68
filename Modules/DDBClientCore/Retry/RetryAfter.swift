public import DDBHTTP

/// Reads `x-amz-retry-after`: whole milliseconds.
public enum RetryAfter {
    /// The wait that a service asks for; nil where it asks for none or what it says is no count of
    /// milliseconds.
    public static func parse(_ headers: HeaderFields) -> Duration? {
        guard let text = headers["x-amz-retry-after"], (1...18).contains(text.utf8.count),
            text.utf8.allSatisfy({ (48...57).contains($0) }), let milliseconds = Int64(text)
        else { return nil }
        return .milliseconds(milliseconds)
    }
}
