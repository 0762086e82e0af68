/// What is known of a relocation's file without looking into it.
struct RelocationDescription: Sendable, Equatable {
    /// A part whose rows have gone elsewhere.
    struct Source: Sendable, Equatable {
        var number: UInt32
        var rowCount: UInt32
    }

    var fileName: String
    var salt: UInt32
    var sources: [Source]
    /// The numbers of the parts to which they have gone.
    var targets: [UInt32]

    var rowCount: Int { sources.reduce(0) { $0 + Int($1.rowCount) } }

    var blockCount: Int { (rowCount + IndexBlock.wordsMax - 1) / IndexBlock.wordsMax }
}

/// Where the rows of parts that were replaced are now: a word for every old row, mapped.
///
/// ```
/// word = place of the new part among the targets (high 32 bits), new row (low 32 bits);
///        all ones for a row that is gone
/// ```
/// Entries of the index go on to name the old rows until the base is next written. So replacing a
/// part costs the index nothing but this file.
@safe
final class RelocationTable {
    static let gone = UInt64.max

    let description: RelocationDescription
    private let mapping: IndexMapping
    private let blockCount: Int
    private let checked: UnsafeMutablePointer<UInt64>

    /// - Throws: ``IndexDamage``.
    init(_ description: RelocationDescription, in folder: any IndexFolder) throws {
        guard let mapping = try folder.map(description.fileName) else {
            throw IndexDamage("'\(description.fileName)' is missing")
        }
        blockCount = description.blockCount
        guard mapping.byteCount == blockCount * IndexBlock.byteCount else {
            throw IndexDamage("'\(description.fileName)' has \(mapping.byteCount) bytes")
        }
        self.description = description
        self.mapping = mapping
        unsafe checked = .allocate(capacity: blockCount / 64 + 1)
        unsafe checked.initialize(repeating: 0, count: blockCount / 64 + 1)
    }

    deinit { unsafe checked.deallocate() }

    /// The word of an old row, by its place among the rows of all sources.
    func word(_ index: Int) throws -> UInt64 {
        let block = index / IndexBlock.wordsMax
        precondition(block < blockCount, "a row of a source has a word")
        let start = unsafe mapping.base + block * IndexBlock.byteCount
        if unsafe checked[block >> 6] & (1 << UInt64(block & 63)) == 0 {
            guard
                unsafe IndexBlock.check(
                    start, salt: description.salt, number: block, kind: .relocation)
                    == min(
                        IndexBlock.wordsMax, description.rowCount - block * IndexBlock.wordsMax)
            else {
                throw IndexDamage(
                    "block \(block) of '\(description.fileName)' fails its checksum")
            }
            unsafe checked[block >> 6] |= 1 << UInt64(block & 63)
        }
        return unsafe start.load(
            fromByteOffset: IndexBlock.headerBytes + index % IndexBlock.wordsMax * 8,
            as: UInt64.self)
    }
}
