import DDBAttributes
import DDBPipeline

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
}

/// What becomes of a batch of the pipeline; touched only while the desk is locked.
final class BatchTicket: @unchecked Sendable {
    // Sendable because the desk's lock guards all that changes.
    let delivery: Delivery
    let lane: Int
    /// The partition of its records and the number of the first; nil where no journal is kept.
    let start: SettledRecord?
    /// The records that are not settled.
    var unsettledCount: Int
    var rejects: [RecordReject] = []

    init(_ delivery: Delivery, lane: Int, start: SettledRecord?, recordCount: Int) {
        self.delivery = delivery
        self.lane = lane
        self.start = start
        unsettledCount = recordCount
    }
}
