/// One node of a schema: a leaf with a physical type, or a group of nodes.
public struct SchemaNode: Sendable, Hashable {
    /// What a node holds.
    public enum Content: Sendable, Hashable {
        /// Values of one type.
        case primitive(PhysicalType)
        /// Other nodes.
        case group([SchemaNode])
    }

    /// The name, unique within its group.
    public var name: String
    /// How often it occurs in its parent.
    public var repetition: Repetition
    /// Values or other nodes.
    public var content: Content
    /// What the values mean.
    public var logicalType: LogicalType?
    /// A number that stays when the name changes (Delta column mapping, Iceberg).
    public var fieldID: Int32?

    /// Creates a node.
    public init(
        name: String, repetition: Repetition, content: Content, logicalType: LogicalType? = nil,
        fieldID: Int32? = nil
    ) {
        self.name = name
        self.repetition = repetition
        self.content = content
        self.logicalType = logicalType
        self.fieldID = fieldID
    }

    /// A leaf.
    public static func primitive(
        _ name: String, _ repetition: Repetition, _ type: PhysicalType,
        _ logicalType: LogicalType? = nil, fieldID: Int32? = nil
    ) -> SchemaNode {
        SchemaNode(
            name: name, repetition: repetition, content: .primitive(type),
            logicalType: logicalType, fieldID: fieldID)
    }

    /// A group: a struct unless it has a logical type.
    public static func group(
        _ name: String, _ repetition: Repetition, _ children: [SchemaNode],
        _ logicalType: LogicalType? = nil, fieldID: Int32? = nil
    ) -> SchemaNode {
        SchemaNode(
            name: name, repetition: repetition, content: .group(children),
            logicalType: logicalType, fieldID: fieldID)
    }

    /// A list in the form that every engine reads: `name (LIST) { repeated list { element } }`.
    ///
    /// - Parameters:
    ///   - name: The name of the list.
    ///   - repetition: Whether the list itself may be null.
    ///   - element: The element; it is renamed to `element`.
    ///   - fieldID: A number that stays when the name changes.
    public static func list(
        _ name: String, _ repetition: Repetition, element: SchemaNode, fieldID: Int32? = nil
    ) -> SchemaNode {
        var element = element
        element.name = "element"
        return .group(
            name, repetition, [.group("list", .repeated, [element])], .list, fieldID: fieldID)
    }

    /// A map: `name (MAP) { repeated key_value { required key; value } }`.
    ///
    /// - Parameters:
    ///   - name: The name of the map.
    ///   - repetition: Whether the map itself may be null.
    ///   - key: The key; it is renamed to `key` and made required.
    ///   - value: The value; it is renamed to `value`.
    ///   - fieldID: A number that stays when the name changes.
    public static func map(
        _ name: String, _ repetition: Repetition, key: SchemaNode, value: SchemaNode,
        fieldID: Int32? = nil
    ) -> SchemaNode {
        var key = key
        var value = value
        key.name = "key"
        key.repetition = .required
        value.name = "value"
        return .group(
            name, repetition, [.group("key_value", .repeated, [key, value])], .map,
            fieldID: fieldID)
    }
}
