package import DDBJSON

/// One write, or check, of a transaction.
public enum TransactWriteItem: Sendable, Hashable {
    /// Checks an item that is not written.
    case conditionCheck(TransactConditionCheck)
    /// Writes an item.
    case put(TransactPut)
    /// Deletes an item.
    case delete(TransactDelete)
    /// Changes attributes of an item.
    case update(TransactUpdate)

    /// The table, by name or ARN.
    public var tableName: String {
        switch self {
        case .conditionCheck(let check): check.tableName
        case .put(let put): put.tableName
        case .delete(let delete): delete.tableName
        case .update(let update): update.tableName
        }
    }
}

extension TransactWriteItem: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        switch self {
        case .conditionCheck(let check): writer.member("ConditionCheck", check)
        case .put(let put): writer.member("Put", put)
        case .delete(let delete): writer.member("Delete", delete)
        case .update(let update): writer.member("Update", update)
        }
    }
}
