import DDBBase
import DDBDeltaLog
import DDBSchema

/// A part of a load as its commit needs it, whether this process wrote it or an earlier one.
///
/// A generation's log keeps what the part's own action in the table has no place for in tags, which
/// are taken off when the part goes into the table.
struct StagedPart: Sendable {
    /// The tag with what the part is for.
    static let kindTag = "ddbkit.kind"
    /// The kind of the parts of a full load.
    static let loadKind = "load"
    /// The tag with the name of the columns that the part was written with.
    private static let layoutTag = "ddbkit.layout"
    /// The tag with the key attributes that every row has.
    private static let keysTag = "ddbkit.keysEverywhere"
    /// The tag that says that not all attributes without a column are counted by name.
    private static let moreTag = "ddbkit.restHasMore"

    /// The action that puts the part into the table.
    var file: AddFile
    /// The columns it was written with.
    var layout: TableLayout
    /// What its rows have in `_rest`.
    var restCounts: RestCounts
    /// The key attributes of which every row has a value in its column.
    var keysEverywhere: [AttributeName]

    /// The file's name in the table's folder.
    var name: String { file.path }

    /// The number of rows.
    var rowCount: Int {
        get throws {
            guard let text = file.statistics, let count = try FileStatistics(text: text).rowCount
            else {
                throw StoreError(
                    .damaged,
                    "A part of an unfinished load has no count of rows; begin the load "
                        + "anew (import --restart).")
            }
            return Int(clamping: count)
        }
    }

    /// Takes a part that was just written.
    init(_ part: WrittenPart, keys: [AttributeName], modified: Instant) {
        file = part.addFile(modified: modified)
        layout = part.layout
        restCounts = part.restCounts
        keysEverywhere = keys.filter { part.hasEverywhere($0) }
    }

    /// Whether other columns than those of the part are needed, so that it must be written anew.
    func isTooNarrow(for final: TableLayout) -> Bool {
        layout.isTooNarrow(for: final, having: restCounts)
    }
}

extension StagedPart {
    /// The action that names the part in a generation's log.
    ///
    /// - Parameter layoutName: See ``GenerationLayouts``.
    func stagedFile(layoutName: String) -> AddFile {
        var staged = file
        staged.tags[Self.kindTag] = Self.loadKind
        staged.tags[Self.layoutTag] = layoutName
        staged.tags[Self.keysTag] = TableProperty.text(of: keysEverywhere)
        if restCounts.hasMoreNames || restCounts.isLongerThanText {
            staged.tags[Self.moreTag] = "true"
        }
        return staged
    }

    /// Reads a part from a generation's log.
    ///
    /// - Throws: ``StoreError/Code/damaged``; ``StoreError/Code/unsupported`` where the part is of
    ///   a kind that is not known here.
    init(_ staged: AddFile, layouts: [String: TableLayout]) throws {
        var file = staged
        let kind = file.tags.removeValue(forKey: Self.kindTag) ?? nil
        guard kind == Self.loadKind else {
            throw StoreError(
                .unsupported,
                "An unfinished load has parts of a kind that this version does not "
                    + "know; finish it with a newer ddbkit, or begin it anew (import --restart).")
        }
        guard let name = file.tags.removeValue(forKey: Self.layoutTag) ?? nil,
            let layout = layouts[name],
            let keys = file.tags.removeValue(forKey: Self.keysTag) ?? nil
        else {
            throw StoreError(
                .damaged,
                "A part of an unfinished load lacks what is to be known of it; begin the "
                    + "load anew (import --restart).")
        }
        self.layout = layout
        keysEverywhere = try TableProperty.keys(of: keys)
        restCounts = RestCounts()
        if let text = file.tags[RestCounts.tag], let text { try restCounts.add(text: text) }
        restCounts.hasMoreNames = file.tags.removeValue(forKey: Self.moreTag) != nil
        self.file = file
    }
}
