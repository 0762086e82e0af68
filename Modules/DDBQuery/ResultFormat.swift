/// How a result is written.
public enum ResultFormat: String, Sendable, CaseIterable {
    /// Aligned columns for reading.
    case table
    /// One JSON array of objects.
    case json
    /// One JSON object a line.
    case jsonl
    /// RFC 4180, with a header; NULL is empty, an empty text is `""`.
    case csv
}
