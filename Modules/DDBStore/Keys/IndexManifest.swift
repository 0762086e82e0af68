import DDBCompression

/// What an index is of and what it consists of: the file that makes the others count.
///
/// ```
/// manifest = "DDBKEYX1", byte count of the rest (u32), crc32 of the rest (u32),
///            identity (2 x u64), table (text), seed (2 x u64), version (i64), stamp (u64),
///            base: file (text), salt (u32), entries (u64), blocks (u64),
///            number of the first journal (u64), its chain (u32),
///            next part number (u32), parts: count (u32), then each: number, rows (u32), name
///            (text)
/// text     = byte count (u32), UTF-8
/// ```
struct IndexManifest: Equatable {
    static let magic = Array("DDBKEYX1".utf8)

    /// Tells the files of one index from those of another of the same table.
    var identity: IndexIdentity
    var tableID: String
    var hasher: KeyHasher
    /// The version whose keys the base holds.
    var point: IndexPoint
    var base: BaseDescription
    var firstJournal: UInt64
    /// The checksum that the first record of the first journal continues.
    var chain: UInt32
    var nextNumber: UInt32
    var parts: [NumberedPart]

    var bytes: [UInt8] {
        var rest = IndexRecordWriter()
        rest.append(identity.high)
        rest.append(identity.low)
        rest.append(tableID)
        rest.append(hasher.seed.0)
        rest.append(hasher.seed.1)
        rest.append(point)
        rest.append(base.fileName)
        rest.append(base.salt)
        rest.append(UInt64(base.entryCount))
        rest.append(UInt64(base.blockCount))
        rest.append(firstJournal)
        rest.append(chain)
        rest.append(nextNumber)
        rest.append(parts)
        var writer = IndexRecordWriter()
        writer.append(raw: Self.magic)
        writer.append(UInt32(rest.bytes.count))
        writer.append(unsafe FastCRC32.checksum(rest.bytes.span.bytes))
        writer.append(raw: rest.bytes)
        return writer.bytes
    }
}

extension IndexManifest {
    /// Reads a manifest.
    init(_ bytes: RawSpan) throws(IndexDamage) {
        var reader = IndexRecordReader(bytes)
        guard try reader.raw(8) == Self.magic else {
            throw IndexDamage("the manifest is none, or of another version of ddbkit")
        }
        let byteCount = Int(try reader.word(UInt32.self))
        let checksum = try reader.word(UInt32.self)
        guard byteCount == bytes.byteCount - reader.offset,
            FastCRC32.checksum(bytes.extracting(reader.offset...)) == checksum
        else { throw IndexDamage("the manifest fails its checksum") }
        identity = IndexIdentity(
            high: try reader.word(UInt64.self), low: try reader.word(UInt64.self))
        tableID = try reader.text()
        hasher = KeyHasher(seed: (try reader.word(UInt64.self), try reader.word(UInt64.self)))
        point = try reader.point()
        base = BaseDescription(
            fileName: try reader.text(), salt: try reader.word(UInt32.self),
            entryCount: Int(clamping: try reader.word(UInt64.self)),
            blockCount: Int(clamping: try reader.word(UInt64.self)))
        firstJournal = try reader.word(UInt64.self)
        chain = try reader.word(UInt32.self)
        nextNumber = try reader.word(UInt32.self)
        parts = try reader.parts()
        let perBlock = IndexBlock.entriesMax
        guard reader.isAtEnd, base.blockCount < 1 << 32,
            base.blockCount == (base.entryCount + perBlock - 1) / perBlock
        else { throw IndexDamage("the manifest contradicts itself") }
    }
}

/// A number drawn for each index.
struct IndexIdentity: Equatable, Sendable {
    var high: UInt64
    var low: UInt64
}
