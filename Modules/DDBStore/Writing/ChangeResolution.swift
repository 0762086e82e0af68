/// The changes of a commit, one for each key, over all its lanes.
struct ChangeResolution {
    /// A row that takes its key.
    struct Put {
        var hash: KeyHash
        /// The place of the lane's changes among those that are committed.
        var lane: Int
        var row: Int
    }

    private(set) var puts: [Put] = []
    private(set) var deletes: [KeyHash] = []
    /// The rows of each lane that are not to be seen.
    private(set) var deadRows: [[Int]]
    private(set) var droppedCount = 0

    /// The keys that change.
    var keys: Set<KeyHash> { Set(puts.map(\.hash)).union(deletes) }

    /// Finds the last change of each key.
    ///
    /// - Parameter positions: How far the table has come; what it has is dropped.
    init(_ lanes: [StagedChanges], positions: [String: SavedPosition]) {
        deadRows = lanes.map(\.deadRows)
        droppedCount = lanes.reduce(0) { $0 + $1.droppedCount }
        if lanes.count == 1 {
            let committed = Self.committed(lanes[0], positions)
            for change in lanes[0].changes where !isDropped(change, 0, committed) {
                take(change, lane: 0)
            }
        } else {
            merge(lanes, positions)
        }
    }

    /// Lets lanes compete for keys that several of them have.
    private mutating func merge(_ lanes: [StagedChanges], _ positions: [String: SavedPosition]) {
        var table = ChangeTable()
        for (lane, staged) in lanes.enumerated() {
            let committed = Self.committed(staged, positions)
            for change in staged.changes where !isDropped(change, lane, committed) {
                var entry = change
                // A row that is laid down needs neither its batch nor its record any more.
                entry.record = Int32(lane)
                switch table.offer(entry) {
                case .first: break
                case .replaced(let earlier):
                    if earlier.row >= 0 { deadRows[Int(earlier.record)].append(Int(earlier.row)) }
                case .outdone:
                    if entry.row >= 0 { deadRows[lane].append(Int(entry.row)) }
                }
            }
        }
        for change in table.changes { take(change, lane: Int(change.record)) }
    }

    private mutating func take(_ change: StagedChange, lane: Int) {
        if change.row >= 0 {
            puts.append(Put(hash: change.hash, lane: lane, row: Int(change.row)))
        } else {
            deletes.append(change.hash)
        }
    }

    /// Whether the table has had a change already, since the lane took it.
    private mutating func isDropped(
        _ change: StagedChange, _ lane: Int, _ committed: [ChangeOrder?]
    ) -> Bool {
        guard change.order.partition >= 0, let point = committed[Int(change.order.partition)],
            change.order.isCovered(by: point)
        else { return false }
        droppedCount += 1
        if change.row >= 0 { deadRows[lane].append(Int(change.row)) }
        return true
    }

    private static func committed(
        _ staged: StagedChanges, _ positions: [String: SavedPosition]
    ) -> [ChangeOrder?] {
        staged.partitions.map { positions[$0]?.order.map { ChangeOrder($0) } }
    }
}
