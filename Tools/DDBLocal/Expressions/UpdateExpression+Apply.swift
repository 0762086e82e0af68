package import DDBAttributes

extension UpdateExpression {
    /// Returns the item as the update leaves it; the item given is not changed.
    ///
    /// Everything is read from the item as it was. Indexes mean the elements that lists had before:
    /// elements that are removed go at the end, and those beyond the end are appended.
    ///
    /// - Parameters:
    ///   - item: The item before, or nil where there is none.
    ///   - key: Its key attributes, which a new item begins with.
    /// - Throws: ``ExpressionError`` where a path leads nowhere, types do not fit, or a number is
    ///   out of range.
    package func apply(to item: Item?, key: Item) throws(ExpressionError) -> Item {
        let before = item ?? key
        var changes: [Change] = []
        for action in actions {
            switch action {
            case .set(let operand): changes.append(.set(try operand.value(in: before)))
            case .remove: changes.append(.remove)
            case .add(let value): changes.append(.add(value))
            case .delete(let value): changes.append(.delete(value))
            }
        }
        return try members(of: before, below: PathTree.root, changes)
    }

    /// An action with its value known.
    private enum Change {
        case set(AttributeValue)
        case remove
        case add(AttributeValue)
        case delete(AttributeValue)
    }

    private static var pathError: ExpressionError {
        ExpressionError(
            message: "The document path provided in the update expression is invalid for update")
    }

    private func members(
        of item: Item, below node: Int, _ changes: [Change]
    ) throws(ExpressionError) -> Item {
        var result = item
        for child in tree.nodes[node].children {
            guard case .name(let name) = tree.nodes[child].step else { throw Self.pathError }
            result[name] = try value(item[name], at: child, changes)
        }
        return result
    }

    private func elements(
        of list: [AttributeValue], below node: Int, _ changes: [Change]
    ) throws(ExpressionError) -> [AttributeValue] {
        let indexes = tree.indexes(of: node)
        guard !indexes.isEmpty else { throw Self.pathError }
        var result: [AttributeValue?] = list
        for (index, child) in indexes {
            if index < list.count {
                result[index] = try value(list[index], at: child, changes)
            } else {
                result.append(try value(nil, at: child, changes))
            }
        }
        return result.compactMap { $0 }
    }

    /// What becomes of a value; nil is one that is not there.
    private func value(
        _ value: AttributeValue?, at node: Int, _ changes: [Change]
    ) throws(ExpressionError) -> AttributeValue? {
        if let path = tree.nodes[node].endingPath { return try Self.changed(value, changes[path]) }
        switch value {
        case .map(let item)?: return .map(try members(of: item, below: node, changes))
        case .list(let list)?: return .list(try elements(of: list, below: node, changes))
        case .string, .number, .binary, .bool, .null, .stringSet, .numberSet, .binarySet, nil:
            throw Self.pathError
        }
    }

    private static func changed(
        _ value: AttributeValue?, _ change: Change
    ) throws(ExpressionError) -> AttributeValue? {
        switch change {
        case .set(let new): return new
        case .remove: return nil
        case .add(let added):
            guard let value else { return added }
            return try self.added(added, to: value)
        case .delete(let members):
            guard let value else { return nil }
            return try deleted(members, from: value)
        }
    }

    private static func added(
        _ added: AttributeValue, to value: AttributeValue
    ) throws(ExpressionError) -> AttributeValue {
        switch (value, added) {
        case (.number(let left), .number(let right)): return .number(try sum(left, right))
        case (.stringSet(let members), .stringSet(let others)):
            let known = Set(members.map { Array($0.utf8) })
            return .stringSet(members + others.filter { !known.contains(Array($0.utf8)) })
        case (.numberSet(let members), .numberSet(let others)):
            let known = Set(members)
            return .numberSet(members + others.filter { !known.contains($0) })
        case (.binarySet(let members), .binarySet(let others)):
            let known = Set(members)
            return .binarySet(members + others.filter { !known.contains($0) })
        case (.string, _), (.number, _), (.binary, _), (.bool, _), (.null, _), (.map, _),
            (.list, _), (.stringSet, _), (.numberSet, _), (.binarySet, _):
            throw typeError
        }
    }

    /// A set that loses its last member is gone.
    private static func deleted(
        _ members: AttributeValue, from value: AttributeValue
    ) throws(ExpressionError) -> AttributeValue? {
        switch (value, members) {
        case (.stringSet(let members), .stringSet(let others)):
            let gone = Set(others.map { Array($0.utf8) })
            let left = members.filter { !gone.contains(Array($0.utf8)) }
            return left.isEmpty ? nil : .stringSet(left)
        case (.numberSet(let members), .numberSet(let others)):
            let gone = Set(others)
            let left = members.filter { !gone.contains($0) }
            return left.isEmpty ? nil : .numberSet(left)
        case (.binarySet(let members), .binarySet(let others)):
            let gone = Set(others)
            let left = members.filter { !gone.contains($0) }
            return left.isEmpty ? nil : .binarySet(left)
        case (.string, _), (.number, _), (.binary, _), (.bool, _), (.null, _), (.map, _),
            (.list, _), (.stringSet, _), (.numberSet, _), (.binarySet, _):
            throw typeError
        }
    }
}
