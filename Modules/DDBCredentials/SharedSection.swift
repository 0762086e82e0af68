/// The properties of one section of the shared files: a profile, a login session, or a set of
/// services.
///
/// Names are lower-case. A profile holds what both files say of it; where both say something the
/// credentials file counts.
public struct SharedSection: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// Tells the two shared files apart.
    public enum File: String, Sendable, Hashable {
        /// `~/.aws/config`.
        case config
        /// `~/.aws/credentials`.
        case credentials
    }

    struct Property: Sendable {
        var value: String
        var file: File
    }

    /// The name of the section, without its type.
    public let name: String
    private(set) var properties: [String: Property] = [:]

    init(name: String) {
        self.name = name
    }

    /// The value of a property, or nil where there is none; lines are joined by line feeds.
    ///
    /// The value of a property with sub-properties begins with a line feed.
    public subscript(property: String) -> String? { properties[property]?.value }

    /// The value of a property, or nil where there is none or it is empty.
    public func nonEmpty(_ property: String) -> String? {
        guard let value = properties[property]?.value, !value.isEmpty else { return nil }
        return value
    }

    /// The names of the properties, ordered.
    public var propertyNames: [String] { properties.keys.sorted() }

    /// The value of a sub-property, as `endpoint_url` below `dynamodb`, or nil where there is none.
    public func subproperty(_ name: String, of property: String) -> String? {
        guard let text = properties[property]?.value, text.hasPrefix("\n") else { return nil }
        var found: String?
        for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
            let plain = SharedFileLine.withoutComment(Array(line))
            guard let (key, value) = SharedFileLine.assignment(plain) else { continue }
            if key == name { found = value }
        }
        return found
    }

    /// The file that gave a property, or nil where there is no such property.
    public func file(of property: String) -> File? { properties[property]?.file }

    mutating func set(_ property: String, _ value: String, from file: File) {
        properties[property] = Property(value: value, file: file)
    }

    /// The name and the names of the properties: values may be secrets.
    public var description: String {
        "[\(name)] \(propertyNames.joined(separator: ", "))"
    }

    /// The name and the names of the properties: values may be secrets.
    public var debugDescription: String { description }

    /// A mirror of the names alone.
    public var customMirror: Mirror {
        Mirror(self, children: ["name": name, "propertyNames": propertyNames])
    }
}
