/// Says why a delivery stopped before its end.
public enum DeliveryStop: Sendable, Hashable {
    /// The service refuses all: no access, no such table. The tag is that of the event.
    case fatal(tag: UInt64)
    /// A write failed as often as ``DeliveryOptions/RetryLimit/stop(after:)`` allows.
    case exhausted(WriteHandle)
    /// The caller gave up.
    case abandoned
}
