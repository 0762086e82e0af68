import DDBLinesSink
import DDBLinesSource
import DDBNullSink
public import DDBPipeline

extension ComponentRegistry {
    /// Every plugin that ddbkit ships: the one list.
    public static var bundled: ComponentRegistry {
        var registry = ComponentRegistry()
        registry.register(source: LinesSource.self)
        registry.register(sink: LinesSink.self)
        registry.register(sink: NullSink.self)
        return registry
    }
}
