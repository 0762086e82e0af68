/// Where an item lies in a table or an index: by the hash of its partition key, then by the bytes
/// of the keys in their order.
///
/// ```
/// rest = partition key, sort key (where there is one), primary key (in an index)
/// ```
/// Each value is written so that comparing bytes compares values (see ``KeyOrder``), and no value's
/// bytes are the beginning of another's, so that all items of a partition lie together.
struct TableKey: Sendable, Hashable, Comparable {
    var hash: UInt64
    var rest: [UInt8]

    /// Builds the key of a partition: what all of its items' keys begin with.
    init(partition: [UInt8]) {
        hash = KeyHash.hash(partition)
        rest = partition
    }

    init(hash: UInt64, rest: [UInt8]) {
        self.hash = hash
        self.rest = rest
    }

    static func < (left: TableKey, right: TableKey) -> Bool {
        left.hash != right.hash
            ? left.hash < right.hash : KeyOrder.isLess(left.rest, right.rest)
    }
}
