/// The rows of a part that are deleted, a bit for each.
///
/// ```swift
/// let mask = RowMask(words: [0b101], rowCount: 1000)    // rows 0 and 2 are deleted
/// ```
public struct RowMask: Sendable, Equatable {
    /// The bits: row r is bit r % 64 of word r / 64, and 1 where it is deleted; rows behind the
    /// last word are not deleted.
    public var words: [UInt64]

    /// How many rows the part must have for the mask to be its own; nil where nobody knows.
    public var rowCount: Int?

    /// Creates a mask.
    public init(words: [UInt64], rowCount: Int? = nil) {
        self.words = words
        self.rowCount = rowCount
    }

    /// Whether no row is deleted.
    var isEmpty: Bool { words.allSatisfy { $0 == 0 } }
}
