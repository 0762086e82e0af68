/// What the numbers of one attribute have in common: how wide a column must be to hold them all.
public struct NumberShape: Sendable, Hashable {
    /// Whether every number is integral and fits 64 bits.
    public var fitsInt64: Bool
    /// The most digits before the decimal point; 0 for numbers below one.
    public var integerDigits: Int
    /// The most digits after the decimal point.
    public var scale: Int

    /// The most digits that a decimal column holds, in Parquet, Delta and DuckDB.
    public static let decimalDigitsMax = 38

    /// Creates a shape.
    public init(fitsInt64: Bool, integerDigits: Int, scale: Int) {
        self.fitsInt64 = fitsInt64
        self.integerDigits = integerDigits
        self.scale = scale
    }

    /// The shape of a number that is an integer of 64 bits.
    public init(_ value: Int64) {
        var digits = 0
        var rest = value.magnitude
        while rest > 0 {
            digits += 1
            rest /= 10
        }
        self.init(fitsInt64: true, integerDigits: digits, scale: 0)
    }

    /// The shape of both.
    public func joined(_ other: NumberShape) -> NumberShape {
        NumberShape(
            fitsInt64: fitsInt64 && other.fitsInt64,
            integerDigits: max(integerDigits, other.integerDigits),
            scale: max(scale, other.scale))
    }

    /// The narrowest column that holds every number exactly: int64, decimal, else text.
    public var columnType: ColumnType {
        if fitsInt64 { return .integer }
        let precision = max(1, integerDigits + scale)
        return precision <= Self.decimalDigitsMax
            ? .decimal(precision: precision, scale: scale) : .digits
    }
}
