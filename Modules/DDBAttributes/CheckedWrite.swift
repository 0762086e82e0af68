/// A write that DynamoDB will not refuse for what is in it.
///
/// A ``WriteChecker`` makes it, of the batch that it was given.
public struct CheckedWrite: Sendable, Hashable {
    /// Whether the item is put or deleted.
    public let operation: ItemOperation
    /// The tape index of the item that is put, or of the map that holds the key of one to delete,
    /// and perhaps more.
    public let image: Int
    /// The bytes of the item as DynamoDB counts them; of a delete, those of the key.
    public let itemByteCount: Int
    /// The tape index of the name of the partition key; its value follows.
    public let partitionKey: Int
    /// The tape index of the name of the sort key, whose value follows; -1 where there is none.
    public let sortKey: Int
    /// Which item it is.
    public let digest: KeyDigest
    /// A hash of the partition key alone: equal for writes that one partition of the table takes.
    public let partition: UInt64

    /// The capacity that the write is known to need: a unit for each KB of the item begun.
    ///
    /// A delete, or a put over a larger item, takes what the item that was there takes, and each
    /// index more.
    public var writeUnitsMin: Int { max(1, (itemByteCount + 1023) / 1024) }
}
