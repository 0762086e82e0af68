/// A value of a configuration document, with the place where it was written.
///
/// Nodes also come from literals, so that code configures a component as a document does:
///
/// ```swift
/// let node: ConfigurationNode = ["path": "orders.jsonl", "batch-bytes": "1MiB"]
/// ```
public struct ConfigurationNode: Sendable, Hashable {
    /// What a node holds.
    public enum Content: Sendable, Hashable {
        /// Nothing: an empty value, `~` or `null`.
        case null
        /// One text, number or truth value, not yet given a type.
        case scalar(ConfigurationScalar)
        /// Nodes in order.
        case list([ConfigurationNode])
        /// Named nodes in the order of the document; names are distinct.
        case map([ConfigurationEntry])
    }

    /// What the node holds.
    public var content: Content

    /// Where it was written; nil for literals in code.
    public var position: SourcePosition?

    /// Creates a node.
    public init(_ content: Content, at position: SourcePosition? = nil) {
        self.content = content
        self.position = position
    }

    /// The entries of a map, or nil.
    public var entries: [ConfigurationEntry]? {
        if case .map(let entries) = content { entries } else { nil }
    }

    /// The nodes of a list, or nil.
    public var elements: [ConfigurationNode]? {
        if case .list(let elements) = content { elements } else { nil }
    }

    /// Whether the node holds nothing.
    public var isNull: Bool { content == .null }

    /// What the node is, in words for a message: `a list`.
    package var kindName: String {
        switch content {
        case .null: "nothing"
        case .scalar: "a single value"
        case .list: "a list"
        case .map: "a map"
        }
    }
}

/// A named node of a map.
public struct ConfigurationEntry: Sendable, Hashable {
    /// The name as written.
    public var name: String

    /// Where the name was written.
    public var position: SourcePosition?

    /// The value.
    public var node: ConfigurationNode

    /// Creates an entry.
    public init(_ name: String, _ node: ConfigurationNode, at position: SourcePosition? = nil) {
        self.name = name
        self.node = node
        self.position = position
    }
}
