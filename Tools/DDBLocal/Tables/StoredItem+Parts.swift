import DDBAttributes

extension StoredItem {
    /// Writes an item that was built as a tree.
    init(_ item: Item) throws(ServiceRefusal) {
        var cursor = WireCursor(WireEncoder.encode(item))
        var reader = ItemReader()
        try reader.read(&cursor)
        self.init(wire: reader.item, size: reader.size)
    }

    /// The item as a tree.
    var item: Item {
        do throws(AttributeError) {
            return try Item(wire: wire.span.bytes)
        } catch {
            preconditionFailure("what is stored was checked: \(error.code)")
        }
    }

    /// An item of some of the attributes.
    func keeping(_ attributes: [WireAttribute]) -> StoredItem {
        var kept: [UInt8] = [UInt8(ascii: "{")]
        for attribute in attributes {
            if kept.count > 1 { kept.append(UInt8(ascii: ",")) }
            kept.append(
                contentsOf: wire[attribute.name.lowerBound - 1..<attribute.value.upperBound])
        }
        kept.append(UInt8(ascii: "}"))
        var cursor = WireCursor(kept)
        var reader = ItemReader()
        do throws(ServiceRefusal) {
            try reader.read(&cursor)
        } catch {
            preconditionFailure("what is stored was checked: \(error.code)")
        }
        return StoredItem(wire: kept, size: reader.size)
    }

    /// The item's key attributes alone.
    func keys(_ schemas: KeySchema...) -> StoredItem {
        let attributes = WireAttributes.of(wire)
        var names: Set<[UInt8]> = []
        for schema in schemas { names.formUnion(schema.attributes.map(\.wireName)) }
        return keeping(attributes.filter { names.contains(Array(wire[$0.name])) })
    }

    /// Whether two items are equal, however their attributes and sets are ordered.
    func isSame(as other: StoredItem) -> Bool {
        wire == other.wire || (size == other.size && item == other.item)
    }
}
