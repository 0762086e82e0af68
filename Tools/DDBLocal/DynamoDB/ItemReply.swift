import DDBJSON

/// Writes the reply of an operation on one item.
enum ItemReply {
    /// `{"Item":{...},"ConsumedCapacity":{...}}`, each where there is one.
    static func body(_ item: (name: String, wire: [UInt8])?, _ report: CapacityReport) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        if let item {
            writer.name(item.name)
            writer.raw(item.wire)
        }
        report.writeOne(to: &writer)
        writer.endObject()
        return writer.takeBytes()
    }
}
