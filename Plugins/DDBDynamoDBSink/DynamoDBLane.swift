import DDBAttributes
import DDBBase
import DDBPipeline

/// A lane into a table: checks items and submits them to the desk, which all lanes share.
final class DynamoDBLane: AcknowledgingLane {
    /// The longest sleep of a lane that waits for room, until it looks whether the run has ended.
    private static let patience = Duration.seconds(1)

    private let desk: DeliveryDesk
    private let index: Int
    private let bell: WakeUp
    private let mode: DynamoDBSinkSettings.Mode
    private let newerWins: [UInt8]?
    private let ignoresNulls: Bool
    private let journal: (any WriteJournal)?
    private let deadLetters: DeadLetters?
    private let time: any TimeSource
    private var checker: WriteChecker

    init(
        _ desk: DeliveryDesk, mode: DynamoDBSinkSettings.Mode, newerWins: String?,
        ignoresNulls: Bool, indexes: [WriteChecker.IndexAttribute],
        journal: (any WriteJournal)?, deadLetters: DeadLetters?, time: any TimeSource
    ) {
        self.desk = desk
        self.mode = mode
        self.newerWins = newerWins.map { Array($0.utf8) }
        self.ignoresNulls = ignoresNulls
        self.journal = journal
        self.deadLetters = deadLetters
        self.time = time
        (index, bell) = desk.addLane()
        checker = WriteChecker(desk.identifier, indexes: indexes)
    }

    func write(_ batch: Batch, _ delivery: Delivery) async throws {
        let items = ignoresNulls ? try batch.items.withoutNulls() : batch.items
        let ticket = BatchTicket(
            delivery, lane: index, start: try start(of: batch), recordCount: items.records.count)
        desk.begin(ticket)
        let writes = try check(items, ticket)
        var next = 0
        while next < writes.count {
            next = try desk.submit(writes, from: next)
            guard next < writes.count else { break }
            await bell.sleep(for: Self.patience, by: time)
            try Task.checkCancellation()
        }
    }

    func flush() async throws {
        try desk.drain()
        while try !desk.isSettled(index) {
            await bell.sleep(for: Self.patience, by: time)
            try Task.checkCancellation()
            try desk.drain()
        }
    }

    /// Where the batch's records stand in the journal.
    private func start(of batch: Batch) throws -> SettledRecord? {
        guard let journal else { return nil }
        guard let progress = batch.progress.first, batch.progress.count == 1 else {
            throw PipelineError(
                .contractBroken,
                "A batch of several partitions, or of none, cannot be noted in a journal.",
                component: DynamoDBSink.spec.title)
        }
        let number = try journal.begin(progress, recordCount: batch.rowCount)
        return SettledRecord(number, of: progress.partition)
    }

    /// Checks every record; those that cannot be written are settled at once.
    private func check(_ items: ItemBatch, _ ticket: BatchTicket) throws -> [HeldWrite] {
        var writes: [HeldWrite] = []
        writes.reserveCapacity(items.records.count)
        var rejects: [RecordReject] = []
        var settled: [SettledRecord] = []
        var doneCount = 0
        for (number, record) in items.records.enumerated() {
            let name = ticket.start.map { SettledRecord($0.number + number, of: $0.partition) }
            if let name, journal?.isSettled(name) == true {
                doneCount += 1
                continue
            }
            do throws(AttributeError) {
                writes.append(try check(record, number, items, ticket))
            } catch {
                try reject(record, number, items, error, &rejects)
                if let name { settled.append(name) }
                doneCount += 1
            }
        }
        if !settled.isEmpty { try journal?.settle(settled) }
        if doneCount > 0 { desk.settle(ticket, count: doneCount, rejects: rejects) }
        return writes
    }

    private func check(
        _ record: ItemRecord, _ number: Int, _ items: ItemBatch, _ ticket: BatchTicket
    ) throws(AttributeError) -> HeldWrite {
        var record = record
        switch mode {
        case .changes: break
        case .put: record.operation = .put
        case .delete:
            if record.keys < 0, record.oldImage < 0 { record.keys = record.newImage }
            record.operation = .delete
        }
        let write = try checker.check(record, of: items)
        var versionImage: Int?
        if let newerWins {
            if write.operation == .delete, record.oldImage >= 0 { versionImage = record.oldImage }
            _ = try items.version(newerWins, of: versionImage ?? write.image)
        }
        return HeldWrite(
            batch: items, write: write, versionImage: versionImage, ticket: ticket, record: number)
    }

    /// Sets a record aside that no request would be taken with.
    private func reject(
        _ record: ItemRecord, _ number: Int, _ items: ItemBatch, _ error: AttributeError,
        _ rejects: inout [RecordReject]
    ) throws {
        let image = [record.newImage, record.keys, record.oldImage].first { $0 >= 0 }
        guard let deadLetters, let image else {
            rejects.append(RecordReject(recordIndex: number, reason: error.reason))
            return
        }
        let operation: ItemOperation = image == record.newImage ? .put : .delete
        try deadLetters.append(
            operation, image, of: items,
            DeadLetters.Letter(reason: error.reason, code: "Invalid", attempts: 0))
    }
}
