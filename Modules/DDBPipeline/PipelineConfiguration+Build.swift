import DDBBase
import DDBConfiguration
import Logging

extension PipelineConfiguration {
    /// Makes the pipeline's components, validating every option.
    ///
    /// - Throws: ``DDBConfiguration/ConfigurationError`` with the place of the mistake, or what a
    ///   component's `init` throws.
    public func build(registry: ComponentRegistry, context: ComponentContext) throws -> Pipeline {
        let source = try resolve(source, "source") { name throws(PipelineError) in
            try registry.source(named: name)
        }.init(source.options, context: context.for(source.name))
        let transforms = try transforms.map { transform in
            try resolve(transform, "transforms") { name throws(PipelineError) in
                try registry.transform(named: name)
            }.init(transform.options, context: context.for(transform.name))
        }
        var sinkContext = context.for(sink.name)
        sinkContext.sourceIdentity = try context.sourceIdentity ?? identity(in: registry)
        return Pipeline(
            name: name, source: source, transforms: transforms,
            sink: try resolve(sink, "sink") { name throws(PipelineError) in
                try registry.sink(named: name)
            }.init(sink.options, context: sinkContext),
            settings: settings)
    }

    /// What tells the source and the transforms, with their options, from others: their names and
    /// a checksum.
    ///
    /// Secrets do not count, nor do options with ``DDBConfiguration/OptionField/keepsPositions``.
    ///
    /// - Throws: ``PipelineError`` for a source or a transform that is not registered.
    public func identity(in registry: ComponentRegistry) throws(PipelineError) -> String {
        var components = [(source, try registry.source(named: source.name).spec.fields)]
        for transform in transforms {
            let fields = try registry.transform(named: transform.name).spec.fields
            components.append((transform, fields))
        }
        var text: [UInt8] = []
        for (reference, fields) in components {
            let ignored = Set(fields.filter { $0.keepsPositions || $0.isSecret }.map(\.name))
            let options = Self.without(ignored, reference.options, prefix: "")
            Self.append(.map([ConfigurationEntry(reference.name, options)]), to: &text)
        }
        let checksum = CRC32.checksum(text.span.bytes)
        return ([source] + transforms).map(\.name).joined(separator: " ")
            + " " + String(checksum, radix: 16)
    }

    /// The node without options of some full names, however their dots are written.
    private static func without(
        _ names: Set<String>, _ node: ConfigurationNode, prefix: String
    ) -> ConfigurationNode {
        guard let entries = node.entries, !names.isEmpty else { return node }
        let rest = entries.filter { !names.contains(prefix + $0.name) }.map { entry in
            ConfigurationEntry(
                entry.name, without(names, entry.node, prefix: prefix + entry.name + "."))
        }
        return ConfigurationNode(.map(rest.filter { $0.node.entries?.isEmpty != true }))
    }

    private static func append(_ content: ConfigurationNode.Content, to text: inout [UInt8]) {
        switch content {
        case .null:
            text.append(UInt8(ascii: "~"))
        case .scalar(let scalar):
            text.append(UInt8(ascii: "'"))
            text += Array(scalar.text.utf8) + [0]
        case .list(let elements):
            text.append(UInt8(ascii: "["))
            for element in elements { append(element.content, to: &text) }
            text.append(UInt8(ascii: "]"))
        case .map(let entries):
            text.append(UInt8(ascii: "{"))
            for entry in entries.sorted(by: { $0.name < $1.name }) {
                text += Array(entry.name.utf8) + [0]
                append(entry.node.content, to: &text)
            }
            text.append(UInt8(ascii: "}"))
        }
    }

    private func resolve<Component>(
        _ reference: Reference, _ option: String,
        _ find: (String) throws(PipelineError) -> Component
    ) throws(ConfigurationError) -> Component {
        do throws(PipelineError) {
            return try find(reference.name)
        } catch {
            throw ConfigurationError(
                .unknownOption, error.message, option: option, at: reference.position,
                cause: error)
        }
    }
}

extension ComponentContext {
    /// The context with the component's name in the log.
    fileprivate func `for`(_ component: String) -> ComponentContext {
        var context = self
        context.logger[metadataKey: "component"] = .string(component)
        return context
    }
}
