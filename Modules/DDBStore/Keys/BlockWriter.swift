/// Writes a file of checked blocks, many blocks at a time.
@safe
final class BlockWriter {
    /// The blocks that are written at once: 256 KiB.
    private static let bufferBlocks = 64

    private let file: any IndexFile
    let salt: UInt32
    private let buffer = UnsafeMutableRawPointer.allocate(
        byteCount: bufferBlocks * IndexBlock.byteCount, alignment: 64)
    /// The blocks in the buffer that are sealed.
    private var buffered = 0
    /// The items in the block that is open.
    private var items = 0
    /// The number of the block that is open.
    private(set) var number = 0

    init(_ file: any IndexFile, salt: UInt32) {
        self.file = file
        self.salt = salt
    }

    deinit { unsafe buffer.deallocate() }

    /// The start of the open block.
    private var block: UnsafeMutableRawPointer {
        unsafe buffer + buffered &* IndexBlock.byteCount
    }

    /// The entries that the open block has, and room for more; at least one.
    var entryRoom: UnsafeMutableBufferPointer<KeyEntry> {
        let offset = IndexBlock.headerBytes &+ items &* MemoryLayout<KeyEntry>.stride
        return unsafe UnsafeMutableBufferPointer(
            start: (block + offset).assumingMemoryBound(to: KeyEntry.self),
            count: IndexBlock.entriesMax &- items)
    }

    /// Counts entries that were put where ``entryRoom`` is.
    ///
    /// - Returns: The first of the block, where it is among them.
    func addEntries(_ count: Int) throws -> KeyEntry? {
        guard count > 0 else { return nil }
        let first = unsafe items == 0 ? entryRoom[0] : nil
        items &+= count
        if items == IndexBlock.entriesMax { try endBlock(.entries) }
        return first
    }

    /// Adds a word.
    @inline(__always)
    func append(_ word: UInt64, _ kind: IndexBlock.Kind) throws {
        let offset = IndexBlock.headerBytes &+ items &* 8
        unsafe (block + offset).storeBytes(of: word, as: UInt64.self)
        items &+= 1
        if items == IndexBlock.wordsMax { try endBlock(kind) }
    }

    /// Ends the open block, where it has items.
    func endBlock(_ kind: IndexBlock.Kind) throws {
        guard items > 0 else { return }
        let size = kind == .entries ? MemoryLayout<KeyEntry>.stride : 8
        let used = IndexBlock.headerBytes + items * size
        unsafe (block + used).initializeMemory(
            as: UInt8.self, repeating: 0, count: IndexBlock.byteCount - used)
        unsafe IndexBlock.seal(block, salt: salt, number: number, kind: kind, count: items)
        items = 0
        number += 1
        buffered += 1
        if buffered == Self.bufferBlocks { try flush() }
    }

    /// Hands all sealed blocks to the file.
    func flush() throws {
        let count = buffered * IndexBlock.byteCount
        try unsafe file.append(RawSpan(_unsafeStart: UnsafeRawPointer(buffer), byteCount: count))
        buffered = 0
    }
}
