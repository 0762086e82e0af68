import DDBBase
import DDBDelivery

/// Tells a coordinator what happens, with a clock that is set by hand, and keeps what it says.
struct Driver {
    var coordinator: DeliveryCoordinator
    /// Microseconds.
    var now: Int64 = 1_800_000_000_000_000
    /// The actions of the last event.
    var actions: [DeliveryAction] = []
    /// The calls in flight, in the order in which they were asked for.
    var calls: [(id: DeliveryCallID, writes: [UInt64])] = []
    /// The loads in flight.
    var loads: [(id: DeliveryCallID, groups: [[UInt64]])] = []
    /// How writes ended.
    var outcomes: [UInt64: WriteOutcome] = [:]
    /// How often writes were sent until they ended.
    var attempts: [UInt64: Int] = [:]
    /// The handles in the order in which they were settled.
    var settled: [UInt64] = []
    /// The moment of the newest wake.
    var wakeAt: Int64?
    /// The true keys of handles.
    var keys: [UInt64: String] = [:]
    private var lastHandle: UInt64 = 0

    init(_ options: DeliveryOptions = .batches, seed: UInt64 = 1) {
        coordinator = DeliveryCoordinator(options, seed: seed)
    }

    /// Submits a write; handles count from 1.
    @discardableResult
    mutating func submit(
        _ key: String, hash: WriteKey? = nil, partition: UInt64? = nil, wire: Int = 100,
        item: Int = 100
    ) -> UInt64 {
        lastHandle += 1
        let handle = lastHandle
        keys[handle] = key
        let write = PendingWrite(
            WriteHandle(handle), key: hash ?? Self.hash(key), partition: partition,
            wireByteCount: wire, itemByteCount: item)
        actions.removeAll()
        let known = keys
        coordinator.submit(write, at: Instant(microseconds: now), into: &actions) {
            known[$0.rawValue] == key
        }
        take()
        return handle
    }

    mutating func tell(_ event: DeliveryEvent) {
        actions.removeAll()
        coordinator.handle(event, at: Instant(microseconds: now), into: &actions)
        take()
    }

    /// Lets time pass, with the wakes that were asked for.
    mutating func pass(_ duration: Duration) {
        let end =
            now + duration.components.seconds * 1_000_000
            + duration.components.attoseconds / 1_000_000_000_000
        while let wakeAt, wakeAt <= end {
            now = max(now, wakeAt)
            self.wakeAt = nil
            tell(.wake)
        }
        now = end
    }

    /// Takes the oldest call out, to be answered.
    mutating func call() -> DeliveryCallID { calls.removeFirst().id }

    /// Answers the oldest call as written.
    mutating func write(unprocessed: [UInt64] = [], consumed: Double? = nil) {
        tell(
            .written(
                call(), unprocessed: unprocessed.map { WriteHandle($0) },
                consumedCapacity: consumed))
    }

    /// Answers all calls as written, and those that follow.
    mutating func writeAll() {
        while !calls.isEmpty { write() }
    }

    static func hash(_ key: String) -> WriteKey {
        var state: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in key.utf8 { state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return WriteKey(high: state, low: (state ^ state >> 29) &* 0xBF58_476D_1CE4_E5B9)
    }

    private mutating func take() {
        for action in actions {
            switch action {
            case .write(let id, let writes): calls.append((id, writes.map(\.rawValue)))
            case .load(let id, let groups):
                loads.append((id, groups.map { $0.map(\.rawValue) }))
            case .settled(let handle, let outcome, let count):
                outcomes[handle.rawValue] = outcome
                attempts[handle.rawValue] = count
                settled.append(handle.rawValue)
            case .wake(let time): wakeAt = time.microseconds
            case .room, .idle, .stopped: continue
            }
        }
    }
}
