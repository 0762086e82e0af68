/// The table of a stream.
package struct StreamTable: Sendable, Hashable {
    /// The name.
    package let name: String
    /// The ARN.
    package let arn: String
    /// The names of the key attributes, the partition key's first.
    package let keys: [String]

    /// Creates the description of a table.
    package init(name: String, arn: String, keys: [String]) {
        self.name = name
        self.arn = arn
        self.keys = keys
    }
}
