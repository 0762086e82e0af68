import DDBParquet

/// Walks the entries of one leaf, value by value.
struct LeafCursor {
    let column: LeafColumn
    /// The definition level of a value that is there.
    let presentLevel: UInt8
    private var entry = 0
    private(set) var value = 0
    private let entryCount: Int

    init(column: LeafColumn, presentLevel: UInt8, rowCount: Int) {
        self.column = column
        self.presentLevel = presentLevel
        entryCount = column.definitionLevels.isEmpty ? rowCount : column.definitionLevels.count
    }

    var isAtEnd: Bool { entry >= entryCount }

    /// The definition level of the entry at hand; 0 at the end, which damaged leaves reach before
    /// their neighbours.
    var definition: UInt8 {
        guard entry < entryCount else { return 0 }
        return column.definitionLevels.isEmpty ? presentLevel : column.definitionLevels[entry]
    }

    /// The repetition level of the entry at hand; 0 at the end, where a new row would begin.
    var repetition: UInt8 {
        guard entry < entryCount, entry < column.repetitionLevels.count else { return 0 }
        return column.repetitionLevels[entry]
    }

    /// Moves past the entry, and past its value where it has one.
    mutating func advance() {
        if definition == presentLevel { value += 1 }
        entry += 1
    }
}
