import DDBBase
import DDBDeltaLog

/// Finds visible rows that have the key of another visible row.
///
/// Keys are compared by hashes of 128 bits with a seed of their own. Where a table has more rows
/// than are held at once it is read several times, and each pass looks at the hashes of one range:
/// memory is bounded, and nothing is written.
struct KeyUniqueness: Sendable {
    /// The most rows whose hashes are held at once: 24 bytes each, twice while they are sorted.
    static let passRowsMax = 1 << 22
    /// The most rows that are named.
    private static let examplesMax = 5

    /// The visible rows that were compared.
    private(set) var rowCount = 0
    /// The rows that have the key of another row that comes after them.
    private(set) var duplicateCount = 0
    /// Some of them, a clause each.
    private(set) var examples: [String] = []

    /// Reads the keys of a table.
    ///
    /// - Parameters:
    ///   - parts: Those of the table's parts that can be read.
    ///   - passRowsMax: See ``passRowsMax``; another number in tests.
    /// - Throws: ``StoreError/Code/unsupported`` where the table's keys are not known; as
    ///   ``PartKeys`` where a part is damaged.
    static func look(
        at table: StoredTable, parts: [StoredPart], random: any RandomSource,
        passRowsMax: Int = passRowsMax
    ) async throws -> KeyUniqueness {
        var result = KeyUniqueness()
        let rows = parts.reduce(0) { $0 + ($1.rowCount ?? passRowsMax) }
        // Hashes are even, so passes are of about the same size; half as many again do no harm.
        let passes = max(1, (rows + passRowsMax - 1) / passRowsMax)
        let hasher = KeyHasher(random: random)
        for pass in 0..<passes {
            var entries: [KeyEntry] = []
            for (number, part) in parts.enumerated() {
                let masked = try await table.deletedRows(of: part)
                var keys = try await table.keys(of: part, hasher: hasher)
                while let rows = try keys.next() {
                    for (offset, hash) in rows.hashes.enumerated() {
                        let range = hash.high.multipliedFullWidth(by: UInt64(passes)).high
                        let row = rows.firstRow + offset
                        guard range == pass, !masked.contains(row) else { continue }
                        entries.append(
                            KeyEntry(
                                hash, RowLocation(part: UInt32(number), row: UInt32(row))))
                    }
                }
            }
            result.take(&entries, parts)
        }
        return result
    }

    private mutating func take(_ entries: inout [KeyEntry], _ parts: [StoredPart]) {
        KeySort.sort(&entries, bitsKnown: 0)
        rowCount += entries.count
        guard entries.count > 1 else { return }
        for index in 1..<entries.count where entries[index].isOf(entries[index - 1].hash) {
            duplicateCount += 1
            guard examples.count < Self.examplesMax else { continue }
            let (one, other) = (entries[index - 1], entries[index])
            examples.append(
                "row \(one.row) of '\(parts[Int(one.part)].name)' and row \(other.row) of "
                    + "'\(parts[Int(other.part)].name)'")
        }
    }

    /// What is wrong, or nil.
    var fault: String? {
        guard duplicateCount > 0 else { return nil }
        return "\(duplicateCount) visible rows have the key of another: "
            + examples.joined(separator: "; ")
            + (duplicateCount > examples.count ? "; and others." : ".")
            + " The next commit of a writer masks the older ones."
    }
}
