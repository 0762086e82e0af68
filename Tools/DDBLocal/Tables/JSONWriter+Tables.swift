import DDBJSON

// The members that the definition of a table and its description have in common.
extension JSONWriter {
    /// Writes `"AttributeDefinitions":[...]`.
    mutating func attributeDefinitions(of table: LocalTable) {
        name("AttributeDefinitions")
        beginArray()
        for definition in table.definitions {
            beginObject()
            member("AttributeName", definition.name)
            member("AttributeType", definition.kind.name)
            endObject()
        }
        endArray()
    }

    /// Writes `"KeySchema":[...]`.
    mutating func keySchema(_ key: KeySchema) {
        name("KeySchema")
        beginArray()
        for (index, attribute) in key.attributes.enumerated() {
            beginObject()
            member("AttributeName", attribute.name)
            member("KeyType", index == 0 ? "HASH" : "RANGE")
            endObject()
        }
        endArray()
    }

    /// Writes the name, the key and the projection of an index.
    mutating func shape(of index: LocalTable.Index) {
        member("IndexName", index.schema.name)
        keySchema(index.schema.key)
        name("Projection")
        beginObject()
        member("ProjectionType", index.schema.projection.name)
        if case .include(let names) = index.schema.projection {
            member("NonKeyAttributes", names)
        }
        endObject()
    }
}
