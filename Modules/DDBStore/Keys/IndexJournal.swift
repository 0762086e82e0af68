import DDBCompression

/// The changes of one commit, as a record of a journal.
///
/// ```
/// journal = "DDBKEYJ1", identity (2 x u64), number (u64), version (i64), stamp (u64) and chain
///           (u32) that it continues, crc32 of these (u32), record...
/// record  = byte count of the rest (u32), crc32 of byte count and rest, continuing the crc32 of
///           the record before (u32),
///           version (i64), stamp (u64), parts (see IndexManifest),
///           relocations: count (u32), then each: file (text), salt (u32),
///             sources: count (u32), then each: number, rows (u32); targets: count (u32), numbers,
///           removed parts: count (u32), numbers,
///           entries: count (u32), then each: hash (2 x u64), part (u32), row (u32);
///             part 0xFFFFFFFF: the key is removed
/// ```
/// A journal ends before the first record that is not whole or does not continue the one before.
struct JournalRecord {
    static let headBytes = 8

    var point: IndexPoint
    var parts: [NumberedPart]
    var relocations: [RelocationDescription]
    var removed: [UInt32]
    var entries: [KeyEntry]

    /// The record's bytes and its checksum, which the next one continues.
    func sealed(chain: UInt32) -> (bytes: [UInt8], chain: UInt32) {
        var rest = IndexRecordWriter(capacity: entries.count * 24 + 1024)
        rest.append(UInt64(0))
        rest.append(point)
        rest.append(parts)
        rest.append(UInt32(relocations.count))
        for relocation in relocations { rest.append(relocation) }
        rest.append(UInt32(removed.count))
        for number in removed { rest.append(number) }
        rest.append(entries)
        let byteCount = UInt32(rest.bytes.count - Self.headBytes)
        let sum = unsafe Self.checksum(
            byteCount, rest.bytes.span.bytes.extracting(Self.headBytes...), chain)
        rest.replace(at: 0, with: byteCount)
        rest.replace(at: 4, with: sum)
        return (rest.bytes, sum)
    }

    private static func checksum(_ byteCount: UInt32, _ rest: RawSpan, _ chain: UInt32) -> UInt32 {
        let size = [byteCount.littleEndian]
        return FastCRC32.checksum(
            rest, continuing: unsafe FastCRC32.checksum(size.span.bytes, continuing: chain))
    }

    /// Reads the record at an offset and moves past it; nil where there is no whole one.
    static func read(
        _ bytes: RawSpan, at offset: inout Int, chain: inout UInt32
    ) throws(IndexDamage) -> JournalRecord? {
        guard bytes.byteCount - offset >= headBytes else { return nil }
        var head = IndexRecordReader(bytes, offset: offset)
        let byteCount = try head.word(UInt32.self)
        let stated = try head.word(UInt32.self)
        let start = head.offset
        guard Int(byteCount) <= bytes.byteCount - start else { return nil }
        let rest = bytes.extracting(start..<start + Int(byteCount))
        guard checksum(byteCount, rest, chain) == stated else { return nil }
        var reader = IndexRecordReader(rest)
        let record = JournalRecord(
            point: try reader.point(), parts: try reader.parts(),
            relocations: try reader.relocations(), removed: try reader.numbers(),
            entries: try reader.entries())
        guard reader.isAtEnd else { throw IndexDamage("a record has bytes too many") }
        offset = start + Int(byteCount)
        chain = stated
        return record
    }
}

/// Where a journal stands among others.
struct JournalHeader: Equatable {
    static let magic = Array("DDBKEYJ1".utf8)
    static let byteCount = 56

    var identity: IndexIdentity
    var number: UInt64
    /// The version that the index has before the journal's first record.
    var point: IndexPoint
    var chain: UInt32

    var bytes: [UInt8] {
        var writer = IndexRecordWriter()
        writer.append(raw: Self.magic)
        writer.append(identity.high)
        writer.append(identity.low)
        writer.append(number)
        writer.append(point)
        writer.append(chain)
        writer.append(unsafe FastCRC32.checksum(writer.bytes.span.bytes))
        return writer.bytes
    }
}

/// Writes the journal that is open.
struct JournalWriter {
    let number: UInt64
    let file: any IndexFile

    init(in folder: any IndexFolder, _ header: JournalHeader) throws {
        number = header.number
        file = try folder.create(IndexFileName.journal(header.number))
        let bytes = header.bytes
        try unsafe file.append(bytes.span.bytes)
    }
}
