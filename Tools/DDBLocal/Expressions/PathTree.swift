package import DDBAttributes

/// Paths of which none is within another, as a tree: what a projection returns or an update writes.
package struct PathTree: Sendable {
    /// One step that paths have in common.
    struct Node: Sendable {
        let step: DocumentPath.Step
        /// The first of the paths that go through it.
        let firstPath: Int
        /// The path that ends here; its node has no children.
        var endingPath: Int?
        /// The nodes below, in the order in which paths came.
        var children: [Int] = []
        var childrenByStep: [DocumentPath.Step: Int] = [:]
    }

    private(set) var nodes: [Node]

    /// The node above all paths.
    static let root = 0

    /// Builds the tree.
    ///
    /// - Throws: An error about two paths, of which one is the other or within it, or which take
    ///   one value for a list and for a map.
    init(_ paths: [DocumentPath], kind: ExpressionKind) throws(ExpressionError) {
        nodes = [Node(step: .index(0), firstPath: 0)]
        var conflict: (Int, Int)?
        for (position, path) in paths.enumerated() {
            var node = Self.root
            for step in path.steps {
                if let other = nodes[node].endingPath {
                    throw Self.clash("overlap", paths[other], path, kind)
                }
                if let other = nodes[node].children.first, conflict == nil,
                    nodes[other].step.isIndex != step.isIndex
                {
                    conflict = (nodes[other].firstPath, position)
                }
                node = child(of: node, at: step, path: position)
            }
            if nodes[node].endingPath != nil || !nodes[node].children.isEmpty {
                throw Self.clash("overlap", paths[nodes[node].firstPath], path, kind)
            }
            nodes[node].endingPath = position
        }
        if let conflict {
            throw Self.clash("conflict", paths[conflict.0], paths[conflict.1], kind)
        }
    }

    private mutating func child(of node: Int, at step: DocumentPath.Step, path: Int) -> Int {
        if let child = nodes[node].childrenByStep[step] { return child }
        nodes.append(Node(step: step, firstPath: path))
        nodes[node].children.append(nodes.count - 1)
        nodes[node].childrenByStep[step] = nodes.count - 1
        return nodes.count - 1
    }

    private static func clash(
        _ verb: String, _ first: DocumentPath, _ second: DocumentPath, _ kind: ExpressionKind
    ) -> ExpressionError {
        kind.error(
            "Two document paths \(verb) with each other; must remove or rewrite one of these "
                + "paths; path one: \(first.text), path two: \(second.text)")
    }

    /// The children of a node that lead into a list, by index.
    func indexes(of node: Int) -> [(index: Int, node: Int)] {
        var indexes: [(index: Int, node: Int)] = []
        for child in nodes[node].children {
            if case .index(let index) = nodes[child].step { indexes.append((index, child)) }
        }
        return indexes.sorted { $0.index < $1.index }
    }

    /// The parts of an item that the paths lead to, each within the maps and lists that enclose it.
    ///
    /// What a path does not find is left out; elements of lists move together, in their order.
    package func projection(of item: Item) -> Item {
        members(of: item, below: Self.root)
    }

    private func members(of item: Item, below node: Int) -> Item {
        var result = Item()
        for child in nodes[node].children {
            guard case .name(let name) = nodes[child].step, let value = item[name] else { continue }
            if let part = part(of: value, at: child) { result[name] = part }
        }
        return result
    }

    private func part(of value: AttributeValue, at node: Int) -> AttributeValue? {
        if nodes[node].endingPath != nil { return value }
        switch value {
        case .map(let members):
            let members = self.members(of: members, below: node)
            return members.count > 0 ? .map(members) : nil
        case .list(let elements):
            var parts: [AttributeValue] = []
            for (index, child) in indexes(of: node) where index < elements.count {
                if let part = part(of: elements[index], at: child) { parts.append(part) }
            }
            return parts.isEmpty ? nil : .list(parts)
        case .string, .number, .binary, .bool, .null, .stringSet, .numberSet, .binarySet:
            return nil
        }
    }
}
