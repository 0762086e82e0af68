import DDBAttributes
import DDBBase
import DDBPipeline

/// Writes the records of a batch as lines, splicing wire bytes.
struct LineEncoder: Sendable {
    let format: LinesSinkSettings.Format
    let shape: LinesSinkSettings.Shape

    /// Appends a line for each record that can be one.
    func append(_ items: ItemBatch, to lines: inout [UInt8]) -> [RecordReject] {
        var rejects: [RecordReject] = []
        for (index, record) in items.records.enumerated() {
            if shape == .change {
                appendChange(record, items, to: &lines)
            } else if record.newImage >= 0 {
                appendItem(record.newImage, items, to: &lines)
            } else {
                rejects.append(
                    RecordReject(
                        recordIndex: index,
                        reason: "a deletion has no item; set 'shape: change' to write changes"))
                continue
            }
            lines.append(0x0A)
        }
        return rejects
    }

    private func appendItem(_ index: Int, _ items: ItemBatch, to lines: inout [UInt8]) {
        if shape == .export { lines.append(contentsOf: Self.itemStart) }
        appendImage(index, items, to: &lines)
        if shape == .export { lines.append(UInt8(ascii: "}")) }
    }

    private func appendImage(_ index: Int, _ items: ItemBatch, to lines: inout [UInt8]) {
        switch format {
        case .dynamoDBJSON: items.appendItemWire(at: index, to: &lines)
        case .plainJSON: items.appendPlainJSON(at: index, to: &lines)
        }
    }

    private func appendChange(_ record: ItemRecord, _ items: ItemBatch, to lines: inout [UInt8]) {
        lines.append(contentsOf: record.operation == .put ? Self.put : Self.delete)
        if record.partition >= 0 {
            lines.append(contentsOf: Self.partition)
            items.appendPartition(record.partition, to: &lines)
        }
        if record.order.epoch > 0 {
            lines.append(contentsOf: Self.epoch)
            lines.append(contentsOf: String(record.order.epoch).utf8)
        }
        if record.order.sequenceByteCount > 0 {
            let start = record.order.sequenceOffset
            lines.append(contentsOf: Self.sequence)
            TokenText.copy(
                start..<start + record.order.sequenceByteCount, of: items.bytes, to: &lines)
            lines.append(UInt8(ascii: "\""))
        }
        if let event = record.event {
            lines.append(contentsOf: Self.eventName)
            lines.append(contentsOf: event.name.utf8)
            lines.append(UInt8(ascii: "\""))
        }
        if let time = record.eventTime {
            lines.append(contentsOf: Self.eventTime)
            lines.append(contentsOf: time.iso8601.utf8)
            lines.append(UInt8(ascii: "\""))
        }
        appendPart(Self.keys, record.keys, items, to: &lines)
        appendPart(Self.newImage, record.newImage, items, to: &lines)
        appendPart(Self.oldImage, record.oldImage, items, to: &lines)
        lines.append(UInt8(ascii: "}"))
    }

    private func appendPart(
        _ name: [UInt8], _ index: Int, _ items: ItemBatch, to lines: inout [UInt8]
    ) {
        guard index >= 0 else { return }
        lines.append(contentsOf: name)
        appendImage(index, items, to: &lines)
    }

    private static let itemStart = Array(#"{"Item":"#.utf8)
    private static let put = Array(#"{"operation":"put""#.utf8)
    private static let delete = Array(#"{"operation":"delete""#.utf8)
    private static let partition = Array(#","partition":"#.utf8)
    private static let epoch = Array(#","epoch":"#.utf8)
    private static let eventName = Array(#","eventName":""#.utf8)
    private static let sequence = Array(#","sequence":""#.utf8)
    private static let eventTime = Array(#","eventTime":""#.utf8)
    private static let keys = Array(#","keys":"#.utf8)
    private static let newImage = Array(#","newImage":"#.utf8)
    private static let oldImage = Array(#","oldImage":"#.utf8)
}
