/// Where the rows of parts went that one compaction replaced.
///
/// It is written beside the table while the compaction runs; the index follows it once
/// ``KeyChanges/relocate(_:)`` is applied.
public struct Relocation: Sendable {
    let fileName: String
    let salt: UInt32
    let sources: [IndexedPart]
    let targets: [IndexedPart]
}

/// Notes where the rows of some parts go, in any order.
///
/// ```swift
/// var builder = try index.makeRelocation(of: [old1, old2])
/// builder.move(source: 0, row: 17, target: 0, to: 4)      // for each row that is kept
/// let relocation = try builder.finish(targets: [new])
/// ```
/// It holds 8 bytes a row of the sources. Rows that are not moved are gone.
public struct RelocationBuilder: ~Copyable {
    private let folder: any IndexFolder
    private let salt: UInt64
    private let sources: [IndexedPart]
    private let starts: [Int]
    private var words: [UInt64]
    private var targetCount = 0

    init(
        in folder: any IndexFolder, salt: UInt64, sources: [IndexedPart], limits: KeyIndexLimits
    ) throws {
        var starts: [Int] = []
        var total = 0
        for source in sources {
            starts.append(total)
            total += source.rowCount
        }
        guard total <= limits.relocationRowsMax else {
            throw StoreError(
                .tooLarge,
                "The parts to replace have \(total) rows, and a relocation has at most "
                    + "\(limits.relocationRowsMax); replace fewer at once.")
        }
        self.folder = folder
        self.salt = salt
        self.sources = sources
        self.starts = starts
        words = [UInt64](repeating: RelocationTable.gone, count: total)
    }

    /// Notes a row.
    ///
    /// - Parameters:
    ///   - source: The place of the old part among the sources.
    ///   - row: The row in the old part.
    ///   - target: The place of the new part among the targets that `finish` is given.
    ///   - newRow: The row in the new part.
    public mutating func move(source: Int, row: Int, target: Int, to newRow: Int) {
        precondition((0..<sources[source].rowCount).contains(row), "a row lies in its part")
        precondition(target >= 0 && newRow >= 0, "rows and parts are counted from 0")
        targetCount = max(targetCount, target + 1)
        words[starts[source] + row] =
            UInt64(UInt32(target)) << 32 | UInt64(UInt32(newRow))
    }

    /// Writes the relocation and makes it durable; nothing follows it yet.
    ///
    /// - Parameter targets: The new parts; the index must not know them.
    public consuming func finish(targets: [IndexedPart]) throws -> Relocation {
        precondition(targetCount <= targets.count, "every target has a name")
        for word in words where word != RelocationTable.gone {
            precondition(
                Int(UInt32(truncatingIfNeeded: word)) < targets[Int(word >> 32)].rowCount,
                "a row lies in its new part")
        }
        let fileName = IndexFileName.relocation(salt)
        let file = try folder.create(fileName)
        let blocks = BlockWriter(file, salt: UInt32(truncatingIfNeeded: salt))
        for word in words { try blocks.append(word, .relocation) }
        try blocks.endBlock(.relocation)
        try blocks.flush()
        try file.sync()
        try folder.sync()
        return Relocation(
            fileName: fileName, salt: UInt32(truncatingIfNeeded: salt), sources: sources,
            targets: targets)
    }
}
