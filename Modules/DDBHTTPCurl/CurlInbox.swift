import CDDBCurl
import DDBHTTP
import Synchronization

/// What callers tell the loop, from any thread.
///
/// The loop is woken only where it sleeps, so that many messages cost one wake-up.
final class CurlInbox: Sendable {
    enum Message: Sendable {
        case submit(CurlTransfer)
        /// The caller or the reader wants no more of it.
        case cancel(CurlTransfer)
        /// The reader has taken what was there.
        case drained(CurlTransfer)
        /// The source has given something.
        case produced(CurlTransfer)
    }

    private struct State {
        var messages: [Message] = []
        /// Submitted and not yet over.
        var inFlightCount = 0
        var isAsleep = false
        var isClosed = false
        var hasEnded = false
        /// Callers that signal now, beside the lock.
        var signallingCount = 0
    }

    private let state = Mutex(State())
    private let inFlightMax: Int
    /// What the loop waits on; open until the loop ends.
    let waitingEnd: Int32
    private let signallingEnd: Int32

    init(inFlightMax: Int) throws(TransportError) {
        self.inFlightMax = inFlightMax
        var waiting: Int32 = -1
        var signalling: Int32 = -1
        guard unsafe ddb_signal_open(&waiting, &signalling) == 0 else {
            throw .system("be woken")
        }
        waitingEnd = waiting
        signallingEnd = signalling
    }

    /// Hands a transfer over, which the loop will end, whatever happens.
    func submit(_ transfer: CurlTransfer) throws(TransportError) {
        let (refusal, mustSignal): (TransportError?, Bool) = state.withLock { state in
            guard !state.isClosed else { return (.shutDown(transfer.request.endpoint), false) }
            guard state.inFlightCount < inFlightMax else {
                return (.overloaded(state.inFlightCount, transfer.request.endpoint), false)
            }
            state.inFlightCount += 1
            state.messages.append(.submit(transfer))
            return (nil, wake(&state))
        }
        if mustSignal { signal() }
        if let refusal { throw refusal }
    }

    /// Tells something; nobody listens any longer when the loop has ended.
    func tell(_ message: Message) {
        let mustSignal = state.withLock { state in
            guard !state.hasEnded else { return false }
            state.messages.append(message)
            return wake(&state)
        }
        if mustSignal { signal() }
    }

    /// Lets nothing more in and ends the loop.
    func close() {
        let mustSignal = state.withLock { state in
            guard !state.isClosed else { return false }
            state.isClosed = true
            return wake(&state)
        }
        if mustSignal { signal() }
    }

    /// How many transfers are not over.
    var inFlightCount: Int { state.withLock { $0.inFlightCount } }

    /// Whether the loop's thread has nothing more to do.
    var hasEnded: Bool { state.withLock { $0.hasEnded } }

    /// Moves the messages into an array that is empty; false where it is the end.
    func take(_ messages: inout [Message]) -> Bool {
        state.withLock { state in
            state.isAsleep = false
            swap(&messages, &state.messages)
            return !state.isClosed
        }
    }

    /// Counts off what has ended, and returns whether the loop may sleep.
    func fallAsleep(ended: Int) -> Bool {
        state.withLock { state in
            state.inFlightCount -= ended
            state.isAsleep = state.messages.isEmpty && !state.isClosed
            return state.isAsleep
        }
    }

    /// Marks the end of the loop: from now on nobody signals, and the descriptors are closed as
    /// soon as nobody does.
    func end() {
        state.withLock { state in
            state.hasEnded = true
            state.messages = []
            state.inFlightCount = 0
            if state.signallingCount == 0 { closeDescriptors() }
        }
    }

    /// Notes that the loop is woken; returns whether the caller has to do so, by ``signal()``.
    private func wake(_ state: inout State) -> Bool {
        guard state.isAsleep else { return false }
        state.isAsleep = false
        state.signallingCount += 1
        return true
    }

    /// Signals beside the lock, which the loop takes first when it wakes.
    private func signal() {
        ddb_signal_send(signallingEnd)
        state.withLock { state in
            state.signallingCount -= 1
            if state.hasEnded, state.signallingCount == 0 { closeDescriptors() }
        }
    }

    private func closeDescriptors() {
        closeDescriptor(waitingEnd)
        if signallingEnd != waitingEnd { closeDescriptor(signallingEnd) }
    }
}
