/// Builds keys from the attributes of items.
enum ItemKeys {
    /// The most bytes of a partition key and of a sort key.
    static let partitionBytesMax = 2048
    static let sortBytesMax = 1024

    /// The key of an item that was just read, after checking it as writes are checked.
    static func writeKey(
        of reader: ItemReader, _ schema: TableSchema
    ) throws(ServiceRefusal) -> TableKey {
        for attribute in schema.key.attributes {
            guard let found = reader.attribute(attribute.wireName) else {
                throw .invalid("Missing the key \(attribute.name) in the item")
            }
            guard found.kind == attribute.kind else {
                throw .invalid(
                    "Type mismatch for key \(attribute.name) expected: \(attribute.kind.name)"
                        + " actual: \(found.kind.name)")
            }
        }
        let key = try key(schema.key, reader.output, reader.attributes)
        try checkIndexKeys(of: reader, schema)
        return key
    }

    /// The key that a key object says, after checking that it is exactly a key.
    static func key(
        of reader: ItemReader, _ schema: TableSchema
    ) throws(ServiceRefusal) -> TableKey {
        let attributes = schema.key.attributes
        guard reader.attributes.count == attributes.count else { throw mismatch }
        for attribute in attributes {
            guard let found = reader.attribute(attribute.wireName),
                found.kind == attribute.kind
            else { throw mismatch }
        }
        return try key(schema.key, reader.output, reader.attributes)
    }

    /// The key of an item whose attributes were found.
    static func primary(
        _ schema: TableSchema, _ item: StoredItem, _ attributes: [WireAttribute]
    ) throws(ServiceRefusal) -> TableKey {
        try key(schema.key, item.wire, attributes)
    }

    static let mismatch = ServiceRefusal.validation(
        "The provided key element does not match the schema")

    private static func key(
        _ schema: KeySchema, _ wire: [UInt8], _ attributes: [WireAttribute]
    ) throws(ServiceRefusal) -> TableKey {
        var key = TableKey(
            partition: try part(schema.partition, wire, attributes, max: partitionBytesMax))
        if let sort = schema.sort {
            key.rest.append(contentsOf: try part(sort, wire, attributes, max: sortBytesMax))
        }
        return key
    }

    private static func part(
        _ attribute: KeyPart, _ wire: [UInt8], _ attributes: [WireAttribute], max: Int
    ) throws(ServiceRefusal) -> [UInt8] {
        guard let found = WireAttributes.find(attribute.wireName, in: attributes, of: wire) else {
            throw mismatch
        }
        guard found.kind == .number || !found.content.isEmpty else {
            throw .validation(
                "One or more parameter values are not valid. The AttributeValue for a key attribute"
                    + " cannot contain an empty \(found.kind == .binary ? "binary" : "string")"
                    + " value. Key: \(attribute.name)")
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(found.content.count + 2)
        KeyOrder.append(found.kind, found.content, of: wire, to: &bytes)
        // Zero bytes are written twice; only a key near the limit is counted exactly.
        guard bytes.count - 2 > max, plainCount(found, wire) > max else { return bytes }
        throw max == partitionBytesMax
            ? .invalid("Size of hashkey has exceeded the maximum size limit of2048 bytes")
            : .invalid(
                "Aggregated size of all range keys has exceeded the size limit of 1024 bytes")
    }

    private static func plainCount(_ attribute: WireAttribute, _ wire: [UInt8]) -> Int {
        let cursor = WireCursor(wire)
        let text = WireText(range: attribute.content, hasEscapes: true)
        let count = cursor.plain(text).count
        guard attribute.kind == .binary else { return count }
        let padding = wire[attribute.content].suffix(2).count { $0 == UInt8(ascii: "=") }
        return count / 4 * 3 - padding
    }

    /// Refuses an item whose attributes cannot be keys of the indexes that name them.
    private static func checkIndexKeys(
        of reader: ItemReader, _ schema: TableSchema
    ) throws(ServiceRefusal) {
        for index in schema.indexes {
            for attribute in index.key.attributes {
                guard let found = reader.attribute(attribute.wireName) else { continue }
                guard found.kind == attribute.kind else {
                    throw .invalid(
                        "Type mismatch for Index Key \(attribute.name) Expected:"
                            + " \(attribute.kind.name) Actual: \(found.kind.name) IndexName:"
                            + " \(index.name)")
                }
                guard found.kind == .number || !found.content.isEmpty else {
                    throw .validation(
                        "One or more parameter values are not valid. A value specified for a"
                            + " secondary index key is not supported. The AttributeValue for a key"
                            + " attribute cannot contain an empty"
                            + " \(found.kind == .binary ? "binary" : "string") value. IndexName:"
                            + " \(index.name), IndexKey: \(attribute.name)")
                }
            }
        }
    }

    /// The key of a stored item in an index; nil where it lacks one of the index's attributes.
    static func indexKey(
        _ index: IndexSchema, _ item: StoredItem, _ attributes: [WireAttribute],
        primary: TableKey
    ) -> TableKey? {
        var parts: [[UInt8]] = []
        for attribute in index.key.attributes {
            guard
                let found = WireAttributes.find(
                    attribute.wireName, in: attributes, of: item.wire),
                found.kind == attribute.kind, found.kind == .number || !found.content.isEmpty
            else { return nil }
            var bytes: [UInt8] = []
            KeyOrder.append(found.kind, found.content, of: item.wire, to: &bytes)
            parts.append(bytes)
        }
        var key = TableKey(partition: parts[0])
        for part in parts.dropFirst() { key.rest.append(contentsOf: part) }
        key.rest.append(contentsOf: primary.rest)
        return key
    }
}
