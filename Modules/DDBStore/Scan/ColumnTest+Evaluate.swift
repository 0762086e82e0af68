import DDBAttributes
import DDBParquet

extension ColumnTest {
    /// The condition for the pages of a leaf; `.and([])` where pages cannot be told apart by it.
    func predicate(_ leaf: SchemaLeaf) -> Predicate {
        switch self {
        case .integers(let tests):
            let parts = tests.map { test -> Predicate in
                guard let value = Self.stored(test.value, leaf.physicalType) else {
                    return .and([])
                }
                return .compare(leaf: leaf.index, test.comparison.inPages, value)
            }
            return .or(parts)
        case .numbers: return .and([])
        case .bytes(.equal, let values):
            return .isIn(leaf: leaf.index, values.map { .bytes($0) })
        case .bytes(let comparison, let values):
            return .or(
                values.map { .compare(leaf: leaf.index, comparison.inPages, .bytes($0)) })
        case .booleans(let comparison, let values):
            return .or(
                values.map { .compare(leaf: leaf.index, comparison.inPages, .boolean($0)) })
        }
    }

    /// The value as a leaf stores it, or nil where it cannot.
    private static func stored(_ value: Int128, _ type: PhysicalType) -> PredicateValue? {
        switch type {
        case .int32: return Int32(exactly: value).map { .integer(Int64($0)) }
        case .int64: return Int64(exactly: value).map { .integer($0) }
        case .fixed(let byteCount):
            guard (1...16).contains(byteCount) else { return nil }
            let shift = 128 - byteCount * 8
            guard (value << shift) >> shift == value else { return nil }
            return .bytes(
                (0..<byteCount).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) })
        case .boolean, .int96, .float, .double, .byteArray: return nil
        }
    }

    /// Which rows of a leaf of one value a row pass; null does not.
    func passing(_ leaf: LeafColumn, rowCount: Int) throws(StoreError) -> [Bool] {
        let isPassing: [Bool]
        switch (self, leaf.values) {
        case (.integers(let tests), .int32(let numbers)):
            isPassing = numbers.map { Self.passes(Int128($0), tests) }
        case (.integers(let tests), .int64(let numbers)):
            isPassing = numbers.map { Self.passes(Int128($0), tests) }
        case (.integers(let tests), .fixed(let numbers)):
            isPassing = (0..<numbers.count).map {
                Self.passes(Int128(bigEndian: numbers[$0]), tests)
            }
        case (.numbers(let comparison, let values), .double(let numbers)):
            isPassing = numbers.map { Self.passes(Array($0.description.utf8), comparison, values) }
        case (.numbers(let comparison, let values), .byteArray(let texts)):
            isPassing = (0..<texts.count).map { Self.passes(Array(texts[$0]), comparison, values) }
        case (.bytes(.equal, let values), .byteArray(let texts)):
            let wanted = Set(values.map { $0[...] })
            isPassing = (0..<texts.count).map { wanted.contains(texts[$0]) }
        case (.bytes(let comparison, let values), .byteArray(let texts)):
            isPassing = (0..<texts.count).map { index in
                values.contains {
                    comparison.holds(texts[index], $0[...]) { $0.lexicographicallyPrecedes($1) }
                }
            }
        case (.booleans(let comparison, let values), .boolean(let truths)):
            isPassing = truths.map { truth in
                values.contains { comparison.holds(truth ? 1 : 0, $0 ? 1 : 0, <) }
            }
        case (.integers, _), (.numbers, _), (.bytes, _), (.booleans, _):
            throw StoreError(.damaged, "A part's column has not the type that its table says.")
        }
        return try Self.spread(isPassing, leaf, rowCount: rowCount)
    }

    private static func spread(
        _ values: [Bool], _ leaf: LeafColumn, rowCount: Int
    ) throws(StoreError) -> [Bool] {
        var rows = Array(repeating: false, count: rowCount)
        var value = 0
        for row in 0..<rowCount {
            if !leaf.definitionLevels.isEmpty {
                guard row < leaf.definitionLevels.count else { throw ItemAssembler.torn }
                guard leaf.definitionLevels[row] > 0 else { continue }
            }
            guard value < values.count else { throw ItemAssembler.torn }
            rows[row] = values[value]
            value += 1
        }
        return rows
    }

    private static func passes(_ value: Int128, _ tests: [IntegerTest]) -> Bool {
        tests.contains { $0.comparison.holds(value, $0.value, <) }
    }

    /// Whether a number's text passes; text that is no number, such as NaN, does not.
    private static func passes(
        _ text: [UInt8], _ comparison: RowCondition.Comparison, _ values: [DecimalNumber]
    ) -> Bool {
        guard let (mantissa, scale) = unsafe NumberText.decimal(text.span.bytes),
            let number = DecimalNumber(mantissa: mantissa, scale: scale)
        else { return false }
        return values.contains { comparison.holds(number, $0, <) }
    }
}

extension RowCondition.Comparison {
    /// The same for Parquet's pages.
    var inPages: Predicate.Comparison {
        switch self {
        case .equal: .equal
        case .less: .less
        case .lessOrEqual: .lessOrEqual
        case .greater: .greater
        case .greaterOrEqual: .greaterOrEqual
        }
    }
}
