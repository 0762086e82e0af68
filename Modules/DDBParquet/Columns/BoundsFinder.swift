/// Finds the bounds of page after page of one chunk.
///
/// Where byte arrays have a small dictionary, its entries are sorted once, and a page compares
/// ranks instead of bytes.
struct BoundsFinder {
    private static let rankedEntriesMax = 512

    private let values: LeafValues
    private let order: ValueOrder
    private var ranked: Ranked?
    private var indexed: Indexed?

    private struct Ranked {
        var indices: [UInt32]
        var ranks: [UInt32]
        var entriesByRank: [[UInt8]]
    }

    /// Values that are known as entries of a dictionary only.
    private struct Indexed {
        var indices: [UInt32]
        /// For each entry the last page that had it, counted from 1.
        var pages: [UInt32]
        var page: UInt32 = 0
    }

    /// Finds the bounds of entries of a dictionary.
    ///
    /// - Parameter indices: Per value its entry.
    init(_ indices: [UInt32], _ entries: LeafValues, _ layout: ValueLayout, _ order: ValueOrder) {
        self.init(entries, layout, order)
        guard ranked == nil else { return }
        indexed = Indexed(
            indices: indices, pages: [UInt32](repeating: 0, count: entries.count))
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

    mutating func find(_ range: Range<Int>) -> ValueBounds? {
        guard !range.isEmpty else { return nil }
        if let ranked { return Self.find(range, ranked) }
        guard let distinct = distinct(range) else {
            return ValueBounds.find(values, range, order)
        }
        guard order != .none else { return nil }
        return ValueBounds.find(values.gathered(distinct), distinct.indices, order)
    }

    /// The entries that the values of a page have; nil where they are no entries.
    private mutating func distinct(_ range: Range<Int>) -> [UInt32]? {
        guard var indexed else { return nil }
        self.indexed = nil
        indexed.page += 1
        let page = indexed.page
        var found: [UInt32] = []
        unsafe indexed.indices.withUnsafeBufferPointer { indices in
            unsafe indexed.pages.withUnsafeMutableBufferPointer { pages in
                for index in range {
                    let entry = unsafe indices[index]
                    if unsafe pages[Int(entry)] != page {
                        unsafe pages[Int(entry)] = page
                        found.append(entry)
                    }
                }
            }
        }
        self.indexed = indexed
        return found
    }

    private static func find(_ range: Range<Int>, _ ranked: Ranked) -> ValueBounds {
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
