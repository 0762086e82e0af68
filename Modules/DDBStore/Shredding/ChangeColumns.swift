import DDBAttributes
import DDBParquet

/// What rows of changes have beside their attributes: the values of the system's columns.
struct ChangeColumns: ~Copyable {
    private var events = GrowBuffer<UInt8>()
    private var oldRecords = TextBuffer()
    private var oldRecordLevels = GrowBuffer<UInt8>()
    private var deletions = GrowBuffer<Int32>()
    private var sequences = TextBuffer()
    private var sequenceLevels = GrowBuffer<UInt8>()

    var byteCount: Int {
        events.count + oldRecords.byteCount + oldRecordLevels.count + deletions.count * 4
            + sequences.byteCount + sequenceLevels.count
    }

    mutating func removeAll() {
        events.removeAll()
        oldRecords.removeAll()
        oldRecordLevels.removeAll()
        deletions.removeAll()
        sequences.removeAll()
        sequenceLevels.removeAll()
    }

    mutating func appendEvent(_ record: ItemRecord) {
        events.append(record.effectiveEvent.rawValue)
    }

    /// Appends the old image as `_record` has the new one.
    mutating func appendOldRecord(_ wire: Wire, _ record: ItemRecord) {
        guard record.oldImage >= 0 else {
            oldRecordLevels.append(0)
            return
        }
        oldRecords.append { wire.appendJSON(record.oldImage, to: &$0) }
        oldRecordLevels.append(1)
    }

    mutating func appendDeletion(_ record: ItemRecord) {
        deletions.append(record.operation == .delete ? 1 : 0)
    }

    /// Appends the sequence with zeros before it, so that the order of texts is that of integers.
    mutating func appendSequence(_ wire: Wire, _ record: ItemRecord) {
        let order = record.order
        guard order.sequenceByteCount > 0 else {
            sequenceLevels.append(0)
            return
        }
        sequences.append { text in
            text.append(
                repeating: UInt8(ascii: "0"),
                count: SequenceText.digitsMax - order.sequenceByteCount)
            unsafe text.append(wire.bytes + order.sequenceOffset, count: order.sequenceByteCount)
        }
        sequenceLevels.append(1)
    }

    var eventLeaf: LeafColumn {
        let names = ItemEvent.allCases.map { Array($0.name.utf8) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(events.count * 8)
        var offsets: [UInt32] = [0]
        offsets.reserveCapacity(events.count + 1)
        for row in 0..<events.count {
            bytes.append(contentsOf: names[Int(events[row])])
            offsets.append(UInt32(truncatingIfNeeded: bytes.count))
        }
        return LeafColumn(values: .byteArray(ByteArrayColumn(checked: bytes, offsets)))
    }

    var oldRecordLeaf: LeafColumn {
        LeafColumn(
            definitionLevels: oldRecordLevels.array(), values: .byteArray(oldRecords.column))
    }

    var deletionLeaf: LeafColumn { LeafColumn(values: .int32(deletions.array())) }

    var sequenceLeaf: LeafColumn {
        LeafColumn(definitionLevels: sequenceLevels.array(), values: .byteArray(sequences.column))
    }
}
