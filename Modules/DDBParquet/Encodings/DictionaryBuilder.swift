/// A dictionary of the values of a chunk, and for each value its index there.
struct DictionaryDraft {
    /// Per value the entry that it equals; there may be more behind the last value.
    var indices: [UInt32]
    /// How many values there are.
    var valueCount: Int
    /// Per entry the first value that equals it.
    var firstValues: [UInt32]
    /// The entries in the plain encoding, in bytes.
    var plainBytes: Int
}

/// Finds the distinct values of a chunk, and gives up early where there are too many.
enum DictionaryBuilder {
    /// After how many values a dictionary is given up that has more than a share of them.
    ///
    /// The share is in percent; between the points the dictionary may grow freely.
    private static let checkpoints = [(4096, 97), (16_384, 85), (65_536, 70), (262_144, 60)]

    /// Builds a dictionary, or gives nil where it would not pay.
    ///
    /// - Parameters:
    ///   - byteCountMax: The most bytes that the entries may take.
    ///   - recycled: The indices of an earlier draft, whose memory is used again.
    static func build<Keys: DictionaryKeys>(
        _ keys: Keys, byteCountMax: Int, recycled: inout [UInt32]
    ) -> DictionaryDraft? {
        let count = keys.count
        guard count > 0 else { return nil }
        if recycled.count < count {
            recycled.append(contentsOf: repeatElement(0, count: count - recycled.count))
        }
        var table = DictionaryTable()
        var plainBytes = 0
        let isWhole = unsafe recycled.withUnsafeMutableBufferPointer { target in
            unsafe fill(target, keys, count, byteCountMax, &table, &plainBytes)
        }
        guard isWhole else { return nil }
        let indices = recycled
        recycled = []
        return DictionaryDraft(
            indices: indices, valueCount: count, firstValues: table.firstValues,
            plainBytes: plainBytes)
    }

    /// Finds the entry of each value; false where the dictionary would not pay.
    @unsafe @inline(__always)
    private static func fill<Keys: DictionaryKeys>(
        _ target: UnsafeMutableBufferPointer<UInt32>, _ keys: Keys, _ count: Int,
        _ byteCountMax: Int, _ table: inout DictionaryTable, _ plainBytes: inout Int
    ) -> Bool {
        var checkpoint = 0
        var index = 0
        while index < count {
            let nextStop =
                checkpoint < checkpoints.count ? min(checkpoints[checkpoint].0, count) : count
            while index < nextStop {
                let entryCount = table.count
                let entry = table.insert(keys, index)
                unsafe target[index] = entry
                index &+= 1
                if Int(entry) == entryCount {
                    plainBytes += keys.plainBytes(index - 1)
                    if plainBytes > byteCountMax { return false }
                }
            }
            let isCrowded =
                checkpoint < checkpoints.count && index == checkpoints[checkpoint].0
                && table.count * 100 > index * checkpoints[checkpoint].1
            if isCrowded { return false }
            checkpoint += 1
        }
        return true
    }
}

/// An open-addressed hash table from values to their first place.
///
/// Slots hold the entry plus one (0 is free) and half of the hash, so that most collisions are
/// seen without a look at the values.
struct DictionaryTable {
    private var slots = [UInt64](repeating: 0, count: 1024)
    private(set) var firstValues: [UInt32] = []

    var count: Int { firstValues.count }

    /// The entry of a value, which is added where it is new.
    @inline(__always)
    mutating func insert<Keys: DictionaryKeys>(_ keys: Keys, _ index: Int) -> UInt32 {
        let hash = keys.hash(index)
        let tag = hash >> 32
        let place: (slot: Int, entry: UInt32) = unsafe slots.withUnsafeBufferPointer { slots in
            unsafe firstValues.withUnsafeBufferPointer { firstValues in
                let mask = slots.count &- 1
                var slot = Int(truncatingIfNeeded: hash) & mask
                while true {
                    let content = unsafe slots[slot]
                    let entry = UInt32(truncatingIfNeeded: content)
                    if entry == 0 { return (slot, 0) }
                    if content >> 32 == tag {
                        let first = Int(unsafe firstValues[Int(entry &- 1)])
                        if keys.isEqual(first, index) { return (slot, entry) }
                    }
                    slot = (slot &+ 1) & mask
                }
            }
        }
        if place.entry != 0 { return place.entry &- 1 }
        firstValues.append(UInt32(index))
        slots[place.slot] = tag << 32 | UInt64(firstValues.count)
        if firstValues.count * 2 > slots.count { grow(keys) }
        return UInt32(firstValues.count - 1)
    }

    /// Says that the values were put in the order of their entries.
    mutating func setFirstValuesInOrder() { firstValues = (0..<UInt32(count)).map { $0 } }

    private mutating func grow<Keys: DictionaryKeys>(_ keys: Keys) {
        var larger = [UInt64](repeating: 0, count: slots.count * 4)
        let mask = larger.count - 1
        for (entry, first) in firstValues.enumerated() {
            let hash = keys.hash(Int(first))
            var slot = Int(truncatingIfNeeded: hash) & mask
            while larger[slot] != 0 { slot = (slot + 1) & mask }
            larger[slot] = (hash >> 32) << 32 | UInt64(entry + 1)
        }
        slots = larger
    }
}
