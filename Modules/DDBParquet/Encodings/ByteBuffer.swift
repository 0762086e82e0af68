#if _endian(big)
#error("Parquet is little-endian, and the loops here copy memory as it is.")
#endif

/// Bytes that grow at the end: what encoders write into.
///
/// An array would set every byte to zero first and check uniqueness on each append.
@safe struct ByteBuffer: ~Copyable, Sendable {
    // Sendable because the memory has one owner, and whoever holds that owner has it alone.
    private nonisolated(unsafe) var base: UnsafeMutableRawPointer
    private var capacity: Int
    private(set) var count = 0

    init(capacity: Int = 1024) {
        unsafe base = .allocate(byteCount: capacity, alignment: 16)
        self.capacity = capacity
    }

    deinit { unsafe base.deallocate() }

    var bytes: RawSpan {
        @_lifetime(borrow self)
        borrowing get {
            let span = unsafe RawSpan(_unsafeStart: base, byteCount: count)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// Makes room for so many further bytes.
    mutating func reserve(_ extra: Int) {
        guard capacity - count < extra else { return }
        let wanted = max(count + extra, capacity * 2)
        let grown = UnsafeMutableRawPointer.allocate(byteCount: wanted, alignment: 16)
        unsafe grown.copyMemory(from: base, byteCount: count)
        unsafe base.deallocate()
        unsafe base = grown
        capacity = wanted
    }

    mutating func removeAll() { count = 0 }

    mutating func append(_ byte: UInt8) {
        reserve(1)
        unsafe base.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
        count += 1
    }

    mutating func append(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { unsafe append($0) }
    }

    mutating func append(_ bytes: RawSpan) {
        unsafe bytes.withUnsafeBytes { unsafe append($0) }
    }

    @unsafe mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        reserve(bytes.count)
        unsafe (base + count).copyMemory(from: start, byteCount: bytes.count)
        count += bytes.count
    }

    mutating func append(_ value: UInt32) {
        reserve(4)
        unsafe base.storeBytes(of: value, toByteOffset: count, as: UInt32.self)
        count += 4
    }

    mutating func appendVarint(_ value: UInt64) {
        reserve(10)
        var rest = value
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(truncatingIfNeeded: rest))
    }

    /// Replaces four bytes that were appended before.
    mutating func replace(at offset: Int, with value: UInt32) {
        precondition(offset + 4 <= count, "only what is there can be replaced")
        unsafe base.storeBytes(of: value, toByteOffset: offset, as: UInt32.self)
    }

    /// Lets a loop write up to so many bytes; it gives how many it wrote.
    @unsafe @inline(__always)
    mutating func write<Failure: Error>(
        atMost byteCount: Int, _ body: (UnsafeMutableRawPointer) throws(Failure) -> Int
    ) throws(Failure) {
        reserve(byteCount)
        let written = unsafe try body(base + count)
        precondition(written <= byteCount, "a loop wrote more than it asked for")
        count += written
    }

    /// The bytes as an array, which empties the buffer.
    mutating func takeArray() -> [UInt8] {
        let array = unsafe [UInt8](UnsafeRawBufferPointer(start: base, count: count))
        count = 0
        return array
    }
}
