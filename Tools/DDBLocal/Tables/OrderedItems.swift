/// Items in the order of their keys: a list of sorted chunks.
///
/// A lookup searches the first keys of the chunks, then one chunk, and compares hashes, which lie
/// side by side, before it looks at a key's bytes.
struct OrderedItems: ~Copyable {
    /// A run of items in order.
    private final class Chunk {
        var hashes: [UInt64] = []
        var rests: [[UInt8]] = []
        var items: [StoredItem] = []

        var count: Int { hashes.count }

        /// The index of the first key that is not less than a key.
        func lowerBound(_ key: TableKey) -> Int {
            var low = 0
            var high = hashes.count
            while low < high {
                let middle = (low + high) / 2
                if isLess(middle, key) { low = middle + 1 } else { high = middle }
            }
            return low
        }

        @inline(__always)
        func isLess(_ index: Int, _ key: TableKey) -> Bool {
            let hash = hashes[index]
            return hash != key.hash ? hash < key.hash : KeyOrder.isLess(rests[index], key.rest)
        }

        func holds(_ key: TableKey, at index: Int) -> Bool {
            index < count && hashes[index] == key.hash && rests[index] == key.rest
        }
    }

    /// A place between items.
    struct Position: Hashable {
        fileprivate var chunk: Int
        fileprivate var index: Int
    }

    private static let chunkCountMax = 256

    private var chunks: [Chunk] = []
    private var firstHashes: [UInt64] = []
    /// The number of items.
    private(set) var count = 0
    /// The bytes of all items as DynamoDB counts them.
    private(set) var byteCount = 0

    init() {}

    /// The item of a key.
    subscript(key: TableKey) -> StoredItem? {
        guard let chunk = chunkIndex(of: key) else { return nil }
        let index = chunks[chunk].lowerBound(key)
        return chunks[chunk].holds(key, at: index) ? chunks[chunk].items[index] : nil
    }

    /// Puts an item in the place of its key and returns the one that was there.
    @discardableResult
    mutating func put(_ item: StoredItem, at key: TableKey) -> StoredItem? {
        byteCount += item.size
        guard let position = chunkIndex(of: key) else {
            let chunk = Chunk()
            insert(key, item, into: chunk, at: 0)
            chunks.append(chunk)
            firstHashes.append(key.hash)
            return nil
        }
        let chunk = chunks[position]
        let index = chunk.lowerBound(key)
        if chunk.holds(key, at: index) {
            let old = chunk.items[index]
            chunk.items[index] = item
            byteCount -= old.size
            return old
        }
        insert(key, item, into: chunk, at: index)
        firstHashes[position] = chunk.hashes[0]
        if chunk.count > Self.chunkCountMax { split(position) }
        return nil
    }

    /// Removes the item of a key and returns it.
    @discardableResult
    mutating func remove(_ key: TableKey) -> StoredItem? {
        guard let position = chunkIndex(of: key) else { return nil }
        let chunk = chunks[position]
        let index = chunk.lowerBound(key)
        guard chunk.holds(key, at: index) else { return nil }
        let old = chunk.items.remove(at: index)
        chunk.hashes.remove(at: index)
        chunk.rests.remove(at: index)
        count -= 1
        byteCount -= old.size
        if chunk.count == 0 {
            chunks.remove(at: position)
            firstHashes.remove(at: position)
        } else {
            firstHashes[position] = chunk.hashes[0]
        }
        return old
    }

    // MARK: order

    /// The place before the first item.
    var start: Position { Position(chunk: 0, index: 0) }

    /// The place before the first item whose key is not less than a key.
    func lowerBound(_ key: TableKey) -> Position {
        guard let chunk = chunkIndex(of: key) else { return start }
        let index = chunks[chunk].lowerBound(key)
        return index < chunks[chunk].count
            ? Position(chunk: chunk, index: index) : Position(chunk: chunk + 1, index: 0)
    }

    /// The item behind a place, after moving the place behind it; nil at the end.
    func next(_ position: inout Position) -> (key: TableKey, item: StoredItem)? {
        guard position.chunk < chunks.count else { return nil }
        let chunk = chunks[position.chunk]
        let index = position.index
        position =
            index + 1 < chunk.count
            ? Position(chunk: position.chunk, index: index + 1)
            : Position(chunk: position.chunk + 1, index: 0)
        return (TableKey(hash: chunk.hashes[index], rest: chunk.rests[index]), chunk.items[index])
    }

    /// The item before a place, after moving the place before it; nil at the beginning.
    func previous(_ position: inout Position) -> (key: TableKey, item: StoredItem)? {
        if position.index == 0 {
            guard position.chunk > 0, !chunks.isEmpty else { return nil }
            position.chunk -= 1
            position.index = chunks[position.chunk].count
        }
        position.index -= 1
        let chunk = chunks[position.chunk]
        return (
            TableKey(hash: chunk.hashes[position.index], rest: chunk.rests[position.index]),
            chunk.items[position.index]
        )
    }

    // MARK: chunks

    /// The last chunk whose first key is not greater than a key, or the first; nil where there are
    /// none.
    private func chunkIndex(of key: TableKey) -> Int? {
        guard !chunks.isEmpty else { return nil }
        var low = 0
        var high = firstHashes.count
        while low < high {
            let middle = (low + high) / 2
            let hash = firstHashes[middle]
            let isAfter =
                hash != key.hash
                ? hash > key.hash : KeyOrder.isLess(key.rest, chunks[middle].rests[0])
            if isAfter { high = middle } else { low = middle + 1 }
        }
        return max(0, low - 1)
    }

    private mutating func insert(
        _ key: TableKey, _ item: StoredItem, into chunk: Chunk, at index: Int
    ) {
        chunk.hashes.insert(key.hash, at: index)
        chunk.rests.insert(key.rest, at: index)
        chunk.items.insert(item, at: index)
        count += 1
    }

    private mutating func split(_ position: Int) {
        let chunk = chunks[position]
        // Keys that come in order fill their chunks; others are cut in the middle.
        let isLast = position == chunks.count - 1
        let middle = isLast ? chunk.count * 7 / 8 : chunk.count / 2
        let upper = Chunk()
        upper.hashes = Array(chunk.hashes[middle...])
        upper.rests = Array(chunk.rests[middle...])
        upper.items = Array(chunk.items[middle...])
        chunk.hashes.removeSubrange(middle...)
        chunk.rests.removeSubrange(middle...)
        chunk.items.removeSubrange(middle...)
        chunks.insert(upper, at: position + 1)
        firstHashes.insert(upper.hashes[0], at: position + 1)
    }
}
