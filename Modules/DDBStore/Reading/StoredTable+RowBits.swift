import DDBDeltaLog

extension StoredTable {
    /// The greatest number of a masked row, and one, that is told as bits: they take 256 MiB then.
    static let rowBitsMax = 1 << 31

    /// The rows of a part that are masked, a bit for each: row r is bit r % 64 of word r / 64.
    ///
    /// The last word is that of the last masked row; there are none where no row is masked.
    ///
    /// - Throws: As ``deletedRows(of:)-(StoredPart)``; ``StoreError/Code/tooLarge`` where a row
    ///   beyond 2,147,483,648 is masked.
    public func deletedRowBits(of part: StoredPart) async throws -> [UInt64] {
        let rows = try await deletedRows(of: part)
        guard let last = rows.last else { return [] }
        guard last < Self.rowBitsMax else {
            throw StoreError(
                .tooLarge,
                "The part '\(part.name)' of '\(name)' has a deleted row beyond the "
                    + "\(Self.rowBitsMax) that are read here; run `ddbkit store verify`.")
        }
        return rows.words(rowCount: last + 1)
    }
}
