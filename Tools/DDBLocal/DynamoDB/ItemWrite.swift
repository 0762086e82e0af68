import DDBAttributes

/// A write of one item, or a check of one in a transaction: read, checked, and ready to be done
/// under the lock.
struct ItemWrite: Sendable {
    /// What kind of write.
    enum Kind: Sendable {
        case put, update, delete, check
    }

    /// What a write makes of an item.
    struct Outcome: Sendable {
        var old: StoredItem?
        /// The item afterwards; as `old` where nothing is written.
        var new: StoredItem?
    }

    /// Why a write is not done.
    enum Failure: Error, Sendable {
        /// The condition does not hold; the item, where it is to be told.
        case condition(StoredItem?)
        /// The update cannot be applied.
        case refused(ServiceRefusal)
    }

    let kind: Kind
    let schema: TableSchema
    let key: TableKey
    private let item: StoredItem?
    private let keyItem: Item
    private let update: UpdateExpression?
    private let condition: ConditionExpression?
    private let returnsItemOnFailure: Bool

    init(_ members: RequestMembers, _ kind: Kind, _ engine: TableEngine) throws(ServiceRefusal) {
        self.kind = kind
        schema = try engine.schema(try TableNames.required(members))
        let takes: [ExpressionKind] = kind == .update ? [.update, .condition] : [.condition]
        var expressions = try RequestExpressions(members, takes: takes)
        let keys = schema.key.attributes.map(\.name)
        update =
            kind == .update
            ? try expressions.parse(members, .update) { text, inputs throws(ExpressionError) in
                try UpdateExpression(parsing: text, inputs: &inputs, keys: keys)
            } : nil
        condition = try expressions.parse(members, .condition) {
            text, inputs throws(ExpressionError) in
            let condition = try ConditionExpression(parsing: text, inputs: &inputs)
            try condition.checkKeys(keys)
            return condition
        }
        try expressions.checkAllUsed()
        if kind == .check, condition == nil {
            throw .constraint(
                "null", at: "transactItems.1.member.conditionCheck.conditionExpression",
                "Member must not be null")
        }
        returnsItemOnFailure = try Self.returnsItemOnFailure(members)
        let name = kind == .put ? "Item" : "Key"
        guard var cursor = members.cursor(name) else {
            throw .constraint("null", at: name.lowercased(), "Member must not be null")
        }
        var reader = ItemReader()
        try reader.read(&cursor)
        let read = StoredItem(wire: reader.item, size: reader.size)
        if kind == .put {
            try ItemLimits.check(size: reader.size)
            key = try ItemKeys.writeKey(of: reader, schema)
            item = read
            keyItem = Item()
        } else {
            key = try ItemKeys.key(of: reader, schema)
            item = nil
            keyItem = kind == .update ? read.item : Item()
        }
    }

    private static func returnsItemOnFailure(
        _ members: RequestMembers
    ) throws(ServiceRefusal) -> Bool {
        switch try members.string("ReturnValuesOnConditionCheckFailure") {
        case nil, "NONE": return false
        case "ALL_OLD": return true
        case let other?:
            throw .constraint(
                "'\(other)'", at: "returnValuesOnConditionCheckFailure",
                "Member must satisfy enum value set: [ALL_OLD, NONE]")
        }
    }

    /// What the write makes of the item that is there.
    func outcome(of old: StoredItem?) throws(Failure) -> Outcome {
        let tree = condition == nil && update == nil ? nil : old?.item
        if let condition, !condition.isSatisfied(by: tree) {
            throw .condition(returnsItemOnFailure ? old : nil)
        }
        switch kind {
        case .put: return Outcome(old: old, new: item)
        case .delete: return Outcome(old: old, new: nil)
        case .check: return Outcome(old: old, new: old)
        case .update: return Outcome(old: old, new: try updated(old, tree))
        }
    }

    private func updated(_ old: StoredItem?, _ tree: Item?) throws(Failure) -> StoredItem {
        if update == nil, let old { return old }
        let after: Item
        do throws(ExpressionError) {
            after = try update?.apply(to: tree, key: keyItem) ?? keyItem
        } catch {
            throw .refused(.validation(error.message))
        }
        do throws(ServiceRefusal) {
            var cursor = WireCursor(WireEncoder.encode(after))
            var reader = ItemReader()
            try reader.read(&cursor)
            try ItemLimits.check(size: reader.size, isUpdate: true)
            // Checks the keys of indexes; those of the table are as they were.
            _ = try ItemKeys.writeKey(of: reader, schema)
            return StoredItem(wire: reader.item, size: reader.size)
        } catch {
            throw .refused(error)
        }
    }

    /// The parts of an item that the update names.
    func updatedParts(of item: StoredItem) -> StoredItem? {
        guard let update else { return nil }
        let parts = update.updatedParts(of: item.item)
        guard parts.count > 0 else { return nil }
        return StoredItem(wire: WireEncoder.encode(parts), size: 0)
    }
}
