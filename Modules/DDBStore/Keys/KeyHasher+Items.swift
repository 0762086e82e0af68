public import DDBAttributes

extension KeyHasher {
    /// Appends the hashes of the keys of items of a batch.
    ///
    /// - Parameters:
    ///   - names: The names of the key attributes, the partition key's first, as plain UTF-8.
    ///   - items: The tape indexes of items, or of maps of keys.
    /// - Throws: `AttributeError` with code `key` where an item lacks one, or has one that cannot
    ///   be a key. The hashes of the items before it have been appended then.
    public func appendHashes(
        _ names: [[UInt8]], of items: [Int], in batch: ItemBatch, to hashes: inout [KeyHash]
    ) throws(AttributeError) {
        var key: [UInt8] = []
        hashes.reserveCapacity(hashes.count + items.count)
        for item in items {
            key.removeAll(keepingCapacity: true)
            try KeyEncoding.append(names, of: item, in: batch, to: &key)
            hashes.append(hash(key))
        }
    }
}
