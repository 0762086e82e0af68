import CDDBCurl
import DDBBase
import DDBHTTP

/// The loop: one thread that owns every handle of libcurl and moves all transfers.
///
/// Callers reach it through the inbox. A turn takes their messages, lets curl work on what is due
/// and on sockets that are ready, and only then looks at the transfers that were touched, so that a
/// small response is handed over whole, once.
final class CurlEngine {
    let settings: CurlSettings
    let route: ProxyRoute
    let inbox: CurlInbox
    let multi: CurlMulti
    var poller: CurlPoller
    /// What curl's own timers go by.
    let machine = SystemTimeSource()
    /// What the limits of transfers go by.
    let time: any TimeSource
    /// The time of this turn, in nanoseconds of ``time``.
    var now: UInt64
    /// When curl wants to be called next, in nanoseconds of ``machine``.
    var timerDeadline: UInt64?
    /// When a transfer may have taken too long.
    var nextScan = UInt64.max
    var active: [CurlTransfer] = []
    /// How many of them have no connection yet.
    var openingCount = 0
    var waiting = WaitingTransfers()
    var touched: [CurlTransfer] = []
    /// Handles that carry nothing; curl keeps their connections elsewhere.
    var idleHandles: [CurlHandle] = []
    /// What callers get at the end of this turn, when nothing here holds their transfers any
    /// longer.
    var replies:
        [(
            caller: CheckedContinuation<CurlTransfer.Outcome, any Error>,
            Result<CurlTransfer.Outcome, any Error>
        )] = []
    /// How many transfers have ended since the inbox was told.
    var endedCount = 0

    /// The most handles that are kept for later transfers.
    static let idleHandlesMax = 128

    init(
        _ settings: CurlSettings, _ route: ProxyRoute, _ inbox: CurlInbox, time: any TimeSource
    ) throws(TransportError) {
        self.settings = settings
        self.route = route
        self.inbox = inbox
        self.time = time
        multi = try CurlMulti()
        poller = try CurlPoller(signal: inbox.waitingEnd)
        now = time.monotonicNanoseconds
        try unsafe multi.configure(
            context: Unmanaged.passUnretained(self).toOpaque(),
            connectionsMax: settings.connectionsMax)
        // What the library refuses is to be said when a transport is made.
        idleHandles.append(try makeHandle())
    }

    /// Works until the inbox is closed.
    func run() {
        var messages: [CurlInbox.Message] = []
        while inbox.take(&messages) {
            now = time.monotonicNanoseconds
            for message in messages { handle(message) }
            messages.removeAll(keepingCapacity: true)
            startWaiting()
            runTimer()
            scanDeadlines()
            endDone()
            deliver()
            reply()
            sleep()
        }
        for message in messages { handle(message) }
        endAll()
        reply()
    }

    /// Lets the callers of this turn go on.
    private func reply() {
        guard !replies.isEmpty else { return }
        for (caller, outcome) in replies { caller.resume(with: outcome) }
        replies.removeAll(keepingCapacity: true)
    }

    /// Lets curl do what is due; what it wants at once again, a few times at most.
    private func runTimer() {
        for _ in 0..<8 {
            guard let deadline = timerDeadline, deadline <= machine.monotonicNanoseconds else {
                return
            }
            timerDeadline = nil
            multi.actOnTimer()
        }
    }

    private func handle(_ message: CurlInbox.Message) {
        switch message {
        case .submit(let transfer): submit(transfer)
        case .cancel(let transfer): end(transfer, .failure(CancellationError()))
        case .drained(let transfer): touch(transfer)
        case .produced(let transfer): resumeSending(transfer)
        }
    }

    /// Waits for sockets, timers and messages, and lets curl work on the sockets.
    private func sleep() {
        let isIdle = inbox.fallAsleep(ended: endedCount)
        endedCount = 0
        let hasWork = !touched.isEmpty || (waiting.count > 0 && hasRoom)
        let count = poller.wait(milliseconds: isIdle && !hasWork ? timeLeft() : 0)
        guard count > 0 else { return }
        now = time.monotonicNanoseconds
        for index in 0..<count {
            guard let (descriptor, readiness) = poller.event(index) else { continue }
            multi.act(on: descriptor, readiness: readiness)
        }
    }

    /// Milliseconds until something is due; negative for never.
    private func timeLeft() -> Int32 {
        let left = min(
            Self.left(until: timerDeadline ?? .max, machine), Self.left(until: nextScan, time))
        return left == .max ? -1 : Int32(min((left + 999_999) / 1_000_000, 1_000_000))
    }

    /// Nanoseconds of a clock until a deadline; the maximum for never.
    private static func left(until deadline: UInt64, _ clock: any TimeSource) -> UInt64 {
        guard deadline != .max else { return .max }
        let now = clock.monotonicNanoseconds
        return deadline > now ? deadline - now : 0
    }

    /// Marks a transfer to be looked at in this turn.
    func touch(_ transfer: CurlTransfer) {
        guard !transfer.isTouched, transfer.phase == .active else { return }
        transfer.isTouched = true
        touched.append(transfer)
    }
}
