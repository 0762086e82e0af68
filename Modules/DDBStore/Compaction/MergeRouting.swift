/// Which rows of each slice go into which row group, and where in it.
///
/// Rows are sorted in two strides, so that both stay near in memory: those of a slice are dealt out
/// to the row groups as they come, and what a row group has got is put in order.
struct MergeRouting {
    /// By slice and row group the rows of the slice that go there, rising.
    let rows: [[[UInt32]]]
    /// For each merged row its place among what its row group has got.
    let places: [UInt32]
    /// Routes all rows.
    ///
    /// - Parameters:
    ///   - order: For each merged row its entry.
    ///   - groups: The merged rows of each row group.
    /// - Complexity: O(*n*) in the rows.
    init(_ slices: [MergeSlice], order: [UInt32], groups: [Range<Int>]) {
        var groupOfEntry = [UInt32](repeating: 0, count: slices.entryCount)
        for (group, rows) in groups.enumerated() {
            for row in rows { groupOfEntry[Int(order[row])] = UInt32(group) }
        }
        var counts = [UInt32](repeating: 0, count: groups.count)
        var placeOfEntry = [UInt32](repeating: 0, count: slices.entryCount)
        rows = slices.map { slice in
            var routed = [[UInt32]](repeating: [], count: groups.count)
            for run in slice.runs {
                for row in run {
                    let entry = slice.firstEntry + row
                    let group = Int(groupOfEntry[entry])
                    routed[group].append(UInt32(row))
                    placeOfEntry[entry] = counts[group]
                    counts[group] += 1
                }
            }
            return routed
        }
        places = order.map { placeOfEntry[Int($0)] }
    }

    /// The rows of a slice from the first to the last that goes to one of some row groups; nil
    /// where none does.
    func span(slice: Int, groups: Range<Int>) -> Range<Int>? {
        var span: Range<Int>?
        for group in groups {
            guard let first = rows[slice][group].first, let last = rows[slice][group].last else {
                continue
            }
            let own = Int(first)..<Int(last) + 1
            span =
                span.map {
                    min($0.lowerBound, own.lowerBound)..<max($0.upperBound, own.upperBound)
                } ?? own
        }
        return span
    }
}

extension [MergeSlice] {
    /// Whether nine of ten rows come after the one that is before them in their slice.
    func areOrderly(in order: [UInt32]) -> Bool {
        let merged = inverse(of: order)
        var misplaced = 0
        for slice in self {
            var previous: UInt32 = 0
            for range in slice.keptEntries {
                for entry in range {
                    misplaced += merged[entry] < previous ? 1 : 0
                    previous = merged[entry]
                }
            }
        }
        return misplaced * 10 <= order.count
    }
}

/// A routing that is made once somebody asks for it: most merges need none.
struct LazyRouting {
    private let slices: [MergeSlice]
    private let order: [UInt32]
    private let groups: [Range<Int>]
    private var routing: MergeRouting?
    /// Whether most rows come in the order of their slices.
    let isOrderly: Bool

    init(_ slices: [MergeSlice], order: [UInt32], groups: [Range<Int>]) {
        self.slices = slices
        self.order = order
        self.groups = groups
        isOrderly = slices.areOrderly(in: order)
    }

    mutating func made() -> MergeRouting {
        let routing = routing ?? MergeRouting(slices, order: order, groups: groups)
        self.routing = routing
        return routing
    }
}
