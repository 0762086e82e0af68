/// Where there is no slot.
let noSlot: Int32 = -1

/// Holds a write, and its place among the writes of its key and among those that wait.
struct WriteSlot: Sendable {
    /// What is known about the write itself: it moves to another slot where the write gives its
    /// place to a newer one.
    struct Content: Sendable {
        var handle: WriteHandle
        /// The order of arrival, from 1.
        var serial: UInt64
        /// The serial of the write before it that is known to have the very same key; 0 for none.
        var sameAs: UInt64 = 0
        /// The slot of the next write that is settled together with this one: the one whose place
        /// it took, or the next of its group.
        var companion = noSlot
        var wireByteCount: Int32
        var units: Int32
        /// How often it was in a call.
        var attempts: Int32 = 0
        /// How often a call with it failed in a way that passes.
        var failures: Int32 = 0
        /// What its last retry took from the quota.
        var retryCost: Int32 = 0
        /// Whether the service may have done it already.
        var isAmbiguous = false
    }

    enum State: UInt8, Sendable {
        /// Not in use.
        case free
        /// In a queue of those that can be sent.
        case ready
        /// In a retry that waits for its time.
        case delayed
        /// Among the writes of a hot partition.
        case parked
        /// In a part of a refused call.
        case suspect
        /// In a call.
        case flying
        /// Behind an earlier write of its key.
        case held
        /// Settled together with another.
        case companion
    }

    var key: WriteKey
    var partition: UInt64
    var content: Content
    /// When it is to be sent even if its call is not full.
    var deadline: Int64
    /// The next slot of the queue that this one is in.
    var next = noSlot
    /// The next write of the key.
    var chainNext = noSlot
    /// The last write of the key, in the slot of the first.
    var chainTail = noSlot
    var state = State.free
    /// Whether its item is still to be loaded.
    var isUnloaded = false
    /// Whether it may be sent although its partition is hot.
    var hasPermit = false
    /// Whether it is to be loaded and reduced without others of its key.
    var isAlone = false
}

/// Queues slots, linked through themselves.
struct SlotList: Sendable {
    private(set) var head = noSlot
    private var tail = noSlot
    private(set) var count = 0

    mutating func append(_ index: Int32, _ slots: inout [WriteSlot]) {
        slots[Int(index)].next = noSlot
        if tail == noSlot { head = index } else { slots[Int(tail)].next = index }
        tail = index
        count += 1
    }

    mutating func prepend(_ index: Int32, _ slots: inout [WriteSlot]) {
        slots[Int(index)].next = head
        if head == noSlot { tail = index }
        head = index
        count += 1
    }

    mutating func removeFirst(_ slots: borrowing [WriteSlot]) -> Int32 {
        let index = head
        head = slots[Int(index)].next
        if head == noSlot { tail = noSlot }
        count -= 1
        return index
    }
}
