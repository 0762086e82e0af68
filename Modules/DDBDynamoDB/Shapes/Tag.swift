package import DDBJSON

/// Names something for bills and permissions.
public struct Tag: Sendable, Hashable {
    /// The name.
    public var key: String
    /// The value.
    public var value: String

    /// Creates a tag.
    public init(key: String, value: String) {
        self.key = key
        self.value = value
    }
}

extension Tag: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("Key", key)
        writer.member("Value", value)
    }
}
