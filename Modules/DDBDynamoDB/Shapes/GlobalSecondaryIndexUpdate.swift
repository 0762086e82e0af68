package import DDBJSON

/// One change of a table's global indexes.
public enum GlobalSecondaryIndexUpdate: Sendable, Hashable {
    /// Changes the capacity of an index.
    case update(UpdateGlobalSecondaryIndexAction)
    /// Makes an index.
    case create(GlobalSecondaryIndex)
    /// Deletes the index of a name.
    case delete(indexName: String)
}

extension GlobalSecondaryIndexUpdate: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        switch self {
        case .update(let action): writer.member("Update", action)
        case .create(let index): writer.member("Create", index)
        case .delete(let name):
            writer.name("Delete")
            writer.beginObject()
            writer.member("IndexName", name)
            writer.endObject()
        }
    }
}
