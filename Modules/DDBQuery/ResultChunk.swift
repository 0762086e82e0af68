/// Some consecutive rows of a result, column by column.
public struct ResultChunk: Sendable, Equatable {
    /// The columns; each has `rowCount` values.
    public let columns: [ResultColumn]

    /// How many rows there are; the first chunk of a result has none.
    public let rowCount: Int
}
