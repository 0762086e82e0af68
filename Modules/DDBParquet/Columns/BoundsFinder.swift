/// Finds the bounds of page after page of one chunk.
///
/// Where byte arrays have a small dictionary, its entries are sorted once, and a page compares
/// ranks instead of bytes.
struct BoundsFinder {
    private static let rankedEntriesMax = 512

    private let values: LeafValues
    private let order: ValueOrder
    private var ranked: Ranked?

    private struct Ranked {
        var indices: [UInt32]
        var ranks: [UInt32]
        var entriesByRank: [[UInt8]]
    }

    init(_ values: LeafValues, _ layout: ValueLayout, _ order: ValueOrder) {
        self.values = values
        self.order = order
        guard order == .bytes, case .dictionary(let indices, .byteArray(let entries), _) = layout,
            entries.count <= Self.rankedEntriesMax
        else { return }
        let sorted = entries.offsets.indices.dropLast().sorted {
            entries[$0].lexicographicallyPrecedes(entries[$1])
        }
        var ranks = [UInt32](repeating: 0, count: entries.count)
        for (rank, entry) in sorted.enumerated() { ranks[entry] = UInt32(rank) }
        ranked = Ranked(
            indices: indices, ranks: ranks, entriesByRank: sorted.map { Array(entries[$0]) })
    }

    func find(_ range: Range<Int>) -> ValueBounds? {
        guard let ranked else { return ValueBounds.find(values, range, order) }
        guard !range.isEmpty else { return nil }
        var smallest = UInt32.max
        var greatest: UInt32 = 0
        unsafe ranked.indices.withUnsafeBufferPointer { indices in
            unsafe ranked.ranks.withUnsafeBufferPointer { ranks in
                for index in range {
                    let rank = unsafe ranks[Int(indices[index])]
                    smallest = min(smallest, rank)
                    greatest = max(greatest, rank)
                }
            }
        }
        return ValueBounds(
            minimum: ranked.entriesByRank[Int(smallest)],
            maximum: ranked.entriesByRank[Int(greatest)])
    }
}
