import DDBAttributes
import DDBPipeline
import Synchronization

/// A write that is not settled, with what is needed to send it.
struct HeldWrite: Sendable {
    /// The batch that the item's bytes are in.
    let batch: ItemBatch
    let write: CheckedWrite
    /// The image that has the version of a delete; that of the write itself where nil.
    let versionImage: Int?
    let ticket: BatchTicket
    /// The record's index in its batch.
    let record: Int

    /// Its name in the journal; nil where none is kept.
    var name: SettledRecord? {
        ticket.start.map { SettledRecord($0.number + record, of: $0.partition) }
    }

    /// The bytes that it takes in a request, about: with what stands around it.
    var wireByteCount: Int { Self.wireByteCount(write, batch) }

    static func wireByteCount(_ write: CheckedWrite, _ batch: ItemBatch) -> Int {
        batch.token(at: write.image).byteCount + 64
    }
}

/// What becomes of a batch of the pipeline.
final class BatchTicket: Sendable {
    let lane: Int
    /// The records as they came, before anything became a document: what a dead letter shows.
    let items: ItemBatch
    /// The partition of its records and the number of the first; nil where no journal is kept.
    let start: SettledRecord?
    private let delivery: Delivery
    /// The records that are not settled, and those that are rejected.
    private let state: Mutex<(unsettledCount: Int, rejects: [RecordReject])>

    init(_ delivery: Delivery, lane: Int, start: SettledRecord?, items: ItemBatch) {
        self.delivery = delivery
        self.lane = lane
        self.start = start
        self.items = items
        state = Mutex((items.records.count, []))
    }

    /// Settles some of the records.
    ///
    /// - Returns: Whether they were the last.
    func settle(_ count: Int, _ rejects: [RecordReject]) -> Bool {
        state.withLock { state in
            state.unsettledCount -= count
            state.rejects += rejects
            return state.unsettledCount == 0
        }
    }

    /// Tells that all records are settled.
    func acknowledge() { delivery.acknowledge(rejects: state.withLock { $0.rejects }) }

    /// Tells that the batch could not be written.
    func fail(_ error: any Error) { delivery.fail(error) }
}
