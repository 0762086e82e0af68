import DDBJSON

/// What Scan and Query have in common: the index, the page, and which attributes come back.
struct PageRequest: Sendable {
    let index: IndexSchema?
    let isConsistent: Bool
    let limit: Int?
    let isCount: Bool

    init(_ members: RequestMembers, _ schema: TableSchema) throws(ServiceRefusal) {
        if let name = try members.string("IndexName") {
            guard let found = schema.index(name) else {
                throw .validation("The table does not have the specified index: \(name)")
            }
            index = found
        } else {
            index = nil
        }
        isConsistent = try members.bool("ConsistentRead") ?? false
        if isConsistent, index?.isGlobal ?? false {
            throw .validation("Consistent reads are not supported on global secondary indexes")
        }
        limit = try members.integer("Limit")
        if let limit, limit < 1 {
            throw .constraint(
                "'\(limit)'", at: "limit", "Member must have value greater than or equal to 1")
        }
        isCount = try members.string("Select") == "COUNT"
    }

    /// The key that a page begins behind.
    func start(
        _ members: RequestMembers, _ schema: TableSchema
    ) throws(ServiceRefusal) -> TableKey? {
        guard var cursor = members.cursor("ExclusiveStartKey") else { return nil }
        var reader = ItemReader()
        try reader.read(&cursor)
        var names = Set(schema.key.attributes)
        if let index { names.formUnion(index.key.attributes) }
        let isKey =
            reader.attributes.count == names.count
            && names.allSatisfy { reader.attribute($0.wireName)?.kind == $0.kind }
        guard isKey else {
            throw .validation(
                "The provided starting key is invalid: The provided key element does not match the"
                    + " schema")
        }
        let item = StoredItem(wire: reader.item, size: reader.size)
        let attributes = WireAttributes.of(item.wire)
        let primary = try ItemKeys.primary(schema, item, attributes)
        guard let index else { return primary }
        guard let key = ItemKeys.indexKey(index, item, attributes, primary: primary) else {
            throw .validation("The provided starting key is invalid")
        }
        return key
    }

    /// Writes the reply.
    func reply(
        _ items: [StoredItem], isCut: Bool, _ schema: TableSchema, _ report: CapacityReport
    ) throws(ServiceRefusal) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        report.writeOne(to: &writer)
        writer.member("Count", items.count)
        if !isCount {
            writer.name("Items")
            writer.beginArray()
            for item in items { writer.raw(item.wire) }
            writer.endArray()
        }
        if isCut, let last = items.last {
            writer.name("LastEvaluatedKey")
            let keys = index.map { last.keys(schema.key, $0.key) } ?? last.keys(schema.key)
            writer.raw(keys.wire)
        }
        writer.member("ScannedCount", items.count)
        writer.endObject()
        return writer.takeBytes()
    }
}
