import DDBAttributes
import DDBPipeline
import Logging
import Synchronization

// Writes that an earlier run was about to send when it ended.
extension DynamoDBSinkSession {
    /// Sends what an earlier run was about to write when it ended, before anything is read again.
    ///
    /// - Throws: Where it cannot be sent; it is tried by the next run.
    func finishIntended() async throws {
        guard let journal, !journal.intended.isEmpty else { return }
        context.logger.notice(
            "sending what an earlier run may not have written",
            metadata: ["writes": "\(journal.intended.count)"])
        let session = try DynamoDBSinkSession(
            settings.blind, table: table, journal: nil, deadLetters: nil, context: context)
        session.start()
        let refused: Set<Int>
        do {
            refused = try await session.write(journal.intended)
        } catch {
            await session.abort()
            throw error
        }
        await session.abort()
        for (number, write) in journal.intended.enumerated() {
            try journal.resolve(write, isWritten: !refused.contains(number))
        }
    }

    /// Writes, and returns the indexes of what the service refuses.
    private func write(_ writes: [IntendedWrite]) async throws -> Set<Int> {
        let lane = try await openLane()
        let refused = Mutex(Set<Int>())
        var next = 0
        while next < writes.count {
            let first = next
            var builder = ItemBatchBuilder()
            while next < writes.count, builder.byteCount < Self.intendedBytesMax {
                let write = writes[next]
                var record = ItemRecord(origin: .scan)
                let wire = write.item.wire
                let image = try builder.image(wire: wire.span.bytes)
                record.operation = write.operation
                switch write.operation {
                case .put: record.newImage = image
                case .delete: record.keys = image
                }
                record.table = builder.table(table.name)
                builder.append(record)
                next += 1
            }
            let delivery = Delivery { outcome in
                guard case .durable(let rejects) = outcome else { return }
                refused.withLock { $0.formUnion(rejects.map { first + $0.recordIndex }) }
            }
            try await lane.write(Batch(items: builder.finish(), progress: []), delivery)
            try await lane.flush()
        }
        return refused.withLock { $0 }
    }

    /// The bytes of a batch of writes that an earlier run was about to send.
    private static let intendedBytesMax = 16 << 20
}
