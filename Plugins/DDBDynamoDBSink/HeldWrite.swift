import DDBAttributes
import DDBPipeline
import Synchronization

/// A write that is not settled, with what is needed to send it.
///
/// Thousands of them wait and are handed on, so they are small and have few references.
struct HeldWrite: Sendable {
    private let holder: HeldBatch
    let write: CheckedWrite
    let ticket: BatchTicket
    private let version: Int32
    private let number: Int32

    /// - Parameters:
    ///   - batch: The batch that the item's bytes are in.
    ///   - versionImage: The image that has the version of a delete; that of the write itself where
    ///     nil.
    ///   - record: The record's index in its batch.
    init(
        batch: HeldBatch, write: CheckedWrite, versionImage: Int?, ticket: BatchTicket,
        record: Int
    ) {
        holder = batch
        self.write = write
        self.ticket = ticket
        version = versionImage.map { Int32($0) } ?? -1
        number = Int32(record)
    }

    /// The batch that the item's bytes are in.
    var batch: ItemBatch { holder.items }

    /// The image that has the version of a delete; that of the write itself where nil.
    var versionImage: Int? { version < 0 ? nil : Int(version) }

    /// The record's index in its batch.
    var record: Int { Int(number) }

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

/// Shares a batch among its writes by one reference.
final class HeldBatch: Sendable {
    let items: ItemBatch

    init(_ items: ItemBatch) { self.items = items }
}

/// What becomes of a batch of the pipeline.
final class BatchTicket: Sendable {
    let lane: Int
    /// The records as they came, before anything became a document: what a dead letter shows.
    let items: ItemBatch
    /// The partition of its records and the number of the first; nil where no journal is kept.
    let start: SettledRecord?
    private let delivery: Delivery
    private struct State {
        var unsettledCount: Int
        var rejects: [RecordReject] = []
        var isTold = false

        /// What is to be told of rejects; nil where the batch was told of.
        mutating func tell() -> [RecordReject]? {
            defer { isTold = true }
            return isTold ? nil : rejects
        }
    }

    private let state: Mutex<State>

    init(_ delivery: Delivery, lane: Int, start: SettledRecord?, items: ItemBatch) {
        self.delivery = delivery
        self.lane = lane
        self.start = start
        self.items = items
        state = Mutex(State(unsettledCount: items.records.count))
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
    func acknowledge() {
        if let rejects = state.withLock({ $0.tell() }) { delivery.acknowledge(rejects: rejects) }
    }

    /// Tells that the batch could not be written, and which of its records never will be.
    func fail(_ error: any Error) {
        if let rejects = state.withLock({ $0.tell() }) { delivery.fail(error, rejects: rejects) }
    }
}
