/// Reads records of Ion text and writes each as a line of DynamoDB JSON, in one pass over bytes
/// that zeros follow.
///
/// What the text says in other words than JSON is put into JSON's; what both say alike is left to
/// the decoder of the lines: UTF-8, base64's padding, the range of numbers, names given twice.
///
/// As in ``TapeScanner`` there are no bounds checks on bytes: a zero is part of no token. A fault
/// lies at or behind the last byte that was looked at for it, so that one at the end of the bytes
/// may go away when more follow.
@safe
struct IonScanner: ~Copyable {
    private let bytes: UnsafePointer<UInt8>
    /// The number of bytes before the zeros.
    let end: Int
    let limits: DecodeLimits
    private let output: BatchStorage
    private var text: UnsafeMutableRawPointer
    private var textCapacity: Int
    /// The bytes of whole lines, and of the one that is being written.
    private(set) var textCount = 0
    /// Where the line that is being written begins.
    private var lineStart = 0
    /// Where the last fault was found.
    private(set) var faultOffset = 0

    /// Creates a scanner of sealed bytes that writes to memory from its start.
    init(input: BatchStorage, output: BatchStorage, limits: DecodeLimits) {
        unsafe bytes = UnsafePointer(input.bytes.assumingMemoryBound(to: UInt8.self))
        end = input.byteCount
        self.limits = limits
        self.output = output
        unsafe text = output.bytes
        textCapacity = output.byteCapacity
    }

    // MARK: reading

    @inline(__always)
    func byte(_ offset: Int) -> UInt8 {
        unsafe bytes[offset]
    }

    @inline(__always)
    func word(_ offset: Int) -> UInt64 {
        UInt64(littleEndian: unsafe UnsafeRawPointer(bytes + offset).loadUnaligned(as: UInt64.self))
    }

    /// The first bytes of a word, at most 8, without the others.
    @inline(__always)
    func word(_ offset: Int, count: Int) -> UInt64 {
        count >= 8 ? word(offset) : word(offset) & ((1 << UInt64(8 &* count)) &- 1)
    }

    /// The offset of the first byte from one on that is no white space.
    func firstByte(_ start: Int) -> Int {
        var offset = start
        while Self.isSpace(byte(offset)) { offset &+= 1 }
        return offset
    }

    /// Whether the last fault was found at the end of the bytes and may go away with more of them.
    var isFaultAtEnd: Bool { faultOffset >= end }

    @inline(never)
    mutating func fail(_ fault: ScanFault, at offset: Int) -> ScanFault {
        faultOffset = min(offset, end)
        let isNone = fault == .ionRecord || fault == .ionVersion
        return offset >= end && !isNone ? .endOfRecord : fault
    }

    // MARK: writing

    /// Begins a line behind those that are there.
    mutating func beginLine() {
        lineStart = textCount
    }

    /// Takes back what was written behind an offset.
    mutating func takeBack(to count: Int) {
        textCount = count
    }

    /// Writes the first bytes of a little-endian word.
    @inline(__always)
    mutating func put(_ word: UInt64, _ count: Int) throws(ScanFault) {
        if textCount &+ 8 > textCapacity { try grow(8) }
        unsafe text.storeBytes(of: word.littleEndian, toByteOffset: textCount, as: UInt64.self)
        textCount &+= count
    }

    @inline(__always)
    mutating func put(_ byte: UInt8) throws(ScanFault) {
        try put(UInt64(byte), 1)
    }

    /// Copies bytes as they are.
    @inline(__always)
    mutating func copy(_ range: Range<Int>) throws(ScanFault) {
        var offset = range.lowerBound
        while offset < range.upperBound {
            try put(word(offset), min(8, range.upperBound &- offset))
            offset &+= 8
        }
    }

    /// Whether the bytes written from an offset on, less than 8, are a little-endian word.
    func wrote(_ word: UInt64, from start: Int, count: Int) -> Bool {
        let loaded = unsafe text.loadUnaligned(fromByteOffset: start, as: UInt64.self)
        return UInt64(littleEndian: loaded) & ((1 << UInt64(8 * count)) - 1) == word
    }

    @inline(never)
    private mutating func grow(_ count: Int) throws(ScanFault) {
        // A record of Ion that is within the limit may still be a line beyond it.
        guard textCount - lineStart <= limits.recordBytesMax else {
            faultOffset = 0
            throw .recordSize
        }
        output.growBytes(to: max(2 * textCapacity, textCount + count), keeping: textCount)
        unsafe text = output.bytes
        textCapacity = output.byteCapacity
    }

    // MARK: between tokens

    /// Skips white space and comments.
    @inline(__always)
    mutating func skipSpace(_ offset: Int) throws(ScanFault) -> Int {
        let byte = byte(offset)
        return byte > 0x20 && byte != UInt8(ascii: "/") ? offset : try skipSpaceSlowly(offset)
    }

    @inline(never)
    private mutating func skipSpaceSlowly(_ start: Int) throws(ScanFault) -> Int {
        var offset = start
        while true {
            if Self.isSpace(byte(offset)) {
                offset &+= 1
            } else if byte(offset) == UInt8(ascii: "/") {
                offset = try comment(offset &+ 1)
            } else {
                return offset
            }
        }
    }

    /// Reads a comment from the byte after its first slash and returns the offset after it.
    private mutating func comment(_ start: Int) throws(ScanFault) -> Int {
        var offset = start &+ 1
        switch byte(start) {
        case UInt8(ascii: "/"):
            while offset < end, byte(offset) != 0x0A, byte(offset) != 0x0D { offset &+= 1 }
            return min(offset, end)
        case UInt8(ascii: "*"):
            while offset < end {
                if byte(offset) == UInt8(ascii: "*"), byte(offset &+ 1) == UInt8(ascii: "/") {
                    return offset &+ 2
                }
                offset &+= 1
            }
            throw fail(.ionSyntax, at: end)
        default:
            throw fail(.ionSyntax, at: start)
        }
    }

    /// Whether a byte is white space in Ion.
    @inline(__always)
    static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte &- 0x09 < 5
    }

    /// Whether a byte may stand in an identifier, digits included.
    @inline(__always)
    static func isIdentifier(_ byte: UInt8) -> Bool {
        let low: UInt64 = 0x03FF_0010_0000_0000
        let high: UInt64 = 0x07FF_FFFE_87FF_FFFE
        let bits = byte < 0x40 ? low : high
        return byte < 0x80 && bits >> UInt64(byte & 63) & 1 != 0
    }

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10
    }

    /// The offset after an identifier, or a keyword, that begins at an offset.
    @inline(__always)
    func identifierEnd(_ start: Int) -> Int {
        var offset = start
        while Self.isIdentifier(byte(offset)) { offset &+= 1 }
        return offset
    }
}
