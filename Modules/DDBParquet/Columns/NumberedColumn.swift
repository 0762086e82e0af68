/// The content of one leaf for the rows of one row group, each value by its place among distinct
/// ones.
package struct NumberedColumn: Sendable {
    /// As those of ``LeafColumn``.
    package var definitionLevels: [UInt8]
    /// As those of ``LeafColumn``.
    package var repetitionLevels: [UInt8]
    /// The place of each value that is there.
    package var numbers: [UInt32]

    /// Creates a column.
    package init(definitionLevels: [UInt8], repetitionLevels: [UInt8], numbers: [UInt32]) {
        self.definitionLevels = definitionLevels
        self.repetitionLevels = repetitionLevels
        self.numbers = numbers
    }
}

/// The entries of a union that a chunk has, numbered in the order in which they come.
struct NumberedDraft {
    /// Per value its entry among the chunk's; there may be more behind the last value.
    var indices: [UInt32]
    /// Per entry of the chunk its place in the union.
    var entryPlaces: [UInt32]

    /// Numbers the entries of a chunk; nil where a place is none of the union's.
    init?(_ numbers: [UInt32], unionCount: Int, recycled: inout [UInt32]) {
        var indices = recycled
        recycled = []
        if indices.count < numbers.count {
            indices.append(contentsOf: repeatElement(0, count: numbers.count - indices.count))
        }
        var entryPlaces: [UInt32] = []
        // The number in the chunk plus one; 0 for an entry that has not come yet.
        var own = [UInt32](repeating: 0, count: unionCount)
        var isKnown = true
        unsafe own.withUnsafeMutableBufferPointer { own in
            unsafe numbers.withUnsafeBufferPointer { numbers in
                unsafe indices.withUnsafeMutableBufferPointer { indices in
                    for row in 0..<numbers.count {
                        let number = Int(unsafe numbers[row])
                        guard number < unionCount else {
                            isKnown = false
                            return
                        }
                        var index = unsafe own[number]
                        if index == 0 {
                            entryPlaces.append(UInt32(truncatingIfNeeded: number))
                            index = UInt32(truncatingIfNeeded: entryPlaces.count)
                            unsafe own[number] = index
                        }
                        unsafe indices[row] = index &- 1
                    }
                }
            }
        }
        guard isKnown else { return nil }
        self.indices = indices
        self.entryPlaces = entryPlaces
    }
}
