import DDBAttributes
import DDBFiles
import DDBParquet

/// Walks the entries of one leaf and gives its values as DynamoDB JSON.
///
/// Values are written by the window, all of one type in one loop, so that putting a row together is
/// copying of bytes only.
struct LeafReader {
    /// Why a value could not be written.
    struct Failure: Error {
        let fault: ValueFault
        /// Which entry it is.
        let entry: Int
    }

    /// The most values, and about the most bytes, that are written at once.
    static let windowCountMax = 1024
    private static let windowByteCountMax = 256 << 10

    private let column: LeafColumn
    private let presentLevel: UInt8
    private let entryCount: Int
    private let writer: LeafWriter
    private var entry = 0
    private var value = 0
    /// The texts of some values, and where each ends; of one that is not there it is empty.
    private var texts: [UInt8] = []
    private var ends: [Int] = []
    private var windowStart = 0

    init(_ column: LeafColumn, _ leaf: SchemaLeaf, _ writer: LeafWriter) {
        self.column = column
        self.writer = writer
        presentLevel = leaf.definitionLevelMax
        entryCount =
            column.definitionLevels.isEmpty
            ? column.values.count : column.definitionLevels.count
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
    mutating func skip() {
        if definition == presentLevel { value += 1 }
        entry += 1
    }

    /// Appends the value of the entry at hand and moves past it.
    ///
    /// - Returns: Whether there is one.
    mutating func appendNext(to wire: inout [UInt8]) throws(Failure) -> Bool {
        guard entry < entryCount, definition == presentLevel else {
            entry += 1
            return false
        }
        if value >= windowStart + ends.count { try fill() }
        let index = value - windowStart
        guard index < ends.count else {
            entry += 1
            return false
        }
        let start = index == 0 ? 0 : ends[index - 1]
        let end = ends[index]
        value += 1
        entry += 1
        guard end > start else { return false }
        texts.withUnsafeBytes { texts in
            wire.append(contentsOf: UnsafeRawBufferPointer(rebasing: texts[start..<end]))
        }
        return true
    }

    /// Writes the values from the one at hand on.
    private mutating func fill() throws(Failure) {
        windowStart = value
        texts.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        let limit = min(column.values.count, value + Self.windowCountMax)
        do throws(LeafWriter.Failure) {
            try writer.append(
                column.values, value..<limit, byteCountMax: Self.windowByteCountMax, to: &texts,
                ends: &ends)
        } catch {
            throw Failure(fault: error.fault, entry: self.entry(of: error.value))
        }
    }

    /// The entry of a value.
    private func entry(of value: Int) -> Int {
        guard !column.definitionLevels.isEmpty else { return value }
        var seen = -1
        for (entry, level) in column.definitionLevels.enumerated() where level == presentLevel {
            seen += 1
            if seen == value { return entry }
        }
        return entryCount
    }

    /// The row, from 0, that an entry belongs to.
    func row(of entry: Int) -> Int {
        guard !column.repetitionLevels.isEmpty else { return entry }
        return max(0, column.repetitionLevels.prefix(entry + 1).count { $0 == 0 } - 1)
    }
}
