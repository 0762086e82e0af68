public import DDBBase

/// Makes a key index of the visible rows of a table.
///
/// ```swift
/// var builder = try KeyIndexBuilder(in: folder, tableID: id)
/// let part = try builder.part("part-1.parquet", rowCount: 1000)
/// try builder.append(hashes, part: part, firstRow: 0)
/// let (index, duplicates) = try builder.finish(at: point)
/// ```
/// Rows are dealt out to buckets by their hashes; what does not fit into memory
/// (``KeyIndexLimits/rebuildBytesMax``) is laid aside in a file. The index that was in the folder
/// stays as it is until `finish` puts the new one in its place.
public struct KeyIndexBuilder: ~Copyable {
    private static let bucketBits: UInt64 = 8
    /// The most duplicates that are named.
    private static let duplicatesMax = 1 << 20

    /// Makes the hashes that the index will know keys by.
    public let hasher: KeyHasher

    private let folder: any IndexFolder
    private let tableID: String
    private let limits: KeyIndexLimits
    private let random: any RandomSource
    private let salt: UInt64
    private var parts: [NumberedPart] = []
    private var buckets: [[KeyEntry]]
    private let bucketEntriesMax: Int
    /// Where the pieces of each bucket lie in the file: by entries.
    private var pieces: [[Range<Int>]]
    private var spill: (any IndexFile)?
    private var spilled = 0

    /// Begins an index; touches nothing.
    ///
    /// - Parameter hasher: Makes the hashes; nil for one with a seed of its own.
    public init(
        in folder: any IndexFolder, tableID: String, limits: KeyIndexLimits = KeyIndexLimits(),
        random: any RandomSource = SystemRandomSource(), hasher: KeyHasher? = nil
    ) {
        self.folder = folder
        self.tableID = tableID
        self.limits = limits
        self.random = random
        self.hasher = hasher ?? KeyHasher(random: random)
        salt = random.next()
        let count = 1 << Int(Self.bucketBits)
        buckets = Array(repeating: [], count: count)
        pieces = Array(repeating: [], count: count)
        bucketEntriesMax = max(limits.rebuildBytesMax / count / MemoryLayout<KeyEntry>.stride, 64)
    }

    /// Names a part and returns its number.
    ///
    /// - Throws: ``StoreError/Code/tooLarge`` where it has more rows than can be indexed.
    public mutating func part(_ name: String, rowCount: Int) throws -> UInt32 {
        guard (0...IndexedPart.rowCountMax).contains(rowCount),
            parts.count < Int(KeyEntry.partMax)
        else {
            throw StoreError(
                .tooLarge, "The part '\(name)' has \(rowCount) rows, too many for a key index.")
        }
        let number = UInt32(parts.count)
        parts.append(NumberedPart(number: number, name: name, rowCount: UInt32(rowCount)))
        return number
    }

    /// Adds a visible row.
    public mutating func append(_ hash: KeyHash, part: UInt32, row: Int) throws {
        precondition(row < Int(parts[Int(part)].rowCount), "a row lies in its part")
        let bucket = Int(hash.high >> (64 - Self.bucketBits))
        buckets[bucket].append(KeyEntry(hash, RowLocation(part: part, row: UInt32(row))))
        if buckets[bucket].count >= bucketEntriesMax { try layAside(bucket) }
    }

    /// Adds visible rows that lie one behind the other.
    public mutating func append(_ hashes: [KeyHash], part: UInt32, firstRow: Int) throws {
        for (offset, hash) in hashes.enumerated() {
            try append(hash, part: part, row: firstRow + offset)
        }
    }

    private mutating func layAside(_ bucket: Int) throws {
        let file = try spill ?? folder.create(IndexFileName.rebuild(salt))
        spill = file
        let entries = buckets[bucket]
        try unsafe file.append(entries.span.bytes)
        pieces[bucket].append(spilled..<spilled + entries.count)
        spilled += entries.count
        buckets[bucket].removeAll(keepingCapacity: true)
    }

    /// Writes the index in place of the one that is there, and opens it.
    ///
    /// - Returns: The index, and the rows whose key has a later row too, in a part of a greater
    ///   number or further down in the same one: the index knows only the later one.
    /// - Throws: ``StoreError/Code/keyIndex``; ``StoreError/Code/damaged`` where more than a
    ///   million rows have the key of another.
    public consuming func finish(
        at point: IndexPoint
    ) throws -> (index: KeyIndex, duplicates: [RowLocation]) {
        let names = Set(try folder.names())
        var baseSalt = salt
        while names.contains(IndexFileName.base(baseSalt)) { baseSalt = random.next() }
        let writer = try BaseWriter(
            in: folder, fileName: IndexFileName.base(baseSalt),
            salt: UInt32(truncatingIfNeeded: baseSalt))
        var duplicates: [RowLocation] = []
        let mapping = try spill == nil ? nil : folder.map(IndexFileName.rebuild(salt))
        for bucket in buckets.indices {
            var entries = buckets[bucket]
            buckets[bucket] = []
            for piece in pieces[bucket] { try Self.read(piece, of: mapping, into: &entries) }
            KeySort.sort(&entries, bitsKnown: Self.bucketBits)
            try Self.write(entries, to: writer, &duplicates)
        }
        let description = try writer.finish()
        try writer.file.sync()
        try folder.sync()
        try Settlement.write(
            IndexManifest(
                identity: IndexIdentity(high: random.next(), low: random.next()),
                tableID: tableID, hasher: hasher, point: point, base: description,
                firstJournal: 0, chain: 0, nextNumber: UInt32(parts.count), parts: parts),
            in: folder)
        switch try KeyIndex.open(in: folder, tableID: tableID, limits: limits, random: random) {
        case .opened(let index): return (index, duplicates)
        case .unusable(let reason): throw IndexDamage(reason).error
        }
    }

    private static func read(
        _ piece: Range<Int>, of mapping: IndexMapping?, into entries: inout [KeyEntry]
    ) throws {
        let size = MemoryLayout<KeyEntry>.stride
        guard let mapping, piece.upperBound * size <= mapping.byteCount else {
            throw IndexDamage("rows that were laid aside are gone").error
        }
        let rows = unsafe UnsafeRawBufferPointer(
            start: mapping.base + piece.lowerBound * size, count: piece.count * size)
        unsafe entries.append(contentsOf: rows.bindMemory(to: KeyEntry.self))
    }

    private static func write(
        _ entries: [KeyEntry], to writer: BaseWriter, _ duplicates: inout [RowLocation]
    ) throws {
        for index in entries.indices {
            let isLast = index + 1 == entries.count || !entries[index + 1].isOf(entries[index].hash)
            if isLast {
                try writer.append(entries[index])
                continue
            }
            guard duplicates.count < duplicatesMax else {
                throw StoreError(
                    .damaged,
                    "More than \(duplicatesMax) rows of the table have the key of another row; load "
                        + "the table again.")
            }
            duplicates.append(entries[index].location)
        }
    }
}
