/// What is gathered while the pages of a chunk are written.
struct ChunkState {
    let fileOffset: Int
    let start: Int
    var uncompressedBytes = 0
    private(set) var entryCount = 0
    private(set) var nullCounts: [Int] = []
    private(set) var bounds: ValueBounds?
    private var pageBounds: [ValueBounds?] = []
    private var pageHasValues: [Bool] = []

    init(fileOffset: Int, start: Int) {
        self.fileOffset = fileOffset
        self.start = start
    }

    mutating func add(_ slice: PageSlice, bounds page: ValueBounds?, _ order: ValueOrder) {
        entryCount += slice.entries.count
        nullCounts.append(slice.entries.count - slice.values.count)
        pageHasValues.append(!slice.values.isEmpty)
        pageBounds.append(page)
        guard let page else { return }
        if bounds == nil { bounds = page } else { bounds?.formUnion(page, order) }
    }

    /// The index of the pages, or nil where a page has values but no bounds.
    func columnIndex(_ order: ValueOrder, _ cutter: BoundCutter) -> ColumnIndex? {
        var index = ColumnIndex()
        for (page, hasValues) in zip(pageBounds, pageHasValues) {
            index.nullPages.append(!hasValues)
            guard hasValues else {
                index.minimums.append([])
                index.maximums.append([])
                continue
            }
            guard let page, let maximum = cutter.upper(page.maximum) else { return nil }
            index.minimums.append(cutter.lower(page.minimum))
            index.maximums.append(maximum)
        }
        index.nullCounts = nullCounts
        index.order = index.foundOrder(order)
        return index
    }
}

extension ColumnIndex {
    /// Whether the bounds of the pages rise or fall; pages of nulls do not count.
    fileprivate func foundOrder(_ order: ValueOrder) -> Order {
        var isAscending = true
        var isDescending = true
        var previous: Int?
        for page in nullPages.indices where !nullPages[page] {
            defer { previous = page }
            guard let previous else { continue }
            if order.isLess(minimums[page], minimums[previous])
                || order.isLess(maximums[page], maximums[previous])
            {
                isAscending = false
            }
            if order.isLess(minimums[previous], minimums[page])
                || order.isLess(maximums[previous], maximums[page])
            {
                isDescending = false
            }
        }
        return isAscending ? .ascending : isDescending ? .descending : .unordered
    }
}

/// Cuts the bounds of one leaf where they may be cut.
struct BoundCutter {
    private let canCut: Bool
    private let isText: Bool
    private let byteCountMax: Int

    init(_ order: ValueOrder, _ leaf: SchemaLeaf, byteCountMax: Int) {
        // Bounds of fixed types keep their size.
        canCut = order == .bytes && leaf.physicalType == .byteArray
        isText =
            switch leaf.logicalType {
            case .string, .enumeration, .json: true
            case _: false
            }
        self.byteCountMax = byteCountMax
    }

    func lower(_ bound: [UInt8]) -> [UInt8] {
        guard canCut else { return bound }
        return BoundTruncation.lower(bound, byteCountMax: byteCountMax, isText: isText)
    }

    func upper(_ bound: [UInt8]) -> [UInt8]? {
        guard canCut else { return bound }
        return BoundTruncation.upper(bound, byteCountMax: byteCountMax, isText: isText)
    }

    func set(_ bounds: ValueBounds, on statistics: inout Statistics) {
        let minimum = lower(bounds.minimum)
        statistics.minimum = minimum
        statistics.isMinimumExact = minimum == bounds.minimum
        statistics.maximum = upper(bounds.maximum)
        statistics.isMaximumExact = statistics.maximum == bounds.maximum
    }
}
