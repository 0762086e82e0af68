/// A dictionary of the values of a chunk, and for each value its index there.
struct DictionaryDraft {
    /// Per value the entry that it equals.
    var indices: [UInt32]
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
    /// - Parameter byteCountMax: The most bytes that the entries may take.
    static func build<Keys: DictionaryKeys>(_ keys: Keys, byteCountMax: Int) -> DictionaryDraft? {
        let count = keys.count
        guard count > 0 else { return nil }
        var table = DictionaryTable()
        var plainBytes = 0
        var checkpoint = 0
        var isAbandoned = false
        let indices = unsafe [UInt32](unsafeUninitializedCapacity: count) { target, filled in
            var index = 0
            while index < count {
                let nextStop =
                    checkpoint < checkpoints.count ? min(checkpoints[checkpoint].0, count) : count
                while index < nextStop {
                    let entryCount = table.count
                    let entry = table.insert(keys, index)
                    unsafe target[index] = entry
                    index += 1
                    if Int(entry) == entryCount {
                        plainBytes += keys.plainBytes(index - 1)
                        if plainBytes > byteCountMax { break }
                    }
                }
                let isCrowded =
                    checkpoint < checkpoints.count && index == checkpoints[checkpoint].0
                    && table.count * 100 > index * checkpoints[checkpoint].1
                if plainBytes > byteCountMax || isCrowded {
                    isAbandoned = true
                    return
                }
                checkpoint += 1
            }
            filled = count
        }
        guard !isAbandoned else { return nil }
        return DictionaryDraft(
            indices: indices, firstValues: table.firstValues, plainBytes: plainBytes)
    }
}

/// An open-addressed hash table from values to their first place.
private struct DictionaryTable {
    /// Entry plus one, or 0 where the slot is free.
    private var slots = [UInt32](repeating: 0, count: 1024)
    private var hashes: [UInt32] = []
    private(set) var firstValues: [UInt32] = []

    var count: Int { firstValues.count }

    /// The entry of a value, which is added where it is new.
    @inline(__always)
    mutating func insert<Keys: DictionaryKeys>(_ keys: Keys, _ index: Int) -> UInt32 {
        let hash = keys.hash(index)
        let tag = UInt32(truncatingIfNeeded: hash >> 32)
        let mask = slots.count &- 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while true {
            let entry = slots[slot]
            if entry == 0 { break }
            let known = Int(entry &- 1)
            if hashes[known] == tag, keys.isEqual(Int(firstValues[known]), index) {
                return entry &- 1
            }
            slot = (slot &+ 1) & mask
        }
        let entry = UInt32(firstValues.count)
        firstValues.append(UInt32(index))
        hashes.append(tag)
        slots[slot] = entry + 1
        if firstValues.count * 2 > slots.count { grow(keys) }
        return entry
    }

    private mutating func grow<Keys: DictionaryKeys>(_ keys: Keys) {
        var larger = [UInt32](repeating: 0, count: slots.count * 4)
        let mask = larger.count - 1
        for (entry, first) in firstValues.enumerated() {
            var slot = Int(truncatingIfNeeded: keys.hash(Int(first))) & mask
            while larger[slot] != 0 { slot = (slot + 1) & mask }
            larger[slot] = UInt32(entry) + 1
        }
        slots = larger
    }
}
