/// Tells the coordinator what happened.
///
/// Each call of ``DeliveryAction`` is answered by exactly one event. What comes after the delivery
/// has stopped changes nothing.
public enum DeliveryEvent: Sendable, Hashable {
    /// The moment of ``DeliveryAction/wake(at:)`` has come; too early or too often does no harm.
    case wake
    /// Send all that waits, without waiting for more; ``DeliveryAction/idle`` answers.
    case drain
    /// The service took the call, all of it or all but some.
    ///
    /// A reply of HTTP status 200 with `UnprocessedItems` is this one, with their handles; what
    /// `ConsumedCapacity` says, over all tables and indexes, corrects the budget.
    case written(DeliveryCallID, unprocessed: [WriteHandle], consumedCapacity: Double?)
    /// The reply to ``DeliveryAction/load(_:_:)``: a result for each group, in their order.
    case loaded(DeliveryCallID, [LoadResult])
    /// Nothing of the call was done: `ProvisionedThroughputExceededException`,
    /// `ThrottlingException`, `RequestLimitExceeded`.
    case throttled(DeliveryCallID, ThrottleScope, retryAfter: Duration?)
    /// The call failed in a way that passes: a 5xx answer, a timeout, a reset connection.
    ///
    /// `mayBeWritten` is false only where it is certain that the service has done nothing, such as
    /// where no connection was made.
    case failed(DeliveryCallID, mayBeWritten: Bool, retryAfter: Duration?)
    /// The service refuses the call as a whole because of something in it, and did nothing.
    case refused(DeliveryCallID, Refusal)
    /// The condition of a single write was not met: the table has something newer.
    case keptOut(DeliveryCallID)
    /// No call can succeed: no access, no such table.
    case fatal(DeliveryCallID, tag: UInt64)
    /// Give up: all that is not settled fails.
    case abandon
}

extension DeliveryEvent {
    /// The service took the whole call, and says nothing of capacity.
    public static func written(_ call: DeliveryCallID) -> Self {
        .written(call, unprocessed: [], consumedCapacity: nil)
    }

    /// The call failed, and nobody knows whether the service acted on it.
    public static func failed(_ call: DeliveryCallID) -> Self {
        .failed(call, mayBeWritten: true, retryAfter: nil)
    }
}
