import DDBParquet
import DDBSchema

/// A part that lies in the table's folder, durable, and that no commit names yet.
struct WrittenPart: Sendable {
    /// The file's name in the table's folder.
    var name: String
    /// The columns it was written with.
    var layout: TableLayout
    /// What it was written for.
    var form: PartForm
    /// Rows, size and statistics.
    var summary: FileSummary
    /// The checksum of the file.
    var checksum: PartChecksum
    /// What its rows have in `_rest`.
    var restCounts: RestCounts
    /// Whether its rows are in the order of their keys.
    var isSorted = false

    /// The tag of a part whose rows are in the order of their keys.
    static let sortedTag = "ddbkit.sorted"

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

extension WrittenPart {
    /// Whether the part can stand in a table with some columns as it is.
    ///
    /// Its columns are those of the table or fewer, also inside structs, and it has nothing in
    /// `_rest` for which the table has another column.
    func fits(_ final: TableLayout) -> Bool {
        let columns = Dictionary(
            uniqueKeysWithValues: final.columns.columns.map { ($0.attribute, $0) })
        let own = Dictionary(
            uniqueKeysWithValues: layout.columns.columns.map { ($0.attribute, $0) })
        return layout.columns.isPart(of: final.columns)
            && restCounts.curable.allSatisfy { columns[$0] == own[$0] }
            && !(restCounts.hasMoreNames && columns.count > own.count)
    }
}

extension TableColumns {
    /// Whether other columns are these, or these and more.
    func isPart(of other: TableColumns) -> Bool {
        let all = Dictionary(uniqueKeysWithValues: other.columns.map { ($0.attribute, $0) })
        return columns.allSatisfy { column in
            all[column.attribute].map { column.isPart(of: $0) } ?? false
        }
    }
}

extension TableColumn {
    /// Whether another column is this one, or has more fields in structs.
    fileprivate func isPart(of other: TableColumn) -> Bool {
        attribute == other.attribute && name == other.name && physicalName == other.physicalName
            && type.isPart(of: other.type)
    }
}

extension ColumnType {
    func isPart(of other: ColumnType) -> Bool {
        switch (self, other) {
        case (.list(let left), .list(let right)), (.set(let left), .set(let right)):
            return left.isPart(of: right)
        case (.structure(let left), .structure(let right)):
            let fields = Dictionary(uniqueKeysWithValues: right.map { ($0.attribute, $0) })
            return left.allSatisfy { field in
                fields[field.attribute].map { field.isPart(of: $0) } ?? false
            }
        case (.string, _), (.integer, _), (.decimal, _), (.digits, _), (.double, _),
            (.boolean, _), (.binary, _), (.json, _), (.list, _), (.set, _), (.structure, _):
            return self == other
        }
    }
}
