/// Queues what can be sent, and knows when it is to be sent at the latest.
struct ReadyQueue: Sendable {
    private(set) var list = SlotList()
    /// The bytes of the writes in bodies of requests.
    private(set) var byteCount = 0
    /// The earliest deadline; `.max` where nothing waits.
    private(set) var deadline = Int64.max

    var count: Int { list.count }

    mutating func append(_ index: Int32, _ slots: inout [WriteSlot]) {
        list.append(index, &slots)
        count(index, slots)
    }

    mutating func prepend(_ index: Int32, _ slots: inout [WriteSlot]) {
        list.prepend(index, &slots)
        count(index, slots)
    }

    private mutating func count(_ index: Int32, _ slots: borrowing [WriteSlot]) {
        byteCount += Int(slots[Int(index)].content.wireByteCount)
        deadline = min(deadline, slots[Int(index)].deadline)
    }

    mutating func removeFirst(_ slots: borrowing [WriteSlot]) -> Int32 {
        let index = list.removeFirst(slots)
        byteCount -= Int(slots[Int(index)].content.wireByteCount)
        return index
    }

    /// Takes account of another write in the place of one.
    mutating func exchange(_ old: Int32, for new: Int32) {
        byteCount += Int(new) - Int(old)
    }

    /// Finds the deadline after some were taken out.
    ///
    /// - Parameter limit: How many fill a call: with as many as that the deadline does not matter.
    mutating func findDeadline(_ slots: borrowing [WriteSlot], limit: Int) {
        guard list.count < limit else { return }
        deadline = .max
        var index = list.head
        while index != noSlot {
            deadline = min(deadline, slots[Int(index)].deadline)
            index = slots[Int(index)].next
        }
    }
}
