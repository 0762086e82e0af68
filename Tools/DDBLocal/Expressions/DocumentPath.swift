import DDBAttributes

/// Where a value is in an item: an attribute's name, then names in maps and indexes in lists.
package struct DocumentPath: Sendable, Hashable {
    /// One step of a path.
    package enum Step: Sendable, Hashable {
        /// The name of an attribute or of a map's member.
        case name(String)
        /// The index of a list's element.
        case index(Int)

        /// Compares names by their bytes.
        package static func == (left: Step, right: Step) -> Bool {
            switch (left, right) {
            case (.name(let left), .name(let right)): left.utf8.elementsEqual(right.utf8)
            case (.index(let left), .index(let right)): left == right
            case (.name, .index), (.index, .name): false
            }
        }

        /// Hashes what ``==(_:_:)`` compares.
        package func hash(into hasher: inout Hasher) {
            switch self {
            case .name(let name): for byte in name.utf8 { hasher.combine(byte) }
            case .index(let index): hasher.combine(index)
            }
        }

        /// Whether it leads into a list.
        var isIndex: Bool {
            if case .index = self { true } else { false }
        }

        /// As messages spell it.
        var text: String {
            switch self {
            case .name(let name): name
            case .index(let index): "[\(index)]"
            }
        }
    }

    /// The steps; the first is a name.
    package let steps: [Step]

    /// Creates a path of steps, of which the first is a name.
    init(steps: [Step]) {
        self.steps = steps
    }

    /// The name of the attribute that the path begins with.
    package var attribute: String { steps.first?.text ?? "" }

    /// As messages spell it: `[a, b, [0]]`.
    var text: String { "[" + steps.map(\.text).joined(separator: ", ") + "]" }

    /// The value at the path, or nil where the item has none.
    func value(in item: Item) -> AttributeValue? {
        var value = AttributeValue.map(item)
        for step in steps {
            switch (step, value) {
            case (.name(let name), .map(let members)):
                guard let member = members[name] else { return nil }
                value = member
            case (.index(let index), .list(let elements)):
                guard index < elements.count else { return nil }
                value = elements[index]
            case (.name, _), (.index, _):
                return nil
            }
        }
        return value
    }
}
