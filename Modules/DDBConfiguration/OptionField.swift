/// One option of a component: its name, type, default and documentation.
public struct OptionField: Sendable, Hashable {
    /// The name; a dot stands for nesting, so `batch.max-size` is also `batch: {max-size: ...}`.
    public var name: String

    /// What a value may be.
    public var type: OptionType

    /// The value where none is given, written as in a document; nil for none.
    public var defaultValue: ConfigurationNode?

    /// Whether a value must be given.
    public var isRequired: Bool

    /// Whether documentation lists the option after those that most people need.
    public var isAdvanced: Bool

    /// Whether positions hold though its value changes: it says how something is read, or what
    /// becomes of bad records, and not what is read.
    public var keepsPositions: Bool

    /// A value for documentation, written as in a document.
    public var example: String?

    /// What the option does; the first sentence stands in tables.
    public var summary: String

    /// Creates an option.
    public init(
        _ name: String, _ type: OptionType, default defaultValue: ConfigurationNode? = nil,
        isRequired: Bool = false, isAdvanced: Bool = false, keepsPositions: Bool = false,
        example: String? = nil, summary: String
    ) {
        self.name = name
        self.type = type
        self.defaultValue = defaultValue
        self.isRequired = isRequired
        self.isAdvanced = isAdvanced
        self.keepsPositions = keepsPositions
        self.example = example
        self.summary = summary
    }

    /// Whether the value is, or holds, a secret.
    public var isSecret: Bool { type.holdsSecret }
}

extension OptionType {
    var holdsSecret: Bool {
        switch self {
        case .secret: true
        case .list(let element), .map(let element): element.holdsSecret
        case .object(let fields): fields.contains { $0.isSecret }
        case .string, .integer, .boolean, .double, .duration, .byteSize, .enumeration, .names,
            .node:
            false
        }
    }
}
