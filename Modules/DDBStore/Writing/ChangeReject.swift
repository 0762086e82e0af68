/// Says which record of a batch a table cannot take, and why; names no values.
public struct ChangeReject: Sendable, Hashable {
    /// The index of the record in its batch.
    public var record: Int
    /// The reason, a sentence without the item's values.
    public var reason: String

    /// Creates a rejection.
    public init(record: Int, reason: String) {
        self.record = record
        self.reason = reason
    }
}
