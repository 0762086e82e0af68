/// A predicate whose values are encoded for their leaves.
indirect enum BoundPredicate {
    case compare(leaf: Int, Predicate.Comparison, [UInt8])
    case isIn(leaf: Int, [[UInt8]])
    case isNull(leaf: Int)
    case isNotNull(leaf: Int)
    case and([BoundPredicate])
    case or([BoundPredicate])

    /// The deepest nesting of conditions.
    private static let depthMax = 64

    /// - Throws: `mismatch` where the predicate does not fit the schema, `limitExceeded` where it
    ///   is nested too deeply.
    init(_ predicate: Predicate, _ schema: ParquetSchema, depth: Int = 0) throws(ParquetError) {
        func leaf(_ index: Int) throws(ParquetError) -> SchemaLeaf {
            guard schema.leaves.indices.contains(index) else {
                throw ParquetError(.mismatch, "The predicate names a leaf that the file has not.")
            }
            return schema.leaves[index]
        }
        guard depth < Self.depthMax else {
            throw ParquetError(.limitExceeded, "The predicate is nested too deeply; flatten it.")
        }
        switch predicate {
        case .compare(let index, let comparison, let value):
            self = .compare(leaf: index, comparison, try value.encoded(leaf(index)))
        case .isIn(let index, let values):
            var encoded: [[UInt8]] = []
            for value in values { encoded.append(try value.encoded(leaf(index))) }
            self = .isIn(leaf: index, encoded)
        case .isNull(let index): self = .isNull(leaf: try leaf(index).index)
        case .isNotNull(let index): self = .isNotNull(leaf: try leaf(index).index)
        case .and(let parts):
            var bound: [BoundPredicate] = []
            for part in parts { bound.append(try Self(part, schema, depth: depth + 1)) }
            self = .and(bound)
        case .or(let parts):
            var bound: [BoundPredicate] = []
            for part in parts { bound.append(try Self(part, schema, depth: depth + 1)) }
            self = .or(bound)
        }
    }
}

/// What is known of the values of a chunk or a page.
struct KnownValues {
    var order: ValueOrder
    var minimum: [UInt8]?
    var maximum: [UInt8]?
    /// Whether there is certainly a null; nil where it is unknown.
    var hasNulls: Bool?
    /// Whether there is certainly a value; nil where it is unknown.
    var hasValues: Bool?

    func mayMatch(_ comparison: Predicate.Comparison, _ value: [UInt8]) -> Bool {
        guard hasValues != false else { return false }
        guard order.accepts(value) else { return true }
        let isBelow = minimum.map { order.isLess(value, $0) } ?? false
        let isAbove = maximum.map { order.isLess($0, value) } ?? false
        switch comparison {
        case .equal: return !isBelow && !isAbove
        case .less: return minimum.map { order.isLess($0, value) } ?? true
        case .lessOrEqual: return !isBelow
        case .greater: return maximum.map { order.isLess(value, $0) } ?? true
        case .greaterOrEqual: return !isAbove
        }
    }

    /// Keeps only bounds that can be compared.
    func checked() -> KnownValues {
        var copy = self
        if let bound = minimum, !order.accepts(bound) { copy.minimum = nil }
        if let bound = maximum, !order.accepts(bound) { copy.maximum = nil }
        return copy
    }
}
