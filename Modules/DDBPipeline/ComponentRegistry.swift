import DDBBase
import DDBConfiguration

/// The components that configurations can name; a value, of which several may exist.
///
/// ```swift
/// var registry = ComponentRegistry.bundled
/// registry.register(source: OrdersSource.self)
/// let smaller = registry.without("null")
/// ```
public struct ComponentRegistry: Sendable {
    private var sources: [String: any SourceComponent.Type] = [:]
    private var transforms: [String: any TransformComponent.Type] = [:]
    private var sinks: [String: any SinkComponent.Type] = [:]

    /// Creates a registry without components.
    public init() {}

    /// Adds a source; one of the same name gives way.
    public mutating func register(source: (some SourceComponent).Type) {
        sources[source.spec.name] = source
    }

    /// Adds a transform; one of the same name gives way.
    public mutating func register(transform: (some TransformComponent).Type) {
        transforms[transform.spec.name] = transform
    }

    /// Adds a sink; one of the same name gives way.
    public mutating func register(sink: (some SinkComponent).Type) {
        sinks[sink.spec.name] = sink
    }

    /// Returns a copy without the components of a name, or without the one of a kind.
    public func without(_ name: String, kind: ComponentSpec.Kind? = nil) -> Self {
        var copy = self
        if kind == nil || kind == .source { copy.sources[name] = nil }
        if kind == nil || kind == .transform { copy.transforms[name] = nil }
        if kind == nil || kind == .sink { copy.sinks[name] = nil }
        return copy
    }

    /// The specs: sources, transforms, sinks, each by name.
    public var specs: [ComponentSpec] {
        let all =
            sources.values.map { $0.spec } + transforms.values.map { $0.spec }
            + sinks.values.map { $0.spec }
        let kinds = ComponentSpec.Kind.allCases
        return all.sorted {
            let left = kinds.firstIndex(of: $0.kind) ?? 0
            let right = kinds.firstIndex(of: $1.kind) ?? 0
            return (left, $0.name) < (right, $1.name)
        }
    }

    /// The specs of a name, of every kind.
    ///
    /// - Throws: ``PipelineError`` `unknownComponent` with the nearest name where there is none.
    public func specs(named name: String) throws(PipelineError) -> [ComponentSpec] {
        let found = specs.filter { $0.name == name }
        guard found.isEmpty else { return found }
        let names = Set(specs.map(\.name)).sorted()
        throw PipelineError(
            .unknownComponent,
            "There is no plugin '\(name)'\(NearestName.hint(name, in: names))")
    }

    /// The source of a name.
    ///
    /// - Throws: ``PipelineError`` `unknownComponent` with the nearest name, or with the kinds that
    ///   the name has.
    public func source(named name: String) throws(PipelineError) -> any SourceComponent.Type {
        guard let found = sources[name] else { throw unknown(name, .source, sources.keys.sorted()) }
        return found
    }

    /// The transform of a name.
    ///
    /// - Throws: As ``source(named:)``.
    public func transform(named name: String) throws(PipelineError)
        -> any TransformComponent.Type
    {
        guard let found = transforms[name] else {
            throw unknown(name, .transform, transforms.keys.sorted())
        }
        return found
    }

    /// The sink of a name.
    ///
    /// - Throws: As ``source(named:)``.
    public func sink(named name: String) throws(PipelineError) -> any SinkComponent.Type {
        guard let found = sinks[name] else { throw unknown(name, .sink, sinks.keys.sorted()) }
        return found
    }

    private func unknown(_ name: String, _ kind: ComponentSpec.Kind, _ names: [String])
        -> PipelineError
    {
        let others = specs.filter { $0.name == name }.map(\.kind.rawValue)
        guard let other = others.first else {
            return PipelineError(
                .unknownComponent,
                "There is no \(kind.rawValue) '\(name)'\(NearestName.hint(name, in: names))")
        }
        return PipelineError(
            .unknownComponent,
            "Connector \(name) can only be used as a \(other). It cannot be used as a"
                + " \(kind.rawValue).")
    }
}
