import DDBAttributes

extension ItemBatch {
    /// The batch with its items as documents, and what went wrong by the number of the record.
    ///
    /// A record that cannot be one has no new image there. Maps of keys stay as they are.
    func documents(
        _ document: RootDocument, _ schema: KeySchema
    ) -> (batch: ItemBatch, failures: [Int: AttributeError]) {
        var builder = ItemBatchBuilder()
        var failures: [Int: AttributeError] = [:]
        var wire: [UInt8] = []
        for (number, record) in records.enumerated() {
            var shaped = record
            (shaped.newImage, shaped.oldImage, shaped.keys) = (-1, -1, -1)
            do throws(AttributeError) {
                for image in [\ItemRecord.newImage, \.oldImage, \.keys]
                where record[keyPath: image] >= 0 {
                    wire.removeAll(keepingCapacity: true)
                    if image == \.keys {
                        appendItemWire(at: record.keys, to: &wire)
                    } else {
                        document.append(record[keyPath: image], of: self, schema, to: &wire)
                    }
                    shaped[keyPath: image] = try unsafe builder.image(wire: wire.span.bytes)
                }
            } catch {
                failures[number] = error
            }
            shaped.table = builder.table(tables[record.table])
            shaped.partition = -1
            builder.append(shaped)
        }
        return (builder.finish(), failures)
    }
}
