import DDBBase
import DDBDelivery

/// Delivers writes to a table that takes them all.
struct DeliveryRun {
    enum Shape: String, CaseIterable {
        case distinct
        case repeated
        case unprocessed
    }

    private let shape: Shape
    private var coordinator = DeliveryCoordinator(.batches, seed: 1)
    private var now: Int64 = 1_800_000_000_000_000
    /// The calls in flight, oldest first, in a ring.
    private var calls: [(id: DeliveryCallID, writes: [WriteHandle])?] = Array(
        repeating: nil, count: 64)
    private var oldestCall = 0
    private var callCount = 0
    private var answered = 0
    private var settled = 0
    /// The key of each handle, which is all that a caller must keep to compare keys.
    private var keys: [UInt64] = Array(repeating: 0, count: 1 << 17)

    init(_ shape: Shape) { self.shape = shape }

    /// Delivers so many writes; gives the number of calls.
    mutating func play(writes: Int) throws -> Int {
        var actions: [DeliveryAction] = []
        var wakeAt = Int64.max
        for number in 0..<UInt64(writes) {
            let key = shape == .repeated ? Self.mixed(number) % 20_000 : number
            keys[Int(number & 0x1FFFF)] = key
            let hash = Self.mixed(key &+ 1)
            let write = PendingWrite(
                WriteHandle(number), key: WriteKey(high: ~hash, low: hash), wireByteCount: 300,
                itemByteCount: 200)
            now += 1
            coordinator.submit(write, at: Instant(microseconds: now), into: &actions) { other in
                keys[Int(other.rawValue & 0x1FFFF)] == key
            }
            take(&actions, &wakeAt)
            while !coordinator.hasRoom || callCount == 50 { try answer(&actions, &wakeAt) }
        }
        coordinator.handle(.drain, at: Instant(microseconds: now), into: &actions)
        take(&actions, &wakeAt)
        while settled < writes {
            if callCount > 0 {
                try answer(&actions, &wakeAt)
            } else {
                guard wakeAt != .max else { throw DeliveryBenchmark.Failure() }
                now = max(now, wakeAt)
                wakeAt = .max
                coordinator.handle(.wake, at: Instant(microseconds: now), into: &actions)
                take(&actions, &wakeAt)
            }
        }
        return answered
    }

    private mutating func answer(
        _ actions: inout [DeliveryAction], _ wakeAt: inout Int64
    ) throws {
        guard let call = calls[oldestCall] else { throw DeliveryBenchmark.Failure() }
        calls[oldestCall] = nil
        oldestCall = (oldestCall + 1) & 63
        callCount -= 1
        answered += 1
        let left = shape == .unprocessed && answered % 10 == 0 ? Array(call.writes.prefix(5)) : []
        coordinator.handle(
            .written(call.id, unprocessed: left, consumedCapacity: Double(call.writes.count)),
            at: Instant(microseconds: now), into: &actions)
        take(&actions, &wakeAt)
    }

    private mutating func take(_ actions: inout [DeliveryAction], _ wakeAt: inout Int64) {
        for action in actions {
            switch action {
            case .write(let id, let writes):
                calls[(oldestCall + callCount) & 63] = (id, writes)
                callCount += 1
            case .settled: settled += 1
            case .wake(let time): wakeAt = time.microseconds
            case .load, .room, .idle, .stopped: continue
            }
        }
        actions.removeAll(keepingCapacity: true)
    }

    private static func mixed(_ value: UInt64) -> UInt64 {
        var word = value &* 0x9E37_79B9_7F4A_7C15
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }
}
