import DDBDeltaLog
import DDBSchema

/// What a writer knows of its table; changed between commits only.
struct WriterState: Sendable {
    /// The table as last committed; nil where there is none yet.
    var snapshot: TableSnapshot?
    /// Its columns; nil where there is none yet.
    var layout: TableLayout?
    /// Its files by path.
    var files: [String: LiveFile] = [:]
    /// The rows of all files, masked ones included.
    var rowCount = 0
    /// The positions by partition.
    var positions: [String: SavedPosition] = [:]
    /// The partitions whose positions others have moved since the writer was opened.
    var movedByOthers: Set<String> = []
    /// The key index; nil in history tables, and in a table whose keys are not known yet.
    var index: KeyIndex?
    /// Makes the hashes of lanes that an index knew which has failed; nil where it has not.
    var lostHasher: KeyHasher?
    /// What makes an index anew.
    var indexShop: IndexShop?
    /// Rows whose key has a later row too, which the next commit masks.
    var duplicates: [String: RowSet] = [:]
    /// The parts that stay although all their rows are masked, with how often they were pinned.
    var pins: [String: Int] = [:]
    /// The keys, once they are known.
    var keys: [AttributeName]?
    /// The id that the table has or gets.
    var tableID: String
    /// Why no more work is done.
    var failure: StoreError?
    /// Whoever wants to know of commits.
    var handlers: [@Sendable (CommitNotice) -> Void] = []

    init(tableID: String) {
        self.tableID = tableID
    }

    /// The columns that fresh parts begin with.
    var columns: TableColumns? { layout?.columns }

    /// Takes in positions that others have committed.
    mutating func takeOthers(_ others: [String: SavedPosition]) {
        for (partition, position) in others where positions[partition] != position {
            movedByOthers.insert(partition)
        }
        positions = others
    }

    /// Takes a file in.
    mutating func insert(_ file: LiveFile) {
        rowCount += file.rowCount - (files[file.add.path]?.rowCount ?? 0)
        files[file.add.path] = file
    }

    /// Takes a file out.
    mutating func removeFile(_ path: String) {
        if let file = files.removeValue(forKey: path) { rowCount -= file.rowCount }
    }

    /// The parts for the index.
    var indexedParts: [IndexedPart] {
        files.values.map { IndexedPart(name: $0.add.path, rowCount: $0.rowCount) }
    }
}
