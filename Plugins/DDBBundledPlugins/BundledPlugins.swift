import DDBCSVSource
import DDBDynamoDBSink
import DDBExportSource
import DDBLinesSink
import DDBLinesSource
import DDBNullSink
import DDBParquetSource
public import DDBPipeline
import DDBScanSource
import DDBStoreSink
import DDBStoreSource
import DDBStreamsSource

extension ComponentRegistry {
    /// Every plugin that ddbkit ships: the one list.
    public static var bundled: ComponentRegistry {
        var registry = ComponentRegistry()
        registry.register(source: CSVSource.self)
        registry.register(source: ExportSource.self)
        registry.register(source: LinesSource.self)
        registry.register(source: ParquetSource.self)
        registry.register(source: ScanSource.self)
        registry.register(source: StoreSource.self)
        registry.register(source: StreamsSource.self)
        registry.register(sink: DynamoDBSink.self)
        registry.register(sink: LinesSink.self)
        registry.register(sink: NullSink.self)
        registry.register(sink: StoreSink.self)
        return registry
    }
}
