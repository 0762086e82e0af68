/// A part as a plan of compaction sees it.
package struct CompactionPart: Sendable, Hashable {
    /// The file's name in the table's folder.
    package var name: String
    package var byteCount: Int
    /// Its rows, masked ones included.
    package var rowCount: Int
    /// The rows that are masked.
    package var maskedCount: Int
    /// Whether its rows are in the order of their keys, or need not be.
    package var isSorted: Bool
    /// About how many bytes its deletion vectors have taken in all commits that wrote one.
    package var vectorBytesWritten = 0

    /// Describes a part.
    package init(
        name: String, byteCount: Int, rowCount: Int, maskedCount: Int, isSorted: Bool
    ) {
        self.name = name
        self.byteCount = byteCount
        self.rowCount = rowCount
        self.maskedCount = maskedCount
        self.isSorted = isSorted
    }

    /// About how many of its bytes are of visible rows.
    package var liveBytes: Int {
        rowCount > maskedCount
            ? Int(Double(byteCount) * Double(rowCount - maskedCount) / Double(rowCount)) : 0
    }
}
