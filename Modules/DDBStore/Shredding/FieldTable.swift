#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The fields of a struct, or of the item itself, found by the bytes of a name.
///
/// Items of a table mostly list their attributes in one order, so the field that came after this
/// one last time is tried first; only where the order changes is the name hashed.
@safe struct FieldTable: ~Copyable {
    /// Stands for a name without a field.
    static let unknown: Int32 = -1
    /// Stands for a name that is known and has no column.
    static let withoutColumn: Int32 = -2

    private struct Entry: BitwiseCopyable {
        var nameOffset: UInt32
        var nameCount: UInt32
        var node: Int32
        /// The entry that followed this one in the last item, or -1.
        var next: Int32
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
        entries.append(
            Entry(
                nameOffset: UInt32(offset), nameCount: UInt32(name.count), node: node, next: -1))
        let start = unsafe UnsafePointer(names.base + offset)
        var slot = unsafe Int(truncatingIfNeeded: Self.hash(start, name.count)) & mask
        while unsafe slots[slot] >= 0 { slot = (slot + 1) & mask }
        unsafe slots[slot] = Int32(entries.count - 1)
    }

    /// Begins an item: the field that came first in the last one is expected.
    @inline(__always)
    mutating func begin() { previous = -1 }

    /// Returns the node of a name, ``withoutColumn`` or ``unknown``.
    @inline(__always)
    mutating func find(_ name: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
        let expected = previous < 0 ? first : entries[Int(previous)].next
        if expected >= 0, unsafe isNamed(entries[Int(expected)], name, count) {
            previous = expected
            return entries[Int(expected)].node
        }
        return unsafe search(name, count)
    }

    @inline(never)
    private mutating func search(_ name: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
        var slot = unsafe Int(truncatingIfNeeded: Self.hash(name, count)) & mask
        while true {
            let index = unsafe slots[slot]
            guard index >= 0 else { return Self.unknown }
            if unsafe isNamed(entries[Int(index)], name, count) {
                if previous < 0 { first = index } else { entries[Int(previous)].next = index }
                previous = index
                return entries[Int(index)].node
            }
            slot = (slot + 1) & mask
        }
    }

    @inline(__always)
    private func isNamed(_ entry: Entry, _ name: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        unsafe Int(entry.nameCount) == count
            && memcmp(names.base + Int(entry.nameOffset), name, count) == 0
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
