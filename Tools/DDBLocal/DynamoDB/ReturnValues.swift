/// What a write returns of the item.
enum ReturnValues: String, Sendable {
    case none = "NONE"
    case allOld = "ALL_OLD"
    case allNew = "ALL_NEW"
    case updatedOld = "UPDATED_OLD"
    case updatedNew = "UPDATED_NEW"

    static func read(
        _ members: RequestMembers, _ kind: ItemWrite.Kind
    ) throws(ServiceRefusal) -> ReturnValues {
        guard let text = try members.string("ReturnValues") else { return .none }
        guard let values = ReturnValues(rawValue: text) else {
            throw .constraint(
                "'\(text)'", at: "returnValues",
                "Member must satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE,"
                    + " UPDATED_NEW]")
        }
        if kind != .update, values != .none, values != .allOld {
            throw .validation("ReturnValues can only be ALL_OLD or NONE")
        }
        return values
    }

    /// What is returned.
    func item(_ outcome: ItemWrite.Outcome, _ write: ItemWrite) -> StoredItem? {
        switch self {
        case .none: nil
        case .allOld: outcome.old
        case .allNew: outcome.new
        case .updatedOld: outcome.old.flatMap { write.updatedParts(of: $0) }
        case .updatedNew: outcome.new.flatMap { write.updatedParts(of: $0) }
        }
    }
}
