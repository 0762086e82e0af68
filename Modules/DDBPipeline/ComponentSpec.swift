public import DDBConfiguration

/// Everything that is to be known of a component without running it.
///
/// Validation, `ddbkit plugins`, documentation and the JSON schema derive from it.
public struct ComponentSpec: Sendable, Hashable {
    /// Which of the three kinds a component is.
    public enum Kind: String, Sendable, CaseIterable {
        /// Items come from it.
        case source
        /// Items change in it.
        case transform
        /// Items go to it.
        case sink
    }

    /// What a component promises about losing and doubling items.
    public enum Delivery: String, Sendable {
        /// Every item has its effect once: sinks that keep positions, sources that resume exactly.
        case exactlyOnce = "exactly-once"
        /// No item is lost; after a failure some come again.
        case atLeastOnce = "at-least-once"
    }

    /// What a component promises about order.
    public enum Ordering: String, Sendable {
        /// Nothing.
        case none
        /// Items of a partition stay in order.
        case withinPartition = "within-partition"
    }

    /// Whether a source ends.
    public enum Boundedness: String, Sendable {
        /// It ends.
        case bounded
        /// It never ends.
        case unbounded
        /// Its options decide.
        case byOptions = "by-options"
    }

    /// The name in configurations: lower-case letters, digits and dashes.
    public var name: String
    /// The kind; names are unique within one.
    public var kind: Kind
    /// One line.
    public var summary: String
    /// Paragraphs of Markdown.
    public var description: String
    /// The options.
    public var fields: [OptionField]
    /// What it promises; for a source, paired with a transactional sink.
    public var delivery: Delivery
    /// What it promises about order.
    public var ordering: Ordering
    /// Whether a source ends; sinks and transforms are bounded by their input.
    public var boundedness: Boundedness

    /// Creates a spec.
    public init(
        name: String, kind: Kind, summary: String, description: String = "",
        fields: [OptionField] = [], delivery: Delivery, ordering: Ordering,
        boundedness: Boundedness = .bounded
    ) {
        self.name = name
        self.kind = kind
        self.summary = summary
        self.description = description
        self.fields = fields
        self.delivery = delivery
        self.ordering = ordering
        self.boundedness = boundedness
    }

    /// The name and kind for messages, as `lines source`.
    public var title: String { "\(name) \(kind.rawValue)" }
}
