import DDBCompression

/// The block of 4096 bytes that the index's large files consist of.
///
/// ```
/// block = crc32 (u32, of all that follows), salt (u32), number (u32), kind (u16), count (u16),
///         content (4080 bytes: 170 entries of 24 bytes, or 510 words of 8; zeros behind them)
/// ```
/// All is little-endian. The salt is the file's own, so that a block of another file, or of another
/// place in this one, is not taken for the one that is asked for.
enum IndexBlock {
    enum Kind: UInt16 {
        /// Entries, ordered by hash.
        case entries = 1
        /// The first hash of each block of entries, its high word.
        case directory = 2
        /// Where rows have gone.
        case relocation = 3
    }

    static let byteCount = 4096
    static let headerBytes = 16
    static let contentBytes = byteCount - headerBytes
    /// The entries of a full block.
    static let entriesMax = contentBytes / MemoryLayout<KeyEntry>.stride
    /// The words of a full block.
    static let wordsMax = contentBytes / 8

    /// Writes the head of a block whose content is there.
    static func seal(
        _ block: UnsafeMutableRawPointer, salt: UInt32, number: Int, kind: Kind, count: Int
    ) {
        unsafe block.storeBytes(of: salt.littleEndian, toByteOffset: 4, as: UInt32.self)
        unsafe block.storeBytes(
            of: UInt32(truncatingIfNeeded: number).littleEndian, toByteOffset: 8, as: UInt32.self)
        unsafe block.storeBytes(
            of: kind.rawValue.littleEndian, toByteOffset: 12, as: UInt16.self)
        unsafe block.storeBytes(
            of: UInt16(truncatingIfNeeded: count).littleEndian, toByteOffset: 14, as: UInt16.self)
        unsafe block.storeBytes(
            of: checksum(UnsafeRawPointer(block)).littleEndian, as: UInt32.self)
    }

    /// Returns the count of a block that is whole and the one that is meant, else nil.
    static func check(
        _ block: UnsafeRawPointer, salt: UInt32, number: Int, kind: Kind
    ) -> Int? {
        let stored = unsafe UInt32(littleEndian: block.load(as: UInt32.self))
        guard unsafe stored == checksum(block),
            unsafe UInt32(littleEndian: block.load(fromByteOffset: 4, as: UInt32.self)) == salt,
            unsafe UInt32(littleEndian: block.load(fromByteOffset: 8, as: UInt32.self))
                == UInt32(truncatingIfNeeded: number),
            unsafe UInt16(littleEndian: block.load(fromByteOffset: 12, as: UInt16.self))
                == kind.rawValue
        else { return nil }
        return unsafe count(block)
    }

    /// The count of a block that was checked.
    @inline(__always)
    static func count(_ block: UnsafeRawPointer) -> Int {
        unsafe Int(UInt16(littleEndian: block.load(fromByteOffset: 14, as: UInt16.self)))
    }

    private static func checksum(_ block: UnsafeRawPointer) -> UInt32 {
        let bytes = unsafe UnsafeRawBufferPointer(start: block + 4, count: byteCount - 4)
        return unsafe FastCRC32.checksum(RawSpan(_unsafeBytes: bytes))
    }
}
