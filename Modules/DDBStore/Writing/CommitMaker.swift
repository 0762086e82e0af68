import DDBBase
import DDBDeltaLog
import DDBSchema

/// Makes the plan of a commit of changes from what the writer knows; does no I/O but to look into
/// the key index.
struct CommitMaker {
    let files: [String: LiveFile]
    let pins: [String: Int]
    let now: Instant
    var plan: CommitPlan

    /// The rows that are to be masked, by file of the table.
    private var masked: [String: [Int]] = [:]

    init(
        files: [String: LiveFile], pins: [String: Int], now: Instant, version: Int64,
        layout: TableLayout, random: any RandomSource
    ) {
        self.files = files
        self.pins = pins
        self.now = now
        plan = CommitPlan(
            summary: CommitSummary(version: version),
            vectors: DeletionVectorBuilder(random: random), layout: layout)
    }

    /// Adds the rows that lanes have laid down, in a table that appends every change.
    mutating func append(_ lanes: [StagedChanges]) throws {
        for lane in lanes {
            plan.summary.putCount += lane.rowCount
            plan.summary.droppedCount += lane.droppedCount
            for part in lane.parts { try add(part, dead: [], isIndexed: false) }
        }
    }

    /// Adds the changes that won, and masks the rows that they take the place of.
    mutating func merge(
        _ lanes: [StagedChanges], _ resolution: ChangeResolution, _ index: KeyIndex
    ) throws {
        plan.summary.putCount += resolution.puts.count
        plan.summary.droppedCount += resolution.droppedCount
        try mask(resolution, index)
        for (place, lane) in lanes.enumerated() {
            try add(
                lane.parts, dead: resolution.deadRows[place],
                puts: resolution.puts.lazy.filter { $0.lane == place })
        }
    }

    /// Masks rows that are known to be outdone.
    mutating func mask(_ rows: [String: RowSet]) {
        for (path, set) in rows where files[path] != nil {
            masked[path, default: []] += Array(set.rows)
        }
    }

    /// How many rows are to be masked.
    var maskedRowCount: Int { masked.values.reduce(0) { $0 + $1.count } }

    /// Masks nothing after all: the files go.
    mutating func forgetMasks() { masked = [:] }

    /// Looks for the rows that the changes take the place of.
    private mutating func mask(_ resolution: ChangeResolution, _ index: KeyIndex) throws {
        let hashes = resolution.puts.map(\.hash) + resolution.deletes
        var rowsByPart: [UInt32: [Int]] = [:]
        for (place, location) in try index.lookup(hashes).enumerated() where !location.isAbsent {
            rowsByPart[location.part, default: []].append(Int(location.row))
            guard place >= resolution.puts.count else { continue }
            plan.summary.deletedCount += 1
            plan.removals.append(hashes[place])
        }
        for (number, rows) in rowsByPart {
            guard let part = index.part(number), let file = files[part.name] else {
                throw Self.stray("a part that the table has not")
            }
            guard !rows.contains(where: { file.masked.contains($0) }) else {
                throw Self.stray("a row of '\(part.name)' that is masked")
            }
            masked[part.name, default: []] += rows
        }
    }

    private static func stray(_ what: String) -> StoreError {
        StoreError(.keyIndex, "The key index leads to \(what); it is made anew.")
    }

    /// Adds parts of one lane, and tells the index of the rows that take their keys.
    mutating func add(
        _ parts: [FreshPart], dead: [Int], puts: some Sequence<ChangeResolution.Put>
    ) throws {
        var starts: [Int] = []
        var next = 0
        for part in parts {
            starts.append(next)
            next += part.rowCount
        }
        func place(_ row: Int) -> Int {
            // A lane rarely has more than one part.
            starts.lastIndex { $0 <= row } ?? 0
        }
        var deadByPart: [[Int]] = Array(repeating: [], count: parts.count)
        for row in dead {
            let part = place(row)
            deadByPart[part].append(row - starts[part])
        }
        var indexPlaces: [Int?] = []
        for (part, dead) in zip(parts, deadByPart) {
            indexPlaces.append(try add(part, dead: dead, isIndexed: true))
        }
        for put in puts {
            let part = place(put.row)
            guard let indexPlace = indexPlaces[part] else { continue }
            plan.puts.append((put.hash, indexPlace, put.row - starts[part]))
        }
    }

    /// Adds a part.
    ///
    /// - Returns: Its place among those that the index is told of; nil where it has none.
    @discardableResult
    private mutating func add(
        _ part: FreshPart, dead: [Int], isIndexed: Bool
    ) throws -> Int? {
        let deadRows = RowSet(dead)
        guard deadRows.count < part.rowCount else {
            plan.unused.append(part.written.name)
            return nil
        }
        var file = part.written.addFile(modified: now)
        if !deadRows.isEmpty { file = try file.masked(by: vector(deadRows)) }
        plan.actions.append(.add(file))
        plan.files.append(LiveFile(file, rowCount: part.rowCount, masked: deadRows))
        plan.summary.partCount += 1
        plan.summary.byteCount += Int(file.byteCount)
        guard isIndexed else { return nil }
        plan.indexParts.append(IndexedPart(name: file.path, rowCount: part.rowCount))
        return plan.indexParts.count - 1
    }

    /// Gives the files of the table the vectors that the masked rows make.
    mutating func finishMasks() throws {
        // Sorted, so that the same changes make the same commit.
        for (path, rows) in masked.sorted(by: { $0.key < $1.key }) {
            guard let file = files[path] else { continue }
            let all = file.masked.union(RowSet(rows))
            plan.summary.maskedCount += all.count - file.masked.count
            if all.count == file.rowCount, pins[path] == nil {
                plan.actions.append(.remove(file.add.removal(at: now.milliseconds)))
                plan.gone.append(path)
                plan.summary.removedPartCount += 1
            } else if all.count > file.masked.count {
                try mask(file, all)
            }
        }
        masked = [:]
        plan.summary.vectorByteCount = plan.vectors.files.reduce(0) { $0 + $1.bytes.count }
    }

    private mutating func mask(_ file: LiveFile, _ rows: RowSet) throws {
        let vector = vector(rows)
        var add = file.add
        if add.deletionVector != nil {
            // Its statistics were made loose with its first vector.
            add.deletionVector = vector
            add.dataChange = true
        } else {
            add = try add.masked(by: vector)
        }
        plan.actions.append(.remove(file.add.removal(at: now.milliseconds)))
        plan.actions.append(.add(add))
        plan.files.append(LiveFile(add, rowCount: file.rowCount, masked: rows))
        plan.summary.maskedPartCount += 1
    }

    private mutating func vector(_ rows: RowSet) -> DeletionVectorDescriptor {
        plan.vectors.add(rows)
    }

    /// Takes positions out.
    mutating func forget(_ partitions: [String]) {
        for partition in Set(partitions).sorted() {
            var domain = SavedPosition(partition: partition).domain
            domain.isRemoved = true
            plan.actions.append(.domainMetadata(domain))
            plan.forgotten.append(partition)
        }
    }

    /// Adds the positions that change.
    mutating func add(_ positions: [SavedPosition]) {
        for position in positions { plan.actions.append(.domainMetadata(position.domain)) }
        plan.positions = positions
    }
}
