public import DDBBase

extension ConfigurationNode: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral, ExpressibleByStringInterpolation
{
    /// Creates a text.
    public init(stringLiteral value: String) { self.init(text: value) }

    /// Creates a whole number.
    public init(integerLiteral value: Int) { self.init(text: String(value)) }

    /// Creates a number.
    public init(floatLiteral value: Double) { self.init(text: String(value)) }

    /// Creates a truth value.
    public init(booleanLiteral value: Bool) { self.init(text: value ? "true" : "false") }

    /// Creates a list.
    public init(arrayLiteral elements: ConfigurationNode...) { self.init(.list(elements)) }

    /// Creates a map; where a name comes twice, reading the node reports it.
    public init(dictionaryLiteral elements: (String, ConfigurationNode)...) {
        self.init(.map(elements.map { ConfigurationEntry($0, $1) }))
    }

    /// Creates a text that is no literal.
    public init(text: String) {
        self.init(.scalar(ConfigurationScalar(text)))
    }

    /// Creates a value that never prints.
    public init(secret: Secret) {
        self.init(.scalar(ConfigurationScalar(secret.reveal(), isSecret: true)))
    }
}
