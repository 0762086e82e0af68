public import DDBAttributes
package import DDBJSON

/// One write of a batch.
///
/// ```swift
/// let record = batch.records[0]
/// let write = WriteRequest.put(WireItem(of: batch, at: record.newImage))   // spliced, not copied
/// ```
public enum WriteRequest: Sendable, Hashable {
    /// Writes an item in the place of another of its key.
    case put(WireItem)
    /// Deletes the item of a key.
    case delete(key: WireItem)

    /// The bytes of the item or key.
    public var byteCount: Int {
        switch self {
        case .put(let item): item.byteCount
        case .delete(let key): key.byteCount
        }
    }
}

extension WriteRequest: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        switch self {
        case .put(let item):
            writer.name("PutRequest")
            writer.beginObject()
            writer.member("Item", item)
            writer.endObject()
        case .delete(let key):
            writer.name("DeleteRequest")
            writer.beginObject()
            writer.member("Key", key)
            writer.endObject()
        }
    }
}
