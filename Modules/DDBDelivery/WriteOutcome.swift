/// Says how a write ended; each write is settled exactly once.
public enum WriteOutcome: Sendable, Hashable {
    /// The service has it.
    case written
    /// Its effect is in the write of the first of its group, which the service has; see
    /// ``DeliveryAction/load(_:_:)``.
    case merged
    /// A newer write of its key took its place and is settled; it may never have been sent.
    case superseded
    /// Reducing it changed nothing, so nothing was sent.
    case unchanged
    /// A condition kept it out: the table has something newer.
    case keptOut
    /// The service does not take it: a dead letter.
    case rejected(Refusal)
    /// It failed as often as ``DeliveryOptions/retryLimit`` allows: a dead letter that may be
    /// sent again. It may have been written.
    case exhausted
    /// The delivery stopped before it was settled. It may have been written.
    case failed
}
