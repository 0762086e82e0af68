/// The content of one leaf for the rows of one row group, or of a part of one.
///
/// Levels are those of the Dremel paper: a value is there where the definition level is the leaf's
/// greatest; a row begins where the repetition level is 0.
public struct LeafColumn: Sendable, Equatable {
    /// A level per entry; empty where the leaf's greatest level is 0.
    ///
    /// For a leaf that is optional but not repeated the writer also takes an empty array: it means
    /// that every value is there.
    public var definitionLevels: [UInt8]
    /// A level per entry; empty where the leaf's greatest level is 0.
    public var repetitionLevels: [UInt8]
    /// The values that are there; nulls have no place here.
    public var values: LeafValues

    /// Creates a column.
    public init(
        definitionLevels: [UInt8] = [], repetitionLevels: [UInt8] = [], values: LeafValues
    ) {
        self.definitionLevels = definitionLevels
        self.repetitionLevels = repetitionLevels
        self.values = values
    }
}
