/// Describes a write that is to be delivered: a put of a whole item, or a delete by key.
///
/// Which of them it is, and its bytes, stay with the caller.
public struct PendingWrite: Sendable, Hashable {
    /// The caller's name of the write.
    public var handle: WriteHandle
    /// The hash of table and key.
    public var key: WriteKey
    /// A hash of table and partition key alone: writes of one hot partition back off together.
    public var partition: UInt64
    /// The bytes that it takes in the body of a request.
    public var wireByteCount: Int
    /// The size of the item by AWS's rules, in bytes: what capacity is charged for.
    ///
    /// That of a delete is the size of what it deletes, as far as that is known; that of its key
    /// will do.
    public var itemByteCount: Int

    /// Creates a write.
    ///
    /// - Parameter partition: nil where the partition key is not known; then the key is taken for
    ///   a partition of its own.
    public init(
        _ handle: WriteHandle, key: WriteKey, partition: UInt64? = nil,
        wireByteCount: Int, itemByteCount: Int
    ) {
        self.handle = handle
        self.key = key
        self.partition = partition ?? key.low
        self.wireByteCount = wireByteCount
        self.itemByteCount = itemByteCount
    }
}
