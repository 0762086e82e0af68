/// Changes of the index that are not in its base yet: a hash table in memory whose slots are in the
/// order of the hashes.
///
/// An entry lies at the slot that the top bits of its hash name, or as few slots behind it as it
/// takes to keep the order (linear probing in which nothing is ever taken out). So the table can be
/// merged with the sorted base without being sorted, from any place and in small steps.
///
/// Memory that holds zeros has no entry, so that a large table costs nothing before it is used.
@safe
final class PendingTable {
    private static let bitsMin: UInt64 = 10
    private static let bitsMax: UInt64 = 40
    private static let overflowMin = 64

    private(set) var count = 0
    /// Two to this power is the number of homes.
    private var bits: UInt64
    private(set) var slotCount: Int
    private var slots: UnsafeMutablePointer<KeyEntry>
    /// The count at which the table is made larger: seven tenths of its homes.
    private var countMax: Int
    private var overflow: Int
    /// Takes what loads find, so that they are made.
    private var touched: UInt32 = 0

    /// Creates a table that grows, with room for some entries before it does.
    init(room: Int = 0) {
        var bits = Self.bitsMin
        while Self.countMax(bits) < room, bits < Self.bitsMax { bits += 1 }
        self.bits = bits
        overflow = Self.overflowMin
        slotCount = (1 << Int(bits)) + overflow
        countMax = Self.countMax(bits)
        unsafe slots = PageMemory.allocateZeroed(KeyEntry.self, count: slotCount)
    }

    deinit { unsafe PageMemory.deallocate(slots, count: slotCount) }

    var byteCount: Int { slotCount * MemoryLayout<KeyEntry>.stride }

    private static func countMax(_ bits: UInt64) -> Int { (1 << Int(bits)) / 10 * 7 }

    @inline(__always)
    func home(_ hash: KeyHash) -> Int { Int(hash.high &>> (64 &- bits)) }

    /// The entry of a slot; an empty one where it holds none.
    @inline(__always)
    private func entry(_ slot: Int) -> KeyEntry {
        var entry = unsafe slots[slot]
        entry.part ^= KeyEntry.emptyPart
        return entry
    }

    @inline(__always)
    private func set(_ slot: Int, _ entry: KeyEntry) {
        var entry = entry
        entry.part ^= KeyEntry.emptyPart
        unsafe slots[slot] = entry
    }

    /// Loads the slot where a search begins, so that the memory is there when it comes to it.
    @inline(__always)
    func touch(_ hash: KeyHash) -> UInt32 { unsafe slots[home(hash)].row }

    /// What the table says of a key; nil where it says nothing.
    @inline(__always)
    func find(_ hash: KeyHash) -> RowLocation? {
        let place = place(of: hash)
        guard place < slotCount else { return nil }
        let found = entry(place)
        return !found.isEmpty && found.isOf(hash) ? found.location : nil
    }

    /// The slot that holds a hash, or the one where it belongs.
    @inline(__always)
    private func place(of hash: KeyHash) -> Int {
        var place = home(hash)
        while place < slotCount {
            let found = entry(place)
            if found.isEmpty || !found.precedes(hash) { break }
            place &+= 1
        }
        return place
    }

    /// Puts entries in, in their order; those of a group wait for memory together.
    func put(_ entries: UnsafeBufferPointer<KeyEntry>) {
        var start = 0
        while start < entries.count {
            let end = min(start &+ 16, entries.count)
            var sum: UInt32 = 0
            for index in start..<end { sum &+= unsafe touch(entries[index].hash) }
            touched = sum
            for index in start..<end { unsafe put(entries[index]) }
            start = end
        }
    }

    /// Puts an entry in, in place of the one of the same key.
    func put(_ entry: KeyEntry) {
        if count >= countMax { rebuild(bits: bits + 1, overflow: overflow) }
        while true {
            let place = place(of: entry.hash)
            if place < slotCount {
                let found = self.entry(place)
                if found.isEmpty || found.isOf(entry.hash) {
                    count += found.isEmpty ? 1 : 0
                    set(place, entry)
                    return
                }
                var end = place &+ 1
                while end < slotCount, !self.entry(end).isEmpty { end &+= 1 }
                if end < slotCount {
                    unsafe (slots + place + 1).update(from: slots + place, count: end &- place)
                    set(place, entry)
                    count += 1
                    return
                }
            }
            // Hashes crowd at the upper end; random ones never do, and need no more room than this.
            rebuild(bits: bits, overflow: overflow * 2)
        }
    }

    private func rebuild(bits newBits: UInt64, overflow newOverflow: Int) {
        var overflow = newOverflow
        while true {
            let homes = 1 << Int(newBits)
            let newSlots = unsafe PageMemory.allocateZeroed(
                KeyEntry.self, count: homes + overflow)
            if unsafe copy(into: newSlots, slotCount: homes + overflow, bits: newBits) {
                unsafe PageMemory.deallocate(slots, count: slotCount)
                unsafe slots = unsafe newSlots
                bits = newBits
                self.overflow = overflow
                slotCount = homes + overflow
                countMax = Self.countMax(newBits)
                return
            }
            unsafe PageMemory.deallocate(newSlots, count: homes + overflow)
            overflow *= 2
        }
    }

    /// Copies the entries, in order, to where they belong.
    ///
    /// - Returns: Whether there was room for all of them.
    private func copy(
        into target: UnsafeMutablePointer<KeyEntry>, slotCount targetCount: Int, bits: UInt64
    ) -> Bool {
        var next = 0
        for index in 0..<slotCount {
            if entry(index).isEmpty { continue }
            let place = max(next, Int(unsafe slots[index].high &>> (64 &- bits)))
            guard place < targetCount else { return false }
            unsafe target[place] = slots[index]
            next = place + 1
        }
        return true
    }

    /// The next entry from a slot on, in the order of the hashes; moves the slot past it.
    @inline(__always)
    func next(after slot: inout Int) -> KeyEntry? {
        while slot < slotCount {
            let entry = entry(slot)
            slot &+= 1
            if !entry.isEmpty { return entry }
        }
        return nil
    }
}
