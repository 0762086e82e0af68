/// What can go wrong with a call on request.
public enum FaultKind: Sendable, Hashable {
    /// The call is refused as if it came too fast.
    case throttle
    /// The service fails before it does anything.
    case errorBefore
    /// The service fails after it has done what it was asked to.
    case errorAfter
    /// The connection is reset before the service does anything.
    case resetBefore
    /// The connection is reset after the service has done what it was asked to.
    case resetAfter
    /// The reply ends in the middle of its body.
    case truncate
    /// The reply is late by so many milliseconds of the machine's clock.
    case latency(milliseconds: Int)
    /// `x-amz-crc32` is not the checksum of the body.
    case wrongChecksum
    /// Batches leave some of their entries unprocessed, Kinesis' PutRecords some of its records.
    case unprocessed
    /// A listing shows what was some time ago.
    case staleListing
    /// An iterator has expired.
    case expiredIterator
}
