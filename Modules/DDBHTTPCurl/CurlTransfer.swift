import DDBHTTP
import Synchronization

/// One request on its way: everything the loop knows of it.
final class CurlTransfer: @unchecked Sendable {
    // Sendable because the variables are written by the caller before it submits the transfer,
    // which takes a lock, and from then on touched by the loop's thread alone; the rest is
    // constant, or atomic.

    /// What `send` gets: the head, and the body or the way to it.
    struct Outcome: Sendable {
        enum Body: Sendable {
            case whole([UInt8])
            case coming(BodyChannel)
        }

        let head: ResponseHead
        let body: Body
    }

    enum Phase {
        /// The loop has not got it yet, though it may have been told to end it already.
        case unsubmitted
        /// The loop has it and does something about it at once.
        case submitted
        /// Others have to end first.
        case waiting
        case active
        case ended
    }

    let request: PreparedRequest
    let submittedAt: UInt64
    /// Set by the caller's task, perhaps before the transfer is submitted.
    let isCancelled = Atomic(false)
    /// The caller, until it has the head.
    var caller: CheckedContinuation<Outcome, any Error>?
    /// Fills the body; cancelled when the transfer ends.
    var pump: Task<Void, Never>?

    var phase = Phase.unsubmitted
    /// Where it stands among the active ones.
    var activeIndex = 0
    var handle: CurlHandle?
    var head: ResponseHead
    /// What has come of the body and is not yet with its reader.
    var received: [UInt8] = []
    var channel: BodyChannel?
    /// Why a callback broke the transfer off.
    var fault: TransportError?
    /// Whether the connection stands and the request goes out: the server may act on it.
    var isStarted = false
    /// When a byte moved last.
    var movedAt: UInt64 = 0
    var isReceivingPaused = false
    var isSendingPaused = false
    /// Whether it is among those that are looked at when curl has been served.
    var isTouched = false

    init(_ request: consuming PreparedRequest, _ settings: CurlSettings, now: UInt64) {
        self.request = request
        submittedAt = now
        head = ResponseHead(
            bytesMax: min(settings.headBytesMax, 256 << 10), fieldsMax: settings.headFieldsMax)
    }

    /// When it has taken too long, if ever.
    var totalDeadline: UInt64? { request.totalNanoseconds.map { submittedAt + $0 } }

    /// When nothing has moved for too long; nil while nobody expects anything to.
    var idleDeadline: UInt64? {
        guard isStarted, !isReceivingPaused, !isSendingPaused else { return nil }
        return movedAt + request.idleNanoseconds
    }

    /// Whether the server may have acted.
    var delivery: TransportError.Delivery { isStarted ? .unknown : .notSent }
}
