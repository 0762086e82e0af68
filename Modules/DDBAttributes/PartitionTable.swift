import DDBBase

/// The names of a batch's partitions, found by their bytes without an allocation a record.
struct PartitionTable: Sendable {
    /// The most bytes of a name, as object keys have.
    static let nameBytesMax = 1024

    /// The names, in the order in which they came.
    private(set) var names: [String] = []
    private let countMax: Int
    /// The bytes of the names, one behind the other, and where each ends.
    private var texts: [UInt8] = []
    private var ends: [Int] = []
    /// Twice as many as names at least; -1 where free.
    private var slots: [Int] = []
    private var last = -1

    init(countMax: Int) {
        self.countMax = countMax
    }

    /// Returns the index of a name, which is added where it is new; nil where there are too many.
    mutating func index(of name: RawSpan) -> Int? {
        if last >= 0, isName(last, name) { return last }
        guard let index = find(name) ?? add(name) else { return nil }
        last = index
        return index
    }

    private func find(_ name: RawSpan) -> Int? {
        guard !slots.isEmpty else { return nil }
        var slot = Self.hash(name) & (slots.count - 1)
        while slots[slot] >= 0 {
            if isName(slots[slot], name) { return slots[slot] }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    private mutating func add(_ name: RawSpan) -> Int? {
        guard names.count < countMax else { return nil }
        let bytes = (0..<name.byteCount).map { byteAt(name, $0) }
        names.append(String(decoding: bytes, as: UTF8.self))
        texts += bytes
        ends.append(texts.count)
        if names.count * 2 > slots.count {
            slots = [Int](repeating: -1, count: max(8, slots.count * 2))
            for index in names.indices { place(index) }
        } else {
            place(names.count - 1)
        }
        return names.count - 1
    }

    private mutating func place(_ index: Int) {
        let hash = unsafe Self.hash(texts.span.bytes.extracting(range(index)))
        var slot = hash & (slots.count - 1)
        while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = index
    }

    private func range(_ index: Int) -> Range<Int> {
        (index == 0 ? 0 : ends[index - 1])..<ends[index]
    }

    private func isName(_ index: Int, _ name: RawSpan) -> Bool {
        let range = range(index)
        guard range.count == name.byteCount else { return false }
        for offset in 0..<range.count
        where texts[range.lowerBound + offset] != byteAt(name, offset) {
            return false
        }
        return true
    }

    /// FNV-1a; whoever makes names collide makes one batch of a bounded count slow, not more.
    private static func hash(_ name: RawSpan) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in 0..<name.byteCount {
            hash = (hash ^ UInt64(byteAt(name, index))) &* 0x100_0000_01B3
        }
        return Int(truncatingIfNeeded: hash ^ hash >> 32)
    }
}
