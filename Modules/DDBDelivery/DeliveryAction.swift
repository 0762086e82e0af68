public import DDBBase

/// Says what to do next; actions are carried out in the order in which they are given.
public enum DeliveryAction: Sendable, Hashable {
    /// Send these writes in one request: `BatchWriteItem`, or the one write of single mode.
    case write(DeliveryCallID, [WriteHandle])
    /// Load the items of these keys in one request: `BatchGetItem`; then reduce each group.
    ///
    /// A group is the writes of one key in the order in which they came; the first stands for
    /// all of them in the ``write(_:_:)`` that follows.
    case load(DeliveryCallID, [[WriteHandle]])
    /// The write is settled, after this number of attempts; what is kept for it can go.
    case settled(WriteHandle, WriteOutcome, attempts: Int)
    /// There is room again after there was none: for a quarter of what may wait, or for what calls
    /// could be sent with now.
    case room
    /// Tell ``DeliveryEvent/wake`` at this moment; a later action of this kind takes its place.
    case wake(at: Instant)
    /// All writes are settled after ``DeliveryEvent/drain``.
    case idle
    /// Nothing more will be sent; all writes are settled.
    case stopped(DeliveryStop)
}
