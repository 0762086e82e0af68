/// One text of a document after its `${...}` have been replaced; it does not print itself.
///
/// Whether the text is a number, a duration or a name is decided by the option that reads it.
public struct ConfigurationScalar: Sendable, Hashable, CustomStringConvertible,
    CustomDebugStringConvertible, CustomReflectable
{
    /// The text; it may hold a secret.
    package let text: String

    /// Whether a part of the text came from `${secrets:...}`.
    public let isSecret: Bool

    package init(_ text: String, isSecret: Bool = false) {
        self.text = text
        self.isSecret = isSecret
    }

    /// Always `<value>`, as documents hold passwords.
    public var description: String { "<value>" }

    /// Always `<value>`.
    public var debugDescription: String { "<value>" }

    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
