public import DDBDeltaLog
import DDBStorage

extension StoredTable {
    /// The rows of a part that are masked, by their numbers in the file, from 0 over all row
    /// groups.
    ///
    /// - Throws: ``StoreError/Code/damaged`` where the deletion vector is missing, damaged, or says
    ///   other than the log; a `DeltaError` where it lies outside the table's folder or is over a
    ///   limit; what the store throws.
    public func deletedRows(of part: StoredPart) async throws -> RowSet {
        try await deletedRows(of: part.file)
    }

    /// The rows of a file of the table that are masked; see ``deletedRows(of:)-(StoredPart)``.
    func deletedRows(of file: AddFile) async throws -> RowSet {
        guard file.deletionVector != nil else { return RowSet() }
        if let mask = masks.mask(of: file) { return mask }
        let mask: RowSet
        do {
            mask = try await log.deletedRows(of: file)
        } catch let error as DeltaError where error.code == .corrupt {
            throw damagedMask(of: file, "\(error)", error)
        } catch let error as StorageError where error.code == .notFound {
            throw damagedMask(of: file, "the file of its deletion vector is missing.", error)
        }
        masks.keep(mask, of: file)
        return mask
    }

    private func damagedMask(
        of file: AddFile, _ what: String, _ cause: any Error
    ) -> StoreError {
        StoreError(
            .damaged,
            "Which rows of the part '\(file.path)' of '\(name)' are deleted cannot be read: "
                + what,
            cause: cause)
    }
}
