/// A change of one key in a lane, the last so far.
struct StagedChange: Sendable {
    var hash: KeyHash
    var order: ChangeOrder
    /// The row among those that the lane lays down, once it has one; -1 before, and for a delete.
    var row: Int32 = -1
    /// The place of the batch among those that the lane holds; -1 for a delete, and once the row is
    /// laid down.
    var batch: Int32 = -1
    /// The record in the batch.
    var record: Int32 = 0

    /// Whether the change takes the key's row away and gives none.
    var isDelete: Bool { row < 0 && batch < 0 }
}

/// The last change of each key, found by the key's hash.
struct ChangeTable: Sendable {
    /// The changes, in the order in which their keys first came.
    private(set) var changes: [StagedChange] = []
    /// Places in `changes`, or -1; as many as a power of two, half of them free.
    private var slots: [Int32] = Array(repeating: -1, count: 64)

    /// What became of a change that was offered.
    enum Outcome {
        /// It is the first of its key.
        case first
        /// It takes the place of an earlier one.
        case replaced(StagedChange)
        /// A later one is there.
        case outdone
    }

    var isEmpty: Bool { changes.isEmpty }

    mutating func offer(_ change: StagedChange) -> Outcome {
        let slot = slot(of: change.hash)
        let place = slots[slot]
        guard place >= 0 else {
            slots[slot] = Int32(changes.count)
            changes.append(change)
            if changes.count * 2 > slots.count { grow() }
            return .first
        }
        guard change.order.isAfter(changes[Int(place)].order) else { return .outdone }
        let earlier = changes[Int(place)]
        changes[Int(place)] = change
        return .replaced(earlier)
    }

    /// Notes where a change's row was laid down.
    mutating func setRow(_ row: Int32, at place: Int) {
        changes[place].row = row
        changes[place].batch = -1
    }

    @inline(__always)
    private func slot(of hash: KeyHash) -> Int {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash.low) & mask
        while slots[slot] >= 0, changes[Int(slots[slot])].hash != hash { slot = (slot + 1) & mask }
        return slot
    }

    private mutating func grow() {
        slots = Array(repeating: -1, count: slots.count * 2)
        for place in changes.indices { slots[slot(of: changes[place].hash)] = Int32(place) }
    }
}
