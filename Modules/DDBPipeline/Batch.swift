public import DDBAttributes

/// Items on their way, and the positions that reading them has reached.
///
/// A batch without items carries progress only. About 256 KiB is a good size: large enough that the
/// pipeline's own work vanishes, small enough for the processor's cache.
public struct Batch: Sendable {
    /// The items.
    public var items: ItemBatch

    /// What is covered once these items and all earlier ones of the reader are safe.
    public let progress: [PartitionProgress]

    /// Creates a batch.
    public init(items: ItemBatch, progress: [PartitionProgress]) {
        self.items = items
        self.progress = progress
    }

    /// Creates a batch without items, which moves positions only.
    public init(progress: [PartitionProgress]) {
        self.init(items: .empty, progress: progress)
    }

    /// The number of records.
    public var rowCount: Int { items.records.count }

    /// The bytes that the items take in memory, without the unused part of the buffer's padding.
    public var byteCount: Int {
        items.byteCount + items.tape.count * MemoryLayout<UInt64>.stride
    }
}
