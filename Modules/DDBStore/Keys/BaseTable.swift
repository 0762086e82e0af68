/// What is known of a file of sorted entries without looking into it.
struct BaseDescription: Sendable, Equatable {
    var fileName: String
    var salt: UInt32
    var entryCount: Int
    var blockCount: Int

    var directoryBlockCount: Int {
        (blockCount + IndexBlock.wordsMax - 1) / IndexBlock.wordsMax
    }
}

/// Writes the sorted entries of an index.
///
/// ```
/// base = block of entries..., block of directory...
/// ```
final class BaseWriter {
    let fileName: String
    let file: any IndexFile
    private let blocks: BlockWriter
    private var directory: [UInt64] = []
    private(set) var entryCount = 0

    init(in folder: any IndexFolder, fileName: String, salt: UInt32) throws {
        self.fileName = fileName
        file = try folder.create(fileName)
        blocks = BlockWriter(file, salt: salt)
    }

    /// Where the next entries go, in the order of their hashes; room for at least one.
    var room: UnsafeMutableBufferPointer<KeyEntry> { unsafe blocks.entryRoom }

    /// Counts entries that were put where ``room`` is.
    func add(_ count: Int) throws {
        if let first = try blocks.addEntries(count) { directory.append(first.high) }
        entryCount &+= count
    }

    /// Adds an entry whose hash is greater than all before.
    func append(_ entry: KeyEntry) throws {
        unsafe room[0] = entry
        try add(1)
    }

    /// Writes the directory; what was written is not durable yet.
    func finish() throws -> BaseDescription {
        try blocks.endBlock(.entries)
        let description = BaseDescription(
            fileName: fileName, salt: blocks.salt, entryCount: entryCount,
            blockCount: directory.count)
        for word in directory { try blocks.append(word, .directory) }
        try blocks.endBlock(.directory)
        try blocks.flush()
        return description
    }
}

/// The sorted entries of an index, mapped.
///
/// The directory, 8 bytes a block of 170 entries, is read and checked when the file is opened; a
/// block of entries when it is first needed.
@safe
final class BaseTable {
    let description: BaseDescription
    let mapping: IndexMapping
    private let directory: UnsafeMutablePointer<UInt64>
    /// A bit for each block that was found whole.
    private let checked: UnsafeMutablePointer<UInt64>

    /// - Throws: ``IndexDamage``.
    init(_ description: BaseDescription, in folder: any IndexFolder) throws {
        guard let mapping = try folder.map(description.fileName) else {
            throw IndexDamage("'\(description.fileName)' is missing")
        }
        let count = description.blockCount
        let blocks = count + description.directoryBlockCount
        guard mapping.byteCount == blocks * IndexBlock.byteCount else {
            throw IndexDamage("'\(description.fileName)' has \(mapping.byteCount) bytes")
        }
        self.description = description
        self.mapping = mapping
        unsafe directory = .allocate(capacity: count + 1)
        unsafe checked = .allocate(capacity: count / 64 + 1)
        unsafe checked.initialize(repeating: 0, count: count / 64 + 1)
        // No block begins behind the last one's end.
        unsafe directory.initialize(repeating: .max, count: count + 1)
        try readDirectory()
    }

    deinit {
        unsafe directory.deallocate()
        unsafe checked.deallocate()
    }

    var entryCount: Int { description.entryCount }
    var blockCount: Int { description.blockCount }

    private func readDirectory() throws {
        var filled = 0
        for number in blockCount..<blockCount + description.directoryBlockCount {
            let block = unsafe mapping.base + number * IndexBlock.byteCount
            let expected = min(IndexBlock.wordsMax, blockCount - filled)
            guard
                unsafe IndexBlock.check(
                    block, salt: description.salt, number: number, kind: .directory) == expected
            else { throw damage(number) }
            for index in 0..<expected {
                unsafe directory[filled] = block.load(
                    fromByteOffset: IndexBlock.headerBytes + index * 8, as: UInt64.self)
                guard unsafe filled == 0 || directory[filled - 1] <= directory[filled] else {
                    throw damage(number)
                }
                filled += 1
            }
        }
    }

    private func damage(_ number: Int) -> IndexDamage {
        IndexDamage("block \(number) of '\(description.fileName)' fails its checksum")
    }

    /// The first block from which on all begin at or behind a hash.
    ///
    /// Hashes are even, so the block is looked for where it should be, and from there by steps that
    /// double.
    @inline(__always)
    private func lowerBound(_ high: UInt64) -> Int {
        let count = blockCount
        var low = Int(high.multipliedFullWidth(by: UInt64(count)).high)
        var end: Int
        var step = 4
        if unsafe directory[low] < high {
            end = low &+ step
            while end < count, unsafe directory[end] < high {
                low = end
                step &*= 2
                end = low &+ step
            }
            low &+= 1
            end = min(end, count)
        } else {
            end = low
            low = max(0, end &- step)
            while low > 0, unsafe directory[low] >= high {
                end = low
                step &*= 2
                low = max(0, end &- step)
            }
        }
        while low < end {
            let middle = (low &+ end) / 2
            if unsafe directory[middle] < high { low = middle &+ 1 } else { end = middle }
        }
        return low
    }

    /// The block where a search for a hash begins.
    @inline(__always)
    func startBlock(_ hash: KeyHash) -> Int { max(lowerBound(hash.high) &- 1, 0) }

    /// Loads the word near which a hash should lie, so that the memory is there when it comes to
    /// it.
    @inline(__always)
    func touch(_ hash: KeyHash, block: Int) -> UInt64 {
        guard block < blockCount else { return 0 }
        let guess = guess(hash.high, block: block, count: IndexBlock.entriesMax)
        let offset = block &* IndexBlock.byteCount &+ IndexBlock.headerBytes &+ guess &* 24
        return unsafe mapping.base.load(fromByteOffset: offset, as: UInt64.self)
    }

    @inline(__always)
    private func guess(_ high: UInt64, block: Int, count: Int) -> Int {
        let first = unsafe directory[block]
        let width = unsafe (directory[block &+ 1] &- first) / UInt64(count)
        guard high > first, width > 0 else { return 0 }
        return min(Int((high &- first) / width), count &- 1)
    }

    /// The entries of a block, which is checked where it was not before.
    @inline(__always)
    func entries(_ block: Int) throws -> UnsafeBufferPointer<KeyEntry> {
        let start = unsafe mapping.base + block &* IndexBlock.byteCount
        if unsafe checked[block &>> 6] & (1 &<< UInt64(block & 63)) == 0 {
            try check(block)
        }
        return unsafe UnsafeBufferPointer(
            start: (start + IndexBlock.headerBytes).assumingMemoryBound(to: KeyEntry.self),
            count: IndexBlock.count(start))
    }

    @inline(never)
    private func check(_ block: Int) throws {
        let start = unsafe mapping.base + block * IndexBlock.byteCount
        let rest = description.entryCount - block * IndexBlock.entriesMax
        guard
            unsafe IndexBlock.check(
                start, salt: description.salt, number: block, kind: .entries)
                == min(rest, IndexBlock.entriesMax)
        else { throw damage(block) }
        unsafe checked[block >> 6] |= 1 << UInt64(block & 63)
    }

    /// Where the base says that a key's row is; nil where it does not know the key.
    @inline(__always)
    func find(_ hash: KeyHash, from start: Int) throws -> RowLocation? {
        var block = start
        while block < blockCount {
            if block > start, unsafe directory[block] > hash.high { return nil }
            let entries = try unsafe entries(block)
            let count = entries.count
            var place = guess(hash.high, block: block, count: count)
            while place < count, unsafe entries[place].precedes(hash) { place &+= 1 }
            while place > 0, unsafe !entries[place &- 1].precedes(hash) { place &-= 1 }
            if place < count {
                let found = unsafe entries[place]
                return found.isOf(hash) ? found.location : nil
            }
            block &+= 1
        }
        return nil
    }
}
