import DDBAttributes
import DDBBase
import DDBSchema

extension Shredder {
    /// Appends a row of what a record's form calls for: of an item that is there, or of a change.
    @inline(__always)
    mutating func append(_ wire: Wire, _ record: ItemRecord) {
        let time = record.eventTime?.microseconds ?? settings.defaultTimestamp
        switch settings.form {
        case .items:
            guard record.newImage >= 0 else { return }
            appendRow(wire, root: record.newImage, timestamp: time)
        case .latest(let hasOldRecord):
            guard record.newImage >= 0 else { return }
            appendRow(wire, root: record.newImage, timestamp: time)
            changes.appendEvent(record)
            if hasOldRecord { changes.appendOldRecord(wire, record) }
        case .history:
            appendHistory(wire, record, timestamp: time)
        }
    }

    /// Appends the row of a change: the new image, or only the keys where there is none.
    private mutating func appendHistory(_ wire: Wire, _ record: ItemRecord, timestamp: Int64) {
        if record.newImage >= 0 {
            appendRow(wire, root: record.newImage, timestamp: timestamp)
        } else {
            let root = record.keys >= 0 ? record.keys : record.oldImage
            guard root >= 0 else { return }
            appendKeyRow(wire, root: root, timestamp: timestamp)
        }
        if settings.hasRecord { recordLevels.append(record.newImage >= 0 ? 1 : 0) }
        changes.appendEvent(record)
        changes.appendOldRecord(wire, record)
        changes.appendDeletion(record)
        changes.appendSequence(wire, record)
    }

    /// Whether the name at an index is that of a key attribute.
    func isKey(_ wire: Wire, name index: Int) -> Bool {
        let token = wire.token(index)
        if token.hasEscapes { return settings.keys.contains(AttributeName(utf8: wire.name(index))) }
        let name = unsafe wire.span(token)
        return settings.keys.contains { unsafe $0.utf8.elementsEqual(name) }
    }
}
