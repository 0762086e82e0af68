import DDBConfiguration
import Logging

extension PipelineConfiguration {
    /// Makes the pipeline's components, validating every option.
    ///
    /// - Throws: ``DDBConfiguration/ConfigurationError`` with the place of the mistake, or what a
    ///   component's `init` throws.
    public func build(registry: ComponentRegistry, context: ComponentContext) throws -> Pipeline {
        Pipeline(
            name: name,
            source: try resolve(source, "source") { name throws(PipelineError) in
                try registry.source(named: name)
            }.init(source.options, context: context.for(source.name)),
            transforms: try transforms.map { transform in
                try resolve(transform, "transforms") { name throws(PipelineError) in
                    try registry.transform(named: name)
                }.init(transform.options, context: context.for(transform.name))
            },
            sink: try resolve(sink, "sink") { name throws(PipelineError) in
                try registry.sink(named: name)
            }.init(sink.options, context: context.for(sink.name)),
            settings: settings)
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
