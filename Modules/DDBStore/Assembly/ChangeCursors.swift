import DDBAttributes
import DDBParquet
import DDBSchema

/// What a row says of the change that made it, beside the item.
struct RowChange {
    /// What happened; nil where the row does not say it.
    var event: ItemEvent?
    /// Whether the row tells that an item is gone, of which it has the keys.
    var isDeleted = false
    /// The sequence, without leading zeros.
    var sequence: ArraySlice<UInt8>?
    /// The item before the change, as JSON text.
    var oldRecord: [UInt8]?
}

/// Walks the columns that tell of changes, row by row.
struct ChangeCursors {
    private var event: LeafCursor?
    private var deletion: LeafCursor?
    private var sequence: LeafCursor?
    private var oldRecord: LeafCursor?

    /// Takes a column of the system, if it is one of these.
    mutating func take(_ column: SystemColumn, _ cursor: LeafCursor) {
        switch column {
        case .eventType: event = cursor
        case .isDeleted: deletion = cursor
        case .sequence: sequence = cursor
        case .oldRecord: oldRecord = cursor
        case .record, .timestamp, .rest: break
        }
    }

    /// What the next row says.
    ///
    /// - Throws: ``StoreError/Code/damaged`` where the columns end before the rows do.
    mutating func next() throws -> RowChange {
        var change = RowChange()
        if let name = try Self.nextText(&event) {
            change.event = ItemEvent.allCases.first { name.elementsEqual($0.name.utf8) }
        }
        change.isDeleted = try Self.nextFlag(&deletion)
        if let padded = try Self.nextText(&sequence) {
            let digits = padded.drop { $0 == UInt8(ascii: "0") }
            change.sequence = digits.isEmpty ? padded.suffix(1) : digits
        }
        change.oldRecord = try Self.nextText(&oldRecord)
        return change
    }

    /// The text of a row, or nil where it has none.
    static func nextText(_ cursor: inout LeafCursor?) throws -> [UInt8]? {
        guard let at = cursor else { return nil }
        guard !at.isAtEnd else { throw ItemAssembler.torn }
        defer { cursor?.advance() }
        guard at.definition == at.presentLevel, case .byteArray(let texts) = at.column.values,
            at.value < texts.count
        else { return nil }
        return Array(texts[at.value])
    }

    private static func nextFlag(_ cursor: inout LeafCursor?) throws -> Bool {
        guard let at = cursor else { return false }
        guard !at.isAtEnd else { throw ItemAssembler.torn }
        defer { cursor?.advance() }
        guard at.definition == at.presentLevel, case .int32(let flags) = at.column.values,
            at.value < flags.count
        else { return false }
        return flags[at.value] != 0
    }
}
