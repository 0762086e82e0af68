import DDBAttributes

extension ItemBatch {
    /// The batch without attributes of NULL in its new images; lists and maps keep theirs.
    func withoutNulls() throws(AttributeError) -> ItemBatch {
        guard records.contains(where: { $0.newImage >= 0 && hasNulls(in: $0.newImage) }) else {
            return self
        }
        var builder = ItemBatchBuilder()
        var wire: [UInt8] = []
        for var record in records {
            for image in [\ItemRecord.newImage, \.oldImage, \.keys]
            where record[keyPath: image] >= 0 {
                wire.removeAll(keepingCapacity: true)
                if image == \.newImage {
                    appendWithoutNulls(record.newImage, to: &wire)
                } else {
                    appendItemWire(at: record[keyPath: image], to: &wire)
                }
                record[keyPath: image] = try unsafe builder.image(wire: wire.span.bytes)
            }
            record.table = builder.table(tables[record.table])
            if record.partition >= 0 {
                record.partition = try builder.partition(partitions[record.partition])
            }
            builder.append(record)
        }
        return builder.finish()
    }

    private func hasNulls(in item: Int) -> Bool {
        var isFound = false
        forEachAttribute(of: item) { name in
            if token(at: name + 1).kind == .null { isFound = true }
        }
        return isFound
    }

    private func appendWithoutNulls(_ item: Int, to wire: inout [UInt8]) {
        wire.append(UInt8(ascii: "{"))
        forEachAttribute(of: item) { name in
            guard token(at: name + 1).kind != .null else { return }
            if wire.last != UInt8(ascii: "{") { wire.append(UInt8(ascii: ",")) }
            appendAttributeWire(at: name, to: &wire)
        }
        wire.append(UInt8(ascii: "}"))
    }

    /// Calls a body with the tape index of every attribute's name.
    private func forEachAttribute(of item: Int, _ body: (Int) -> Void) {
        let tape = tape
        var index = Tape.firstChild(of: item)
        let end = Tape.next(after: item, in: tape)
        while index < end {
            body(index)
            index = Tape.next(after: index + 1, in: tape)
        }
    }
}
