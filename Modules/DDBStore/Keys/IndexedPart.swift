/// A part of a table as the index knows it.
public struct IndexedPart: Sendable, Hashable {
    /// The file's name in the table's folder.
    public var name: String
    /// The number of its rows, masked ones included.
    public var rowCount: Int

    /// The most rows of a part that can be indexed.
    public static let rowCountMax = Int(UInt32.max) - 1

    /// Names a part.
    public init(name: String, rowCount: Int) {
        self.name = name
        self.rowCount = rowCount
    }
}

/// A part with the number that entries name it by.
struct NumberedPart: Sendable, Hashable {
    var number: UInt32
    var name: String
    var rowCount: UInt32

    var part: IndexedPart { IndexedPart(name: name, rowCount: Int(rowCount)) }
}
