import DDBParquet

extension LeafColumn {
    /// The column with only some of its rows.
    ///
    /// - Parameters:
    ///   - rows: Their places among the column's rows: rising ranges that do not overlap.
    ///   - presentLevel: The definition level of a value that is there.
    /// - Throws: ``StoreError/Code/damaged`` where the column has fewer rows or values than its
    ///   levels say.
    func keeping(_ rows: [Range<Int>], presentLevel: UInt8) throws(StoreError) -> LeafColumn {
        guard !definitionLevels.isEmpty else {
            return LeafColumn(values: try values.keeping(rows))
        }
        guard !repetitionLevels.isEmpty else {
            return try keepingFlat(rows, presentLevel: presentLevel)
        }
        guard repetitionLevels.count == definitionLevels.count else { throw ItemAssembler.torn }
        var entries = RowEntries(repetitionLevels)
        return try keepingEntries(
            try rows.map { (range) throws(StoreError) in try entries.entries(of: range) },
            presentLevel: presentLevel)
    }

    /// An entry is a row.
    private func keepingFlat(
        _ rows: [Range<Int>], presentLevel: UInt8
    ) throws(StoreError) -> LeafColumn {
        guard rows.last.map({ $0.upperBound <= definitionLevels.count }) ?? true else {
            throw ItemAssembler.torn
        }
        return try keepingEntries(rows, presentLevel: presentLevel)
    }

    private func keepingEntries(
        _ entries: [Range<Int>], presentLevel: UInt8
    ) throws(StoreError) -> LeafColumn {
        var definitions: [UInt8] = []
        var repetitions: [UInt8] = []
        var places: [Range<Int>] = []
        var entry = 0
        var value = 0
        for range in entries {
            value += presentCount(entry..<range.lowerBound, presentLevel)
            let count = presentCount(range, presentLevel)
            if count > 0 { places.append(value..<value + count) }
            value += count
            entry = range.upperBound
            definitions += definitionLevels[range]
            if !repetitionLevels.isEmpty { repetitions += repetitionLevels[range] }
        }
        return LeafColumn(
            definitionLevels: definitions, repetitionLevels: repetitions,
            values: try values.keeping(places))
    }

    private func presentCount(_ entries: Range<Int>, _ presentLevel: UInt8) -> Int {
        var count = 0
        for entry in entries where definitionLevels[entry] == presentLevel { count += 1 }
        return count
    }
}

/// Finds the entries of rows that are asked for in rising order.
private struct RowEntries {
    private let repetitionLevels: [UInt8]
    /// The first entry of `row`.
    private var entry = 0
    private var row = 0

    init(_ repetitionLevels: [UInt8]) {
        self.repetitionLevels = repetitionLevels
    }

    mutating func entries(of rows: Range<Int>) throws(StoreError) -> Range<Int> {
        try advance(to: rows.lowerBound)
        let first = entry
        try advance(to: rows.upperBound)
        return first..<entry
    }

    private mutating func advance(to wanted: Int) throws(StoreError) {
        while row < wanted {
            guard entry < repetitionLevels.count else { throw ItemAssembler.torn }
            entry += 1
            while entry < repetitionLevels.count, repetitionLevels[entry] != 0 { entry += 1 }
            row += 1
        }
    }
}

extension LeafValues {
    /// The values at some places: rising ranges that do not overlap.
    ///
    /// - Throws: ``StoreError/Code/damaged`` where there are not so many.
    fileprivate func keeping(_ places: [Range<Int>]) throws(StoreError) -> LeafValues {
        guard places.last.map({ $0.upperBound <= count }) ?? true else {
            throw ItemAssembler.torn
        }
        switch self {
        case .boolean(let values): return .boolean(Self.gathered(values, places))
        case .int32(let values): return .int32(Self.gathered(values, places))
        case .int64(let values): return .int64(Self.gathered(values, places))
        case .float(let values): return .float(Self.gathered(values, places))
        case .double(let values): return .double(Self.gathered(values, places))
        case .int96(let column): return .int96(try Self.gathered(column, places))
        case .fixed(let column): return .fixed(try Self.gathered(column, places))
        case .byteArray(let column): return .byteArray(try Self.gathered(column, places))
        }
    }

    private static func gathered<Value>(_ values: [Value], _ places: [Range<Int>]) -> [Value] {
        var result: [Value] = []
        result.reserveCapacity(places.reduce(0) { $0 + $1.count })
        for range in places { result += values[range] }
        return result
    }

    private static func gathered(
        _ column: FixedColumn, _ places: [Range<Int>]
    ) throws(StoreError) -> FixedColumn {
        let width = column.byteCount
        let bytes = gathered(
            column.bytes, places.map { $0.lowerBound * width..<$0.upperBound * width })
        guard let result = FixedColumn(bytes: bytes, byteCount: width) else {
            throw ItemAssembler.torn
        }
        return result
    }

    private static func gathered(
        _ column: ByteArrayColumn, _ places: [Range<Int>]
    ) throws(StoreError) -> ByteArrayColumn {
        var offsets: [UInt32] = [0]
        offsets.reserveCapacity(places.reduce(1) { $0 + $1.count })
        var end: UInt32 = 0
        for range in places {
            var start = column.offsets[range.lowerBound]
            for place in range {
                let next = column.offsets[place + 1]
                end += next - start
                start = next
                offsets.append(end)
            }
        }
        let bytes = gathered(
            column.bytes,
            places.map {
                Int(column.offsets[$0.lowerBound])..<Int(column.offsets[$0.upperBound])
            })
        guard let result = ByteArrayColumn(bytes: bytes, offsets: offsets) else {
            throw ItemAssembler.torn
        }
        return result
    }
}
