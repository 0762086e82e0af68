/// What the rows of a part are, which decides what stands in the system's columns.
enum RowForm: Sendable, Hashable {
    /// Items of a load: each is a snapshot.
    case items
    /// Changes of a table that keeps the newest state of each item.
    case latest(hasOldRecord: Bool)
    /// Changes of a table that keeps all of them.
    case history

    var mode: TableMode {
        switch self {
        case .items, .latest: .latest
        case .history: .history
        }
    }

    /// Whether a table that keeps the newest states has the states before them too.
    var hasOldRecord: Bool {
        switch self {
        case .items, .history: false
        case .latest(let hasOldRecord): hasOldRecord
        }
    }
}
