import DDBDeltaLog

/// A file of the table as its writer knows it.
struct LiveFile: Sendable {
    /// What the log says of it.
    var add: AddFile
    /// Its rows, masked ones included.
    var rowCount: Int
    /// The rows that are masked.
    var masked: RowSet

    /// Takes what the log says.
    ///
    /// - Throws: ``StoreError/Code/unsupported`` where the log does not say how many rows the file
    ///   has.
    init(_ add: AddFile, masked: RowSet) throws {
        let statistics = try add.statistics.map { try FileStatistics(text: $0) }
        guard let count = statistics?.rowCount, (0...IndexedPart.rowCountMax).contains(Int(count))
        else {
            throw StoreError(
                .unsupported,
                "The log does not say how many rows the part '\(add.path)' has, so its rows cannot "
                    + "be masked; load the table again.")
        }
        self.add = add
        rowCount = Int(count)
        self.masked = masked
    }

    /// Describes a file that a commit adds.
    init(_ add: AddFile, rowCount: Int, masked: RowSet = RowSet()) {
        self.add = add
        self.rowCount = rowCount
        self.masked = masked
    }
}
