/// Finds the slot of the first unsettled write of a key.
///
/// Open addressing; an entry is 32 bits of the key and the number of a slot.
struct KeyTable: Sendable {
    private var entries: [UInt64]
    private var mask: UInt32
    private var count = 0

    init() {
        entries = Array(repeating: 0, count: 1024)
        mask = 1023
    }

    func find(_ key: WriteKey, _ slots: borrowing [WriteSlot]) -> Int32 {
        let tag = UInt32(truncatingIfNeeded: key.low)
        var place = tag & mask
        while true {
            let entry = entries[Int(place)]
            guard entry != 0 else { return noSlot }
            if UInt32(truncatingIfNeeded: entry >> 32) == tag {
                let index = Int32(truncatingIfNeeded: entry) &- 1
                if slots[Int(index)].key == key { return index }
            }
            place = (place &+ 1) & mask
        }
    }

    mutating func insert(_ key: WriteKey, _ index: Int32) {
        if 2 * (count + 1) > entries.count { grow() }
        let tag = UInt32(truncatingIfNeeded: key.low)
        place(UInt64(tag) << 32 | UInt64(UInt32(index + 1)))
        count += 1
    }

    /// Sets the slot of a key that is there.
    mutating func replace(_ old: Int32, with new: Int32, _ key: WriteKey) {
        let place = place(of: old, key)
        let tag = entries[place] & 0xFFFF_FFFF_0000_0000
        entries[place] = tag | UInt64(UInt32(new + 1))
    }

    mutating func remove(_ index: Int32, _ key: WriteKey) {
        var hole = UInt32(place(of: index, key))
        count -= 1
        var next = (hole &+ 1) & mask
        // What comes after the hole moves up where its search would end there.
        while entries[Int(next)] != 0 {
            let home = UInt32(truncatingIfNeeded: entries[Int(next)] >> 32) & mask
            if (next &- home) & mask >= (next &- hole) & mask {
                entries[Int(hole)] = entries[Int(next)]
                hole = next
            }
            next = (next &+ 1) & mask
        }
        entries[Int(hole)] = 0
    }

    private func place(of index: Int32, _ key: WriteKey) -> Int {
        let tag = UInt32(truncatingIfNeeded: key.low)
        let wanted = UInt64(tag) << 32 | UInt64(UInt32(index + 1))
        var place = tag & mask
        while entries[Int(place)] != wanted {
            precondition(entries[Int(place)] != 0, "an unsettled write's key is in the table")
            place = (place &+ 1) & mask
        }
        return Int(place)
    }

    private mutating func place(_ entry: UInt64) {
        var place = UInt32(truncatingIfNeeded: entry >> 32) & mask
        while entries[Int(place)] != 0 { place = (place &+ 1) & mask }
        entries[Int(place)] = entry
    }

    private mutating func grow() {
        let old = entries
        entries = Array(repeating: 0, count: 2 * old.count)
        mask = UInt32(entries.count - 1)
        for entry in old where entry != 0 { place(entry) }
    }
}
