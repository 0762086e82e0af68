/// An attribute of a table's or an index's key.
package struct KeyAttribute: Sendable, Hashable {
    /// The name.
    package let name: String
    /// The type: S, N or B.
    package let type: ValueType

    /// Creates the description of a key's attribute.
    package init(name: String, type: ValueType) {
        self.name = name
        self.type = type
    }
}
