import DDBJSON

/// Validates DynamoDB JSON and writes its tape, in one pass over bytes that zeros follow.
///
/// There are no bounds checks on bytes: the 64 zeros after the last byte stop every loop, since no
/// part of the grammar goes on at a zero, and words of eight bytes are loaded only at offsets that
/// have not passed the last byte.
///
/// Functions that are not inlined are `mutating` even where they change nothing: the compiler hands
/// a `mutating` one the address of `self`, but copies the whole struct for another, before the
/// branch that might call it.
@safe
struct TapeScanner: ~Copyable {
    let storage: BatchStorage
    private let bytes: UnsafePointer<UInt8>
    /// The number of bytes before the zeros.
    let end: Int
    let limits: DecodeLimits
    /// Whether a line feed is white space, rather than the end of a record.
    let lineFeedIsSpace: Bool
    private var tape: UnsafeMutablePointer<UInt64>
    private var tapeCapacity: Int
    var tapeCount = 0
    /// Four words for each open map: a Bloom filter over its names.
    private let filters: UnsafeMutablePointer<UInt64>
    /// The tape index of the item that is being read, or -1.
    var root = -1
    /// The partitions that records name.
    var partitions: PartitionTable
    /// Whether a line feed or carriage return stood between tokens.
    private(set) var sawLineBreak = false
    /// Where the last fault was found.
    private(set) var faultOffset = 0

    init(storage: BatchStorage, limits: DecodeLimits, lineFeedIsSpace: Bool = false) {
        self.storage = storage
        self.limits = limits
        self.lineFeedIsSpace = lineFeedIsSpace
        unsafe bytes = UnsafePointer(storage.bytes.assumingMemoryBound(to: UInt8.self))
        end = storage.byteCount
        unsafe tape = storage.tape
        tapeCapacity = storage.tapeCapacity
        partitions = PartitionTable(countMax: limits.partitionsMax)
        unsafe filters = .allocate(capacity: 4 * (limits.depthMax + 2))
    }

    deinit {
        unsafe filters.deallocate()
    }

    // MARK: bytes and words

    @inline(__always)
    func byte(_ offset: Int) -> UInt8 {
        unsafe bytes[offset]
    }

    @inline(__always)
    func word(_ offset: Int) -> UInt64 {
        UInt64(littleEndian: unsafe UnsafeRawPointer(bytes + offset).loadUnaligned(as: UInt64.self))
    }

    /// The bytes of a range, which must end before the zeros do.
    @inline(__always)
    func withText<Result, Failure: Error>(
        _ range: Range<Int>, _ body: (RawSpan) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(
            unsafe RawSpan(_unsafeStart: bytes + range.lowerBound, byteCount: range.count))
    }

    /// Writes bytes in the place of others.
    mutating func overwrite(from start: Int, _ text: [UInt8]) {
        for (index, byte) in text.enumerated() {
            unsafe storage.bytes.storeBytes(of: byte, toByteOffset: start + index, as: UInt8.self)
        }
    }

    @inline(__always)
    mutating func push(_ word: UInt64) {
        unsafe tape[tapeCount] = word
        tapeCount &+= 1
    }

    @inline(__always)
    mutating func set(_ word: UInt64, at index: Int) {
        unsafe tape[index] = word
    }

    @inline(__always)
    func tapeWord(_ index: Int) -> UInt64 {
        unsafe tape[index]
    }

    /// Makes sure that a few words can be pushed: a name and the two of a container.
    @inline(__always)
    mutating func reserveTape() {
        if tapeCount &+ 4 > tapeCapacity { growTape() }
    }

    @inline(never)
    private mutating func growTape() {
        storage.growTape(keeping: tapeCount)
        unsafe tape = storage.tape
        tapeCapacity = storage.tapeCapacity
    }

    /// Leaves the tape's length with the memory that the batch will own.
    mutating func finish() {
        storage.tapeCount = tapeCount
    }

    @inline(never)
    mutating func fail(_ fault: ScanFault, at offset: Int) -> ScanFault {
        faultOffset = min(offset, end)
        return fault == .syntax && offset >= end ? .endOfRecord : fault
    }

    // MARK: the filter over a map's names

    @inline(__always)
    mutating func clearFilter(_ depth: Int) {
        unsafe (filters + 4 * depth).update(repeating: 0, count: 4)
    }

    /// Adds a name's hash and tells whether an equal one may have been added before.
    @inline(__always)
    mutating func addToFilter(_ depth: Int, _ hash: UInt64) -> Bool {
        let slot = unsafe filters + 4 * depth + Int(truncatingIfNeeded: hash >> 62)
        let bit = UInt64(1) << (hash >> 56 & 63)
        let seen = unsafe slot.pointee & bit != 0
        unsafe slot.pointee |= bit
        return seen
    }

    // MARK: white space

    @inline(__always)
    func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0D || (byte == 0x0A && lineFeedIsSpace)
    }

    @inline(__always)
    mutating func skipSpace(_ offset: Int) -> Int {
        byte(offset) > 0x20 ? offset : skipSpaceSlowly(offset)
    }

    @inline(never)
    private mutating func skipSpaceSlowly(_ offset: Int) -> Int {
        var offset = offset
        while isSpace(byte(offset)) {
            if byte(offset) == 0x0A || byte(offset) == 0x0D { sawLineBreak = true }
            offset &+= 1
        }
        return offset
    }
}
