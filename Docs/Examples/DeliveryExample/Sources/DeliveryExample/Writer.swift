import DDBBase
import DDBDelivery

/// Delivers values into a table; all that it does itself is to carry actions out.
struct Writer {
    private(set) var table = Table()
    private(set) var coordinator: DeliveryCoordinator
    private var writes: [WriteHandle: (key: String, value: String)] = [:]
    private var handleCount: UInt64 = 0
    private var todo: [DeliveryAction] = []
    private var now = Instant(microseconds: 0)
    private var wakeAt: Instant?

    init(_ options: DeliveryOptions) {
        coordinator = DeliveryCoordinator(options, seed: 1)
    }

    /// Takes a value.
    mutating func put(_ key: String, _ value: String) {
        while !coordinator.hasRoom { wait() }
        handleCount += 1
        let handle = WriteHandle(handleCount)
        writes[handle] = (key, value)
        let byteCount = key.utf8.count + value.utf8.count
        let write = PendingWrite(
            handle, key: Self.hash(key), wireByteCount: byteCount, itemByteCount: byteCount)
        coordinator.submit(write, at: now, into: &todo) { writes[$0]?.key == key }
        carryOut()
    }

    /// Waits until all is delivered.
    mutating func drain() {
        tell(.drain)
        while coordinator.unsettledCount > 0 { wait() }
    }

    /// The clock of this example jumps to the next moment at which there is something to do.
    private mutating func wait() {
        if let wakeAt { now = max(now, wakeAt) }
        wakeAt = nil
        tell(.wake)
    }

    private mutating func tell(_ event: DeliveryEvent) {
        coordinator.handle(event, at: now, into: &todo)
        carryOut()
    }

    private mutating func carryOut() {
        while !todo.isEmpty {
            switch todo.removeFirst() {
            case .write(let call, let handles):
                let batch = handles.compactMap { writes[$0] }
                let left = table.write(batch)
                let unprocessed = handles.filter { left.contains(writes[$0]?.key ?? "") }
                // A real call takes a while; others are asked for and answered meanwhile.
                coordinator.handle(
                    .written(call, unprocessed: unprocessed, consumedCapacity: nil), at: now,
                    into: &todo)
            case .settled(let handle, let outcome, let attempts):
                let write = writes.removeValue(forKey: handle)
                if case .rejected = outcome { print("rejected after \(attempts):", write ?? "") }
            case .wake(let time): wakeAt = time
            case .load, .room, .idle, .stopped: continue
            }
        }
    }

    /// Swift's hash is keyed anew in each process, which is just what is wanted here.
    private static func hash(_ key: String) -> WriteKey {
        var (first, second) = (Hasher(), Hasher())
        first.combine(key)
        second.combine(0)
        second.combine(key)
        return WriteKey(
            high: UInt64(bitPattern: Int64(first.finalize())),
            low: UInt64(bitPattern: Int64(second.finalize())))
    }
}
