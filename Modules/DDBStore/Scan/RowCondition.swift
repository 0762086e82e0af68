public import DDBAttributes
public import DDBBase

/// A condition on the rows of a table.
///
/// It means what it means in SQL: a comparison with a null does not hold.
///
/// ```swift
/// let condition = RowCondition.and([
///     .compare("total", .greaterOrEqual, .integer(100)),
///     .isIn("currency", [.text("EUR"), .text("USD")]),
///     .isNotNull("address"),
/// ])
/// ```
public indirect enum RowCondition: Sendable, Hashable {
    /// How a row's value compares with a given one.
    public enum Comparison: Sendable, Hashable, CaseIterable {
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

    /// The value of a column of one value a row compares so with a value.
    case compare(String, Comparison, RowValue)
    /// The value of a column of one value a row equals one of some values.
    case isIn(String, [RowValue])
    /// The column is null.
    case isNull(String)
    /// The column is not null.
    case isNotNull(String)
    /// All conditions hold; none given holds always.
    case and([RowCondition])
    /// At least one condition holds; none given never holds.
    case or([RowCondition])
}

/// A value to compare a column with.
public enum RowValue: Sendable, Hashable {
    /// For text and JSON columns; compared by the bytes of its UTF-8.
    case text(String)
    /// For all columns of numbers; compared exactly, whatever the column's type.
    case number(DecimalNumber)
    /// For columns of truth values; false is less than true.
    case boolean(Bool)
    /// For columns of bytes.
    case binary([UInt8])
    /// For `_timestamp`.
    case time(Instant)

    /// An integer, for columns of numbers.
    public static func integer(_ value: Int64) -> RowValue { .number(DecimalNumber(value)) }

    /// Compares texts by bytes.
    public static func == (left: RowValue, right: RowValue) -> Bool {
        switch (left, right) {
        case (.text(let left), .text(let right)): left.utf8.elementsEqual(right.utf8)
        case (.number(let left), .number(let right)): left == right
        case (.boolean(let left), .boolean(let right)): left == right
        case (.binary(let left), .binary(let right)): left == right
        case (.time(let left), .time(let right)): left == right
        case (.text, _), (.number, _), (.boolean, _), (.binary, _), (.time, _): false
        }
    }
}
