import DDBAttributes
import DDBJSON

/// The text around spliced items.
enum SplicedText {
    /// `{"RequestItems":{"<table>":`.
    static func requestItems(of table: String) -> [UInt8] {
        var text = Array(#"{"RequestItems":{""#.utf8)
        JSONText.escape(table, into: &text)
        text.append(contentsOf: "\":".utf8)
        return text
    }

    /// `,"ReturnConsumedCapacity":"TOTAL"}`, and only the brace for none.
    static func end(_ capacity: ReturnConsumedCapacity) -> [UInt8] {
        guard capacity != .none else { return Array("}".utf8) }
        var text = Array(#","ReturnConsumedCapacity":""#.utf8)
        JSONText.escape(capacity.rawValue, into: &text)
        text.append(contentsOf: "\"}".utf8)
        return text
    }

    static func append(_ text: StaticString, to wire: inout [UInt8]) {
        text.withUTF8Buffer { wire.append(contentsOf: $0) }
    }

    /// Appends the key attributes as an object, as the item has them.
    static func appendKey(
        of write: CheckedWrite, in batch: borrowing ItemBatch, to wire: inout [UInt8]
    ) {
        wire.append(UInt8(ascii: "{"))
        batch.appendAttributeWire(at: write.partitionKey, to: &wire)
        if write.sortKey >= 0 {
            wire.append(UInt8(ascii: ","))
            batch.appendAttributeWire(at: write.sortKey, to: &wire)
        }
        wire.append(UInt8(ascii: "}"))
    }
}
