#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The fields of a struct, or of the item itself, found by the bytes of a name.
///
/// Items of a table mostly list their attributes in one order, each leaving some out. So fields are
/// linked in the order in which they first came, and the next few links are tried before the name
/// is hashed.
@safe struct FieldTable: ~Copyable {
    /// Stands for a name without a field.
    static let unknown: Int32 = -1
    /// Stands for a name that is known and has no column.
    static let withoutColumn: Int32 = -2

    /// How many links are tried.
    private static let hopsMax = 4

    private struct Entry: BitwiseCopyable {
        var nameOffset: UInt32
        var nameCount: UInt32
        /// The first eight bytes of the name, zeros after a shorter one.
        var head: UInt64
        var node: Int32
        /// The entry after this one in the order of items, or -1.
        var next: Int32
        var isLinked: Bool
    }

    private var names = GrowBuffer<UInt8>(capacity: 64)
    private var entries = GrowBuffer<Entry>()
    private var slots: UnsafeMutablePointer<Int32>
    private var mask: Int
    private var first: Int32 = -1
    private var previous: Int32 = -1

    init(fieldCount: Int) {
        var capacity = 16
        while capacity < fieldCount * 2 { capacity *= 2 }
        unsafe slots = .allocate(capacity: capacity)
        unsafe slots.initialize(repeating: -1, count: capacity)
        mask = capacity - 1
    }

    deinit { unsafe slots.deallocate() }

    /// Adds a field; there are no more of them than the table was made for.
    mutating func insert(_ name: [UInt8], node: Int32) {
        let offset = names.count
        names.append(contentsOf: name)
        var head: UInt64 = 0
        for (index, byte) in name.prefix(8).enumerated() {
            head |= UInt64(byte) << UInt64(8 * index)
        }
        entries.append(
            Entry(
                nameOffset: UInt32(offset), nameCount: UInt32(name.count), head: head, node: node,
                next: -1, isLinked: false))
        let start = unsafe UnsafePointer(names.base + offset)
        var slot = unsafe Int(truncatingIfNeeded: Self.hash(start, name.count)) & mask
        while unsafe slots[slot] >= 0 { slot = (slot + 1) & mask }
        unsafe slots[slot] = Int32(entries.count - 1)
    }

    /// Begins an item.
    @inline(__always)
    mutating func begin() { previous = -1 }

    /// Returns the node of a name, ``withoutColumn`` or ``unknown``.
    ///
    /// - Parameter name: The name, which at least eight readable bytes follow.
    @inline(__always)
    mutating func find(_ name: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
        let head = unsafe Self.head(name, count)
        var candidate = previous < 0 ? first : entries[Int(previous)].next
        for _ in 0..<Self.hopsMax {
            guard candidate >= 0 else { break }
            if unsafe isNamed(entries[Int(candidate)], head, name, count) {
                previous = candidate
                return entries[Int(candidate)].node
            }
            candidate = entries[Int(candidate)].next
        }
        return unsafe search(head, name, count)
    }

    @inline(never)
    private mutating func search(
        _ head: UInt64, _ name: UnsafePointer<UInt8>, _ count: Int
    ) -> Int32 {
        var slot = unsafe Int(truncatingIfNeeded: Self.hash(name, count)) & mask
        while true {
            let index = unsafe slots[slot]
            guard index >= 0 else { return Self.unknown }
            if unsafe isNamed(entries[Int(index)], head, name, count) {
                link(index)
                previous = index
                return entries[Int(index)].node
            }
            slot = (slot + 1) & mask
        }
    }

    /// Puts an entry behind the one that came before it, the first time that it comes.
    private mutating func link(_ index: Int32) {
        guard !entries[Int(index)].isLinked else { return }
        entries[Int(index)].isLinked = true
        if previous < 0 {
            entries[Int(index)].next = first
            first = index
        } else {
            entries[Int(index)].next = entries[Int(previous)].next
            entries[Int(previous)].next = index
        }
    }

    /// The first eight bytes of a name, zeros after a shorter one.
    @inline(__always)
    private static func head(_ name: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
        let word = unsafe UnsafeRawPointer(name).loadUnaligned(as: UInt64.self)
        let little = UInt64(littleEndian: word)
        return count >= 8 ? little : little & ((1 << UInt64(truncatingIfNeeded: 8 &* count)) &- 1)
    }

    @inline(__always)
    private func isNamed(
        _ entry: Entry, _ head: UInt64, _ name: UnsafePointer<UInt8>, _ count: Int
    ) -> Bool {
        guard entry.head == head, Int(entry.nameCount) == count else { return false }
        return unsafe count <= 8
            || memcmp(
                names.base + Int(entry.nameOffset) + 8, name + 8, count &- 8) == 0
    }

    /// A multiplicative hash over eight bytes a step.
    private static func hash(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
        var hash = UInt64(truncatingIfNeeded: count) &* 0x9E37_79B9_7F4A_7C15
        var index = 0
        let raw = unsafe UnsafeRawPointer(bytes)
        while index + 8 <= count {
            let word = unsafe raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            hash = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
            hash ^= hash >> 29
            index += 8
        }
        while index < count {
            hash = unsafe (hash ^ UInt64(bytes[index])) &* 0x9E37_79B9_7F4A_7C15
            hash ^= hash >> 29
            index += 1
        }
        return hash ^ hash >> 32
    }
}
