/// A condition on rows by which row groups and pages are left out.
///
/// What is read may hold rows that do not match; no row that matches is left out. A row of a
/// repeated leaf matches where any of its values does; NaN matches no comparison.
///
/// ```swift
/// let predicate = Predicate.and([
///     .compare(leaf: 0, .greaterOrEqual, .integer(100)),
///     .isIn(leaf: 3, [.text("EUR"), .text("USD")]),
/// ])
/// ```
public indirect enum Predicate: Sendable, Hashable {
    /// How a value of a row compares with a given one.
    public enum Comparison: Sendable, Hashable {
        /// The two are equal.
        case equal
        /// The row's is smaller.
        case less
        /// The row's is smaller or equal.
        case lessOrEqual
        /// The row's is greater.
        case greater
        /// The row's is greater or equal.
        case greaterOrEqual
    }

    /// A value of the leaf compares so with a value.
    case compare(leaf: Int, Comparison, PredicateValue)
    /// A value of the leaf equals one of some values.
    case isIn(leaf: Int, [PredicateValue])
    /// The leaf is null.
    case isNull(leaf: Int)
    /// The leaf is not null.
    case isNotNull(leaf: Int)
    /// All conditions hold; none given holds always.
    case and([Predicate])
    /// At least one condition holds; none given never holds.
    case or([Predicate])
}

/// A value to compare with.
public enum PredicateValue: Sendable, Hashable {
    /// For leaves of type `boolean`.
    case boolean(Bool)
    /// For leaves of type `int32` and `int64`, and for decimals, as the stored integer.
    case integer(Int64)
    /// For leaves of type `float` and `double`.
    case number(Double)
    /// For byte arrays and fixed types.
    case bytes([UInt8])

    /// Text, for byte arrays.
    public static func text(_ text: String) -> PredicateValue { .bytes(Array(text.utf8)) }

    /// The value in the plain encoding of a leaf, without a length.
    ///
    /// - Throws: `mismatch` where the leaf cannot hold it.
    func encoded(_ leaf: SchemaLeaf) throws(ParquetError) -> [UInt8] {
        guard let bytes = encodedIfFitting(leaf) else {
            throw ParquetError(
                .mismatch, "A predicate's value does not fit the type of column \(leaf.name).")
        }
        return bytes
    }

    private func encodedIfFitting(_ leaf: SchemaLeaf) -> [UInt8]? {
        let order = ValueOrder(leaf)
        switch (self, leaf.physicalType) {
        case (.boolean(let value), .boolean): return [value ? 1 : 0]
        case (.integer(let value), .int32):
            return order == .unsigned32
                ? UInt32(exactly: value).map { .init(littleEndian: $0) }
                : Int32(exactly: value).map { .init(littleEndian: $0) }
        case (.integer(let value), .int64):
            guard order != .unsigned64 || value >= 0 else { return nil }
            return .init(littleEndian: value)
        case (.integer(let value), .fixed(let byteCount)) where order == .signedBytes:
            let bytes = Array([UInt8](littleEndian: value).reversed())
            let fill: UInt8 = value < 0 ? 0xFF : 0
            guard byteCount < 8 else {
                return Array(repeating: fill, count: byteCount - 8) + bytes
            }
            let kept = Array(bytes.suffix(byteCount))
            let isWhole =
                bytes.prefix(8 - byteCount).allSatisfy { $0 == fill }
                && (kept[0] >= 0x80) == (value < 0)
            return isWhole ? kept : nil
        case (.integer(let value), .byteArray) where order == .signedBytes:
            return Array([UInt8](littleEndian: value).reversed())
        case (.number(let value), .float):
            return value.isNaN ? nil : .init(littleEndian: Float(value).bitPattern)
        case (.number(let value), .double):
            return value.isNaN ? nil : .init(littleEndian: value.bitPattern)
        case (.bytes(let bytes), .byteArray): return bytes
        case (.bytes(let bytes), .fixed(let byteCount)):
            return bytes.count == byteCount ? bytes : nil
        case (.boolean, _), (.integer, _), (.number, _), (.bytes, _): return nil
        }
    }
}
