/// A range of keys that is walked forward or backward.
struct KeyRange: Sendable {
    /// The first key, if it is there.
    let first: TableKey
    /// The key behind which the walk begins, and which is left out; nil to begin at the edge.
    let after: TableKey?
    /// The last hash, for ranges over partitions.
    let lastHash: UInt64
    /// The first key that is no longer in the range; nil where ``lastHash`` bounds it.
    let end: TableKey?
    let isForward: Bool

    init(
        first: TableKey, after: TableKey? = nil, lastHash: UInt64 = .max, end: TableKey? = nil,
        isForward: Bool = true
    ) {
        self.first = first
        self.after = after
        self.lastHash = lastHash
        self.end = end
        self.isForward = isForward
    }

    /// Walks the items in order until a body returns false.
    func walk(_ items: borrowing OrderedItems, _ body: (StoredItem) -> Bool) {
        if isForward { forward(items, body) } else { backward(items, body) }
    }

    private func forward(_ items: borrowing OrderedItems, _ body: (StoredItem) -> Bool) {
        var position = items.lowerBound(after.map { max($0, first) } ?? first)
        while let (key, item) = items.next(&position) {
            if key == after { continue }
            guard key.hash <= lastHash, end.map({ key < $0 }) ?? true, body(item) else { return }
        }
    }

    private func backward(_ items: borrowing OrderedItems, _ body: (StoredItem) -> Bool) {
        let edge = end ?? TableKey(hash: lastHash, rest: [0xFF])
        var position = items.lowerBound(after.map { min($0, edge) } ?? edge)
        while let (key, item) = items.previous(&position) {
            guard key >= first, body(item) else { return }
        }
    }
}
