public import DDBAttributes
import DDBSchema

/// One of the parallel ways into a table; used by one task at a time.
///
/// ```swift
/// let rejects = try await lane.append(batch)
/// if let staged = try await lane.seal() {
///     let summary = try await writer.commit([staged], positions)
/// }
/// ```
/// After an error only ``abandon()`` makes sense. Encoding runs on the caller's executor, which
/// should be a `ThreadPool`.
public final class ChangeLane {
    private let writer: TableWriter
    private var table = ChangeTable()
    /// The batches whose rows are not laid down yet.
    private var batches: [ItemBatch] = []
    private var byteCount = 0
    private var rows: FreshRows?
    private var deadRows: [Int] = []
    private var partitions = LanePartitions()
    private var recordCount = 0
    private var droppedCount = 0
    private var hashes: [KeyHash] = []

    init(_ writer: TableWriter) {
        self.writer = writer
    }

    /// Takes the records of a batch.
    ///
    /// A record that has a sequence at or below the one that the table has for its partition is
    /// dropped.
    ///
    /// - Returns: The records that the table cannot take.
    /// - Throws: ``StoreError/Code/invalidColumns`` where the table's keys are not known and cannot
    ///   be guessed; ``StoreError/Code/tooLarge`` where it ``isFull``: then nothing was taken, and
    ///   it can still be sealed.
    public func append(_ batch: ItemBatch) async throws -> [ChangeReject] {
        guard !batch.records.isEmpty else { return [] }
        if isFull {
            throw StoreError(
                .tooLarge,
                "A lane of the table '\(writer.name)' holds changes of "
                    + "\(table.changes.count) keys that are not committed, and takes no more; seal it "
                    + "and commit.")
        }
        let context = try await writer.laneContext(guessingFrom: batch)
        var rejects: [ChangeReject] = []
        switch context.mode {
        case .latest:
            guard let hasher = context.hasher else { throw writer.withoutKeys() }
            takeLatest(batch, context, hasher, &rejects)
            if byteCount >= writer.options.limits.laneBytesMax { try await layDown(context) }
        case .history:
            try await takeHistory(batch, context, &rejects)
        }
        return rejects.sorted { $0.record < $1.record }
    }

    /// Whether it must be sealed and committed before it takes more.
    ///
    /// It holds as many changes as ``WriterLimits/laneChangesMax`` then. Rows of puts are laid down
    /// as they come; what tells changes of one key apart, and deletes, are held until the lane is
    /// sealed.
    public var isFull: Bool { table.changes.count >= writer.options.limits.laneChangesMax }

    /// Makes what was appended durable, though not visible, and begins anew.
    ///
    /// - Returns: nil where nothing was appended that makes a difference.
    public func seal() async throws -> StagedChanges? {
        guard recordCount > 0 || droppedCount > 0 else { return nil }
        if !batches.isEmpty { try await layDown(try writer.laneContext()) }
        try await rows?.finish()
        var staged = StagedChanges()
        staged.parts = rows?.parts ?? []
        staged.shape = rows?.shape ?? MapShape()
        staged.changes = table.changes
        staged.changeCount =
            rows.map { max($0.rowCount, table.changes.count) } ?? table.changes.count
        staged.droppedCount = droppedCount
        staged.deadRows = deadRows
        staged.partitions = partitions.names
        staged.greatest = partitions.greatest
        staged.least = partitions.least
        forget()
        return staged
    }

    /// Gives up what was not sealed.
    public func abandon() async {
        if let rows {
            await rows.abandon()
            await writer.discard(rows.parts)
        }
        forget()
    }

    private func forget() {
        table = ChangeTable()
        batches = []
        byteCount = 0
        rows = nil
        deadRows = []
        partitions = LanePartitions()
        recordCount = 0
        droppedCount = 0
    }
}

extension ChangeLane {
    /// Keeps the last change of each key.
    private func takeLatest(
        _ batch: ItemBatch, _ context: LaneContext, _ hasher: KeyHasher,
        _ rejects: inout [ChangeReject]
    ) {
        let taken = accepted(batch, context, &rejects)
        hash(batch, taken.map(\.record), context, hasher, &rejects)
        let place = Int32(batches.count)
        var isNeeded = false
        for (index, entry) in taken.enumerated() {
            // What has no key was rejected.
            guard hashes[index] != Self.noHash else { continue }
            recordCount += 1
            partitions.take(entry.order)
            let isPut = batch.records[entry.record].operation == .put
            let change = StagedChange(
                hash: hashes[index], order: entry.order, batch: isPut ? place : -1,
                record: Int32(entry.record))
            switch table.offer(change) {
            case .first: isNeeded = isNeeded || isPut
            case .replaced(let earlier):
                isNeeded = isNeeded || isPut
                if earlier.row >= 0 { deadRows.append(Int(earlier.row)) }
            case .outdone: break
            }
        }
        guard isNeeded else { return }
        batches.append(batch)
        byteCount += batch.byteCount
    }

    /// Writes every change.
    private func takeHistory(
        _ batch: ItemBatch, _ context: LaneContext, _ rejects: inout [ChangeReject]
    ) async throws {
        var chosen = batch
        chosen.records = []
        let taken = accepted(batch, context, &rejects)
        // Nobody looks at the hashes: what has none lacks a key.
        let hasher = KeyHasher(seed: (0, 0))
        hash(batch, taken.map(\.record), context, hasher, &rejects)
        for (index, entry) in taken.enumerated() where hashes[index] != Self.noHash {
            partitions.take(entry.order)
            chosen.records.append(batch.records[entry.record])
        }
        recordCount += chosen.records.count
        guard !chosen.records.isEmpty else { return }
        let rows = rows ?? writer.makeFreshRows(context)
        self.rows = rows
        try await rows.append(chosen)
    }

    /// The records that have what their operation needs, and that the table does not have yet.
    private func accepted(
        _ batch: ItemBatch, _ context: LaneContext, _ rejects: inout [ChangeReject]
    ) -> [(record: Int, order: ChangeOrder)] {
        let entries = partitions.entries(of: batch, committed: context.positions)
        let arrival = writer.takeArrivals(batch.records.count)
        let bytes = batch.bytes
        var taken: [(record: Int, order: ChangeOrder)] = []
        taken.reserveCapacity(batch.records.count)
        for (index, record) in batch.records.enumerated() {
            if let reason = Self.fault(of: record, in: batch) {
                rejects.append(ChangeReject(record: index, reason: reason))
                continue
            }
            let entry = record.partition >= 0 ? entries[record.partition] : nil
            let order = ChangeOrder(
                record.order, in: bytes, partition: entry?.place ?? -1,
                arrival: arrival + UInt64(index))
            if let committed = entry?.committed, order.isCovered(by: committed) {
                droppedCount += 1
            } else {
                taken.append((index, order))
            }
        }
        return taken
    }

    /// Why a record cannot be taken, or nil where it can.
    private static func fault(of record: ItemRecord, in batch: ItemBatch) -> String? {
        if record.partition >= batch.partitions.count {
            return "It names a partition that its batch does not have."
        }
        // A longer one would be saved with the position, which could not be read again.
        if record.order.sequenceByteCount > SequenceText.digitsMax {
            return "Its sequence has more than \(SequenceText.digitsMax) digits."
        }
        switch record.operation {
        case .put: return record.newImage >= 0 ? nil : "It is a put without a new image."
        case .delete:
            return record.keys >= 0 || record.oldImage >= 0
                ? nil : "It is a delete without keys or an old image."
        }
    }

    /// Stands in `hashes` for a record without a key; no key has it but by a chance of 2^-128.
    private static let noHash = KeyHash(high: 0, low: 0)

    /// Hashes the keys of records into `hashes`, and rejects those that have none.
    private func hash(
        _ batch: ItemBatch, _ records: [Int], _ context: LaneContext, _ hasher: KeyHasher,
        _ rejects: inout [ChangeReject]
    ) {
        let items = records.map { index -> Int in
            let record = batch.records[index]
            if record.operation == .put { return record.newImage }
            return record.keys >= 0 ? record.keys : record.oldImage
        }
        hashes.removeAll(keepingCapacity: true)
        while hashes.count < items.count {
            do throws(AttributeError) {
                let rest = hashes.isEmpty ? items : Array(items[hashes.count...])
                try hasher.appendHashes(context.keyNames, of: rest, in: batch, to: &hashes)
            } catch {
                rejects.append(
                    ChangeReject(record: records[hashes.count], reason: error.description))
                hashes.append(Self.noHash)
            }
        }
    }

    /// Writes the rows of the batches that are held.
    private func layDown(_ context: LaneContext) async throws {
        let rows = rows ?? writer.makeFreshRows(context)
        self.rows = rows
        var chosen: [[Int]] = Array(repeating: [], count: batches.count)
        for (place, change) in table.changes.enumerated() where change.batch >= 0 {
            chosen[Int(change.batch)].append(place)
        }
        var row = Int32(rows.takenRowCount)
        for (batch, places) in zip(batches, chosen) where !places.isEmpty {
            var winners = batch
            winners.records = places.map { batch.records[Int(table.changes[$0].record)] }
            for place in places {
                table.setRow(row, at: place)
                row += 1
            }
            try await rows.append(winners)
        }
        batches = []
        byteCount = 0
    }
}
