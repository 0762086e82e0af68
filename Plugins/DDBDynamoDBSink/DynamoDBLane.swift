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
    private let shape: RecordShape
    private let journal: (any WriteJournal)?
    private let deadLetters: DeadLetters?
    private let time: any TimeSource
    private var checker: RecordChecker

    init(
        _ desk: DeliveryDesk, _ settings: DynamoDBSinkSettings, _ table: SinkTable,
        journal: (any WriteJournal)?, deadLetters: DeadLetters?, time: any TimeSource
    ) {
        self.desk = desk
        shape = RecordShape(settings, table)
        self.journal = journal
        self.deadLetters = deadLetters
        self.time = time
        (index, bell) = desk.addLane()
        checker = RecordChecker(settings, table, desk.identifier)
    }

    func write(_ batch: Batch, _ delivery: Delivery) async throws {
        let ticket = BatchTicket(
            delivery, lane: index, start: try start(of: batch), items: batch.items)
        desk.begin(ticket)
        do {
            try await submit(try check(try shape.shaped(batch.items), ticket))
        } catch {
            // The desk does not know of what was not submitted.
            ticket.fail(error)
            throw error
        }
    }

    private func submit(_ writes: [HeldWrite]) async throws {
        var next = 0
        while next < writes.count {
            let hasRoom: Bool
            (next, hasRoom) = try desk.submit(writes, from: next)
            guard next < writes.count else { break }
            if hasRoom { continue }
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
    private func check(
        _ shaped: RecordShape.Shaped, _ ticket: BatchTicket
    ) throws -> [HeldWrite] {
        let items = shaped.batch
        let holder = HeldBatch(items)
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
                if let failure = shaped.failures[number] { throw failure }
                let checked = try checker.check(record, of: items)
                writes.append(
                    HeldWrite(
                        batch: holder, write: checked.write, versionImage: checked.versionImage,
                        ticket: ticket, record: number))
            } catch {
                let isKept = try reject(number, ticket, shape.reason(error), &rejects)
                // What nobody has kept is told again by the run that goes on.
                if isKept, let name { settled.append(name) }
                doneCount += 1
            }
        }
        if !settled.isEmpty { try journal?.settle(settled) }
        if doneCount > 0 { desk.settle(ticket, count: doneCount, rejects: rejects) }
        return writes
    }

    /// Sets a record aside that no request would be taken with.
    ///
    /// - Returns: Whether it is in the file of dead letters.
    private func reject(
        _ number: Int, _ ticket: BatchTicket, _ reason: String, _ rejects: inout [RecordReject]
    ) throws -> Bool {
        let letter = DeadLetters.Letter(reason: reason, code: "Invalid", attempts: 0)
        let operation = checker.operation(of: ticket.items.records[number])
        let isKept = try deadLetters?.append(operation, number, of: ticket.items, letter) ?? false
        if !isKept { rejects.append(RecordReject(recordIndex: number, reason: reason)) }
        return isKept
    }
}
