public import DDBBase

/// A change that a test has made, or that is due by a TTL: what its record in the stream must say.
public struct LoggedWrite: Sendable, Hashable, CustomStringConvertible {
    /// The event.
    public enum Event: String, Sendable {
        case insert = "INSERT"
        case modify = "MODIFY"
        case remove = "REMOVE"
    }

    /// The partition key.
    public var key: String
    /// What happens.
    public var event: Event
    /// The attribute `n` after it.
    public var new: Int?
    /// The attribute `n` before it.
    public var old: Int?
    /// The endpoint's time before the change; of an expiry, when it is due.
    public var notBefore: Instant
    /// The endpoint's time after it.
    public var notAfter: Instant
    /// Whether the service does it, by a TTL.
    public var isExpiry = false

    /// Such as `MODIFY k1 4 -> 7`.
    public var description: String {
        let values = [old, new].map { $0.map { "\($0)" } ?? "-" }.joined(separator: " -> ")
        return "\(event.rawValue) \(key) \(values)\(isExpiry ? " by TTL" : "")"
            + " at \(notBefore.iso8601)"
    }
}
