import DDBParquet
import DDBSchema

/// A part that lies in the table's folder, durable, and that no commit names yet.
struct WrittenPart: Sendable {
    /// The file's name in the table's folder.
    var name: String
    /// The columns it was written with.
    var layout: TableLayout
    /// Rows, size and statistics.
    var summary: FileSummary
    /// The checksum of the file.
    var checksum: PartChecksum
    /// What its rows have in `_rest`.
    var restCounts: RestCounts

    /// Whether every row has a value of an attribute in its column.
    func hasEverywhere(_ attribute: AttributeName) -> Bool {
        var leaf = 0
        for column in layout.columns.columns {
            if column.attribute == attribute { return summary.leaves[leaf].nullCount == 0 }
            leaf += column.type.leafCount
        }
        return false
    }
}

extension TableLayout {
    /// Whether other columns than these are needed, so that a part with them must be written anew.
    ///
    /// A column that the part lacks is no reason, unless the part has values of it in `_rest`:
    /// readers take an absent column for null.
    func isTooNarrow(for final: TableLayout, having restCounts: RestCounts) -> Bool {
        let columns = Dictionary(
            uniqueKeysWithValues: final.columns.columns.map { ($0.attribute, $0) })
        let own = Dictionary(
            uniqueKeysWithValues: self.columns.columns.map { ($0.attribute, $0) })
        return own.contains { columns[$0.key] != $0.value }
            || restCounts.curable.contains { columns[$0] != own[$0] }
            || restCounts.hasMoreNames && columns.count > own.count
    }
}
