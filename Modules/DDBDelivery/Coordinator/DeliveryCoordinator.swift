public import DDBBase

/// Decides which writes go into which call and when; performs nothing.
///
/// Writes go in by ``submit(_:at:into:isSameKey:)``, events with the time at which they happened by
/// ``handle(_:at:into:)``; actions come out:
///
/// ```swift
/// var coordinator = DeliveryCoordinator(.batches, seed: 1)
/// var actions: [DeliveryAction] = []
/// coordinator.submit(write, at: now, into: &actions) { other in keys[other] == keys[write.handle]
/// } // carry the actions out; tell how each call ended: coordinator.handle(.written(call,
/// unprocessed: left, consumedCapacity: 25), at: now, into: &actions)
/// ```
///
/// It promises that each write is settled exactly once, that writes of one key take effect in the
/// order in which they came, because at most one of them is in a call until it is settled, and that
/// no write is lost: what fails in ways that pass is sent again. The same writes and events at the
/// same times with the same seed give the same actions.
///
/// Times are wall-clock times. Where the clock is set back, waits go on as if it had not been.
///
/// - Complexity: O(1) a write, and O(log n) a failed call with n of them.
public struct DeliveryCoordinator: Sendable {
    let options: DeliveryOptions
    let flushTimeout: Int64

    /// What was done so far.
    public internal(set) var counters = DeliveryCounters()
    /// Why nothing more is sent; nil while the delivery goes on.
    public internal(set) var stop: DeliveryStop?
    /// The writes that are not settled.
    public internal(set) var unsettledCount = 0
    /// Those of them that are in a call, or waiting for one with their group.
    public internal(set) var flyingCount = 0

    // State of the facets in the other files of this folder.
    var slots: [WriteSlot] = []
    var freeSlot = noSlot
    var keys = KeyTable()
    var ready = ReadyQueue()
    var loadable = ReadyQueue()
    /// The writes that are reduced and not settled, their bytes, and the keys in loads.
    var reducedCount = 0
    var reducedByteCount = 0
    var loadingCount = 0
    var suspects = SuspectQueue()
    var retries = TimedQueue<SuspectOrMixed>()
    var calls: [CallSlot] = []
    var freeCalls: [Int32] = []
    var flyingCalls = 0
    var lastCall: UInt64 = 0
    var lastSerial: UInt64 = 0
    var window: CallWindow
    var budget: CapacityBudget
    var pace: RetryPace
    var heats: [UInt64: PartitionHeat] = [:]
    var heatTimers = TimedQueue<UInt64>()
    var isDraining = false
    var isFull = false
    /// Whether there was no room since ``DeliveryAction/room`` was told last.
    var isRoomAwaited = false
    var output: [DeliveryAction] = []
    /// Marks the unprocessed ones of the call that is being answered.
    var marks: [Bool] = []
    var scratch: [Int32] = []

    /// Microseconds that never go back: what waits are measured in.
    var now: Int64 = 0
    private var wall = Int64.min
    private var clockOffset: Int64 = 0
    private var announcedWake: Int64?

    /// Creates a coordinator.
    ///
    /// - Parameters:
    ///   - options: Limits and pace; limits below one are taken for one.
    ///   - seed: What jitter is made of.
    public init(_ options: DeliveryOptions, seed: UInt64) {
        var options = options
        options.batchMaxSize = max(1, options.batchMaxSize)
        options.loadMaxSize = max(1, options.loadMaxSize)
        options.loadAheadMax = max(1, options.loadAheadMax)
        options.loadAheadBytesMax = max(1, options.loadAheadBytesMax)
        options.maxInflight = min(max(1, options.maxInflight), 1 << 20)
        options.maxBuffered = min(max(1, options.maxBuffered), 1 << 28)
        options.requestBytesMax = min(max(1, options.requestBytesMax), Int(Int32.max))
        options.requestOverheadBytes = min(
            max(0, options.requestOverheadBytes), options.requestBytesMax)
        options.hotAfter = max(1, options.hotAfter)
        options.hotPartitionsMax = max(1, options.hotPartitionsMax)
        self.options = options
        flushTimeout = max(0, options.flushTimeout.wholeMicroseconds)
        window = CallWindow(most: options.maxInflight)
        budget = CapacityBudget(options)
        pace = RetryPace(options, seed: seed)
    }

    /// How many writes may be submitted now.
    public var roomCount: Int { max(0, options.maxBuffered - waitingCount) }

    /// Whether a write may be submitted now; where not, ``DeliveryAction/room`` says when.
    public var hasRoom: Bool { waitingCount < options.maxBuffered }

    /// The writes that are not settled and in no call.
    public var waitingCount: Int { unsettledCount - flyingCount }

    /// Calls in flight, loads included.
    public var callCount: Int { flyingCalls }

    /// The most calls in flight at this moment, as throttles allow.
    public var windowSize: Int { window.limit }

    /// The rate that the budget allows at this moment, in WCU a second; nil where it sets none.
    public var capacityRate: Double? { budget.isLimited ? budget.rate : nil }

    /// Takes an event and adds what is to be done now.
    ///
    /// - Parameter time: The wall-clock time at which the event is told.
    public mutating func handle(
        _ event: DeliveryEvent, at time: Instant, into actions: inout [DeliveryAction]
    ) {
        swap(&output, &actions)
        advance(to: time.microseconds)
        if stop == nil { dispatch(event) }
        if stop == nil { proceed() }
        swap(&output, &actions)
    }

    /// Takes a write and adds what is to be done now.
    ///
    /// After the delivery has stopped the write is settled at once, as ``WriteOutcome/failed``.
    /// A write that alone is larger than a request may be is rejected at once.
    ///
    /// - Parameters:
    ///   - write: What is to be written. There must be room: see ``hasRoom``.
    ///   - time: The wall-clock time.
    ///   - isSameKey: Whether the key of the new write is the very same as that of an unsettled
    ///     one, which has the same hash. It is asked before this call returns. Only where it says
    ///     so does the new write take the other's place, or share its load; on an equal hash alone
    ///     it waits for the other.
    public mutating func submit(
        _ write: PendingWrite, at time: Instant, into actions: inout [DeliveryAction],
        isSameKey: (WriteHandle) -> Bool = { _ in false }
    ) {
        swap(&output, &actions)
        advance(to: time.microseconds)
        take(write, isSameKey)
        if stop == nil { proceed() }
        swap(&output, &actions)
    }

    /// The writes that are not settled, in the order in which they came.
    public var unsettled: [WriteHandle] {
        unsettledSlots.map { slots[Int($0)].content.handle }
    }

    var unsettledSlots: [Int32] {
        slots.indices.filter { slots[$0].state != .free }
            .sorted { slots[$0].content.serial < slots[$1].content.serial }
            .map { Int32($0) }
    }

    private mutating func dispatch(_ event: DeliveryEvent) {
        switch event {
        case .wake: announcedWake = nil
        case .drain: isDraining = true
        case .written(let call, let unprocessed, let consumedCapacity):
            let landed = land(call)
            written(landed, unprocessed, consumedCapacity)
            recycle(landed, call)
        case .loaded(let call, let results):
            loaded(land(call), results)
        case .throttled(let call, let scope, let retryAfter):
            throttled(land(call), scope, retryAfter)
        case .failed(let call, let mayBeWritten, let retryAfter):
            failed(land(call), mayBeWritten, retryAfter)
        case .refused(let call, let refusal):
            refused(land(call), refusal)
        case .keptOut(let call):
            keptOut(land(call))
        case .fatal(let call, let tag):
            counters.numRecordsSendErrors += land(call).writes.count
            end(.fatal(tag: tag))
        case .abandon: end(.abandoned)
        }
    }

    private mutating func proceed() {
        releaseRetries()
        releasePartitions()
        sendCalls()
        if isFull, waitingCount <= max(0, options.maxBuffered - options.batchMaxSize) {
            isFull = false
        }
        tellRoom()
        if isDraining, unsettledCount == 0 {
            isDraining = false
            output.append(.idle)
        }
        announceWake()
    }

    /// Tells that there is room once a quarter is free, so that the caller is woken for many writes
    /// at once; earlier where calls could be sent and there are no writes for them.
    private mutating func tellRoom() {
        guard isRoomAwaited, !isFull else { return }
        let waitingMax = options.maxBuffered - options.maxBuffered / 4
        guard waitingCount <= waitingMax || flyingCalls < window.limit else { return }
        isRoomAwaited = false
        output.append(.room)
    }

    private mutating func advance(to time: Int64) {
        if wall == .min {
            now = time
        } else if time < wall {
            clockOffset = clockOffset.saturatingSum(wall - time)
            announcedWake = nil
        }
        wall = time
        now = max(now, time.saturatingSum(clockOffset))
    }

    private mutating func announceWake() {
        var next = min(retries.first, heatTimers.first)
        if flyingCalls < window.limit { next = min(next, sendDeadline()) }
        guard next != .max else { return }
        // One that was announced and has not come yet does, unless another comes first.
        if let announcedWake, announcedWake > now, announcedWake <= next { return }
        announcedWake = next
        output.append(.wake(at: Instant(microseconds: next.saturatingSum(-clockOffset))))
    }
}
