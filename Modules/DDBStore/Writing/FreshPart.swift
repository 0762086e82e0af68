import DDBAttributes
import DDBParquet

/// A part that a lane has laid down: durable, and named by no commit yet.
struct FreshPart: Sendable {
    var written: WrittenPart
    /// The batches that its rows were made of, while they are few: other columns than those that
    /// it was written with take no reading of it then.
    var batches: [ItemBatch]?

    var rowCount: Int { written.summary.rowCount }
}
