import DDBParquet

/// Deals the entries of a leaf in lists out to groups of rows, in one pass without a look ahead.
///
/// Rows have any number of entries. A loop over each row's own would be mispredicted at the end of
/// nearly each.
struct EntryDeal {
    /// The levels of all groups, one group's behind the other's.
    private var definitions: [UInt8] = []
    private var repetitions: [UInt8] = []
    /// The places of the values, a group's from where its levels begin.
    private var values: [UInt32] = []
    private var starts: [Int] = []
    private var valueCounts: [Int] = []

    /// Deals the entries of a column out.
    ///
    /// - Parameters:
    ///   - column: A column that begins with a row, and has as many as `groupOfRow`.
    ///   - groupOfRow: The group of each row.
    ///   - groupCount: How many groups there are.
    ///   - present: The definition level of a value that is there.
    init(_ column: LeafColumn, groupOfRow: [UInt32], groupCount: Int, present: UInt8) {
        let repeats = column.repetitionLevels
        precondition(
            column.definitionLevels.count == repeats.count
                && Levels.count(repeats, repeats.indices, equal: 0) == groupOfRow.count
                && repeats.first ?? 0 == 0 && groupOfRow.allSatisfy { $0 < groupCount },
            "every entry is of a row, and every row of a group")
        starts = Self.starts(repeats, groupOfRow, groupCount)
        definitions = [UInt8](repeating: 0, count: repeats.count)
        repetitions = definitions
        values = [UInt32](repeating: 0, count: repeats.count)
        var ends = starts
        var valueEnds = starts
        unsafe column.definitionLevels.withUnsafeBufferPointer { levels in
            unsafe repeats.withUnsafeBufferPointer { repeats in
                unsafe groupOfRow.withUnsafeBufferPointer { groups in
                    unsafe deal(levels, repeats, groups, present, &ends, &valueEnds)
                }
            }
        }
        for group in 0..<groupCount { valueCounts.append(valueEnds[group] - starts[group]) }
    }

    /// Where the entries of each group begin, and at the end how many there are.
    private static func starts(
        _ repeats: [UInt8], _ groupOfRow: [UInt32], _ groupCount: Int
    ) -> [Int] {
        var counts = [Int](repeating: 0, count: groupCount)
        unsafe repeats.withUnsafeBufferPointer { repeats in
            unsafe groupOfRow.withUnsafeBufferPointer { groups in
                unsafe counts.withUnsafeMutableBufferPointer { counts in
                    var row = -1
                    for entry in 0..<repeats.count {
                        row &+= unsafe repeats[entry] == 0 ? 1 : 0
                        unsafe counts[Int(groups[row])] &+= 1
                    }
                }
            }
        }
        var starts = [0]
        for count in counts { starts.append(starts[starts.count - 1] + count) }
        return starts
    }

    /// Writes the entries of each group from where `ends` says, which are moved behind them.
    @unsafe
    private mutating func deal(
        _ levels: UnsafeBufferPointer<UInt8>, _ repeats: UnsafeBufferPointer<UInt8>,
        _ groups: UnsafeBufferPointer<UInt32>, _ present: UInt8, _ ends: inout [Int],
        _ valueEnds: inout [Int]
    ) {
        unsafe definitions.withUnsafeMutableBufferPointer { definitions in
            unsafe repetitions.withUnsafeMutableBufferPointer { repetitions in
                unsafe values.withUnsafeMutableBufferPointer { values in
                    var row = -1
                    var value: UInt32 = 0
                    for entry in 0..<repeats.count {
                        let repetition = unsafe repeats[entry]
                        let level = unsafe levels[entry]
                        row &+= repetition == 0 ? 1 : 0
                        let group = Int(unsafe groups[row])
                        let end = ends[group]
                        unsafe definitions[end] = level
                        unsafe repetitions[end] = repetition
                        ends[group] = end &+ 1
                        // No group has more values than entries. Where the entry has no value the
                        // group's next one overwrites this.
                        let valueEnd = valueEnds[group]
                        unsafe values[valueEnd] = value
                        valueEnds[group] = valueEnd &+ (level == present ? 1 : 0)
                        value &+= level == present ? 1 : 0
                    }
                }
            }
        }
    }

    /// The column of one group's rows.
    ///
    /// - Parameter source: The values of the column that was dealt out.
    func column(of group: Int, values source: ValuePile) throws(StoreError) -> LeafColumn {
        let entries = starts[group]..<starts[group + 1]
        return LeafColumn(
            definitionLevels: Array(definitions[entries]),
            repetitionLevels: Array(repetitions[entries]),
            values: try source.gathered(
                values[entries.lowerBound..<entries.lowerBound + valueCounts[group]]))
    }
}
