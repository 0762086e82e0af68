public import DDBStore

/// A table as SQL shall see it: its columns, and the Parquet files that hold its rows.
///
/// For example, a table of two parts:
/// ```swift
/// QueryTable(
///     name: "orders",
///     columns: [QueryColumn(name: "pk", type: .string), QueryColumn(name: "total", type: .int64)],
///     parts: [QueryPart(path: "/store/orders/part-1.parquet"),
///             QueryPart(path: "/store/orders/part-2.parquet")])
/// ```
public struct QueryTable: Sendable {
    /// The view's name.
    public var name: String

    /// The columns in order; names are unique but for case.
    public var columns: [QueryColumn]

    /// The files; none makes an empty table.
    public var parts: [QueryPart]

    /// Whether the view gets a column `_is_deleted` that is 0 in every row.
    ///
    /// A table that holds the latest state has no such column on disk, one that holds the history
    /// has; so statements work on both.
    public var addsDeletedColumn: Bool

    /// Keeps the files from being deleted while a session reads them; nil where nobody would.
    public var pin: ReaderPin?

    /// Creates a table.
    public init(
        name: String, columns: [QueryColumn], parts: [QueryPart], addsDeletedColumn: Bool = false,
        pin: ReaderPin? = nil
    ) {
        self.name = name
        self.columns = columns
        self.parts = parts
        self.addsDeletedColumn = addsDeletedColumn
        self.pin = pin
    }
}
