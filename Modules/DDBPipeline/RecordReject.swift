/// One record of a batch that a sink will not take, however often it is offered.
public struct RecordReject: Sendable, Hashable {
    /// The record's index in its batch.
    public var recordIndex: Int

    /// Why, without the record's values: `the item has more than 400 KB`.
    public var reason: String

    /// Where the record came from, as `orders.jsonl, line 12`; the runner says it, not the sink.
    public internal(set) var place = ""

    /// Creates a reject.
    public init(recordIndex: Int, reason: String) {
        self.recordIndex = recordIndex
        self.reason = reason
    }
}
