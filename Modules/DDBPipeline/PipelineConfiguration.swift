public import DDBConfiguration

/// A pipeline as a document describes it.
///
/// ```yaml
/// name: orders
/// source:
///   lines: {path: orders.jsonl}
/// transforms:
///   - drop: {attribute: password}
/// sink:
///   lines: {path: copy.jsonl}
/// settings: {lanes: 2}
/// ```
///
/// A document may hold several under `pipelines:`; each then needs a name.
public struct PipelineConfiguration: Sendable, Hashable {
    /// A component's name and its options as written.
    public struct Reference: Sendable, Hashable {
        /// The component's name.
        public var name: String
        /// Its options.
        public var options: ConfigurationNode
        /// Where the name was written.
        public var position: SourcePosition?
    }

    /// The most pipelines of a document.
    public static let pipelineCountMax = 1000

    /// The pipeline's name.
    public var name: String
    /// Where items come from.
    public var source: Reference
    /// What changes them.
    public var transforms: [Reference]
    /// Where they go.
    public var sink: Reference
    /// The file that keeps how far the source was read, for a sink that does not keep it itself.
    public var positions: String?
    /// How the pipeline runs.
    public var settings: PipelineSettings

    /// The options of a pipeline.
    public static let fields: [OptionField] = [
        OptionField("name", .string, default: "pipeline", summary: "The name in logs and metrics."),
        OptionField("source", .node, isRequired: true, summary: "One source and its options."),
        OptionField("transforms", .node, summary: "A list of transforms and their options."),
        OptionField("sink", .node, isRequired: true, summary: "One sink and its options."),
        OptionField(
            "positions", .string, example: "orders.positions",
            summary: "A file that keeps how far the source was read, for a sink that does not keep"
                + " it itself; the next run goes on from there."),
        OptionField(
            "settings", .object(PipelineSettings.fields), default: [:],
            summary: "How the pipeline runs."),
    ]

    /// Reads the pipelines of a document.
    ///
    /// - Throws: ``DDBConfiguration/ConfigurationError``.
    public static func read(_ document: ConfigurationNode) throws(ConfigurationError)
        -> [PipelineConfiguration]
    {
        guard document.entries?.contains(where: { $0.name == "pipelines" }) == true else {
            return [try PipelineConfiguration(document)]
        }
        let outer = try Options(
            document,
            fields: [OptionField("pipelines", .node, isRequired: true, summary: "Pipelines.")])
        let list: ConfigurationNode = try outer.get("pipelines")
        guard let elements = list.elements, (1...pipelineCountMax).contains(elements.count) else {
            throw outer.error(
                .wrongType, "pipelines", "Expected a list of 1 to \(pipelineCountMax) pipelines.")
        }
        var pipelines: [PipelineConfiguration] = []
        var names: Set<String> = []
        for element in elements {
            let pipeline = try PipelineConfiguration(element)
            guard names.insert(pipeline.name).inserted else {
                throw ConfigurationError(
                    .duplicateOption, "Each of several pipelines needs a name of its own.",
                    option: "name", at: element.position)
            }
            pipelines.append(pipeline)
        }
        return pipelines
    }

    /// Reads one pipeline.
    ///
    /// - Throws: ``DDBConfiguration/ConfigurationError``.
    public init(_ node: ConfigurationNode) throws(ConfigurationError) {
        let options = try Options(node, fields: Self.fields)
        name = try options.get("name")
        source = try Self.reference(try options.get("source"), "source")
        sink = try Self.reference(try options.get("sink"), "sink")
        positions = try options.find("positions")
        settings = try PipelineSettings(options: try options.get("settings"))
        transforms = []
        guard let list: ConfigurationNode = try options.find("transforms") else { return }
        guard let elements = list.elements else {
            throw options.error(.wrongType, "transforms", "Expected a list of transforms.")
        }
        for (index, element) in elements.enumerated() {
            transforms.append(try Self.reference(element, "transforms[\(index)]"))
        }
    }

    /// Reads `name`, `{name: options}` or `{name.option: value}`.
    private static func reference(_ node: ConfigurationNode, _ option: String)
        throws(ConfigurationError) -> Reference
    {
        let mistake = ConfigurationError(
            .wrongType, "Expected the name of one component, with its options under it.",
            option: option, at: node.position)
        switch node.content {
        case .scalar:
            let field = OptionField(option, .string, isRequired: true, summary: "Component.")
            let holder = ConfigurationNode(
                .map([ConfigurationEntry(option, node)]), at: node.position)
            let name: String = try Options(holder, fields: [field]).get(option)
            return Reference(
                name: name, options: ConfigurationNode(.map([]), at: node.position),
                position: node.position)
        case .map(let entries):
            guard let first = entries.first else { throw mistake }
            if entries.count == 1, !first.name.contains(".") {
                return Reference(name: first.name, options: first.node, position: first.position)
            }
            let name = String(first.name.prefix { $0 != "." })
            var options: [ConfigurationEntry] = []
            for entry in entries {
                guard entry.name.hasPrefix(name + ".") else { throw mistake }
                let rest = String(entry.name.dropFirst(name.count + 1))
                options.append(ConfigurationEntry(rest, entry.node, at: entry.position))
            }
            return Reference(
                name: name, options: ConfigurationNode(.map(options), at: node.position),
                position: first.position)
        case .null, .list:
            throw mistake
        }
    }
}
