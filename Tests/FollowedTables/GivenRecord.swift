public import DDBBase

/// A record that a consumer was given.
public struct GivenRecord: Sendable, Hashable, CustomStringConvertible {
    /// The sequence number, in digits without leading zeros.
    public var sequence: String
    /// The partition key.
    public var key: String
    /// `INSERT`, `MODIFY` or `REMOVE`.
    public var event: String
    /// The attribute `n` of the new image, where there is one.
    public var new: Int?
    /// The attribute `n` of the old image, where there is one.
    public var old: Int?
    /// When it happened, as the record says.
    public var time: Instant?
    /// Whether the record says that a TTL did it; nil where whoever tells does not know.
    public var isExpiry: Bool?

    /// Creates a record.
    public init(
        sequence: String, key: String, event: String, new: Int?, old: Int?, time: Instant?,
        isExpiry: Bool?
    ) {
        self.sequence = sequence
        self.key = key
        self.event = event
        self.new = new
        self.old = old
        self.time = time
        self.isExpiry = isExpiry
    }

    /// The record in short.
    public var description: String {
        let values = [old, new].map { $0.map { "\($0)" } ?? "-" }.joined(separator: " -> ")
        return "\(event) \(key) \(values) at \(time?.iso8601 ?? "?"), \(sequence)"
    }

    /// Whether the sequence number is smaller than another.
    public func precedes(_ other: GivenRecord) -> Bool {
        (sequence.utf8.count, sequence) < (other.sequence.utf8.count, other.sequence)
    }
}
