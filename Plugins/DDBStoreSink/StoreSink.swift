import DDBBase
public import DDBConfiguration
public import DDBPipeline
import DDBSchema
import DDBStorage
import DDBStore
import Logging

/// Loads items into a table of a store: one Delta Lake table of Parquet parts.
///
/// Lanes lay down parts in parallel; one commit at the end makes the table, so readers see all of
/// it or nothing. From time to time what there is becomes durable with its positions, so that a run
/// after a crash goes on from there.
public struct StoreSink: SinkComponent {
    /// Name, options and guarantees.
    public static let spec = ComponentSpec(
        name: "store", kind: .sink,
        summary: "Loads items into a table of a local store, readable by SQL and other engines.",
        description: """
            The table appears, whole, when the pipeline has ended well; a run that died is continued by the \
            next one with the same options. `columns: auto` measures the items \
            and gives each attribute the narrowest column that holds it exactly; `record` keeps the keys and \
            the item as JSON; a map declares columns. What columns do not hold exactly stands in `_rest`.
            """,
        fields: StoreSinkSettings.fields, delivery: .exactlyOnce, ordering: .none)

    private let settings: StoreSinkSettings
    private let context: ComponentContext

    /// Creates the sink from validated options.
    ///
    /// - Throws: `ConfigurationError` where options contradict each other.
    public init(options: Options, context: ComponentContext) throws {
        settings = try StoreSinkSettings(options)
        self.context = context
    }

    /// Takes the table's lock.
    ///
    /// - Throws: `StoreError` where there is such a table and it is not to be replaced.
    public func open() async throws -> SinkSession {
        let blobs = LocalBlobStore(root: settings.path, pool: context.pool)
        let store = TableStore(blobs, random: context.random, time: context.time)
        var options = LoadOptions(
            plan: settings.plan, keys: settings.keys,
            timestamp: settings.timestamp ?? context.time.now)
        options.replacesTable = settings.replacesTable
        options.restarts = settings.restarts
        options.source = context.sourceIdentity
        options.properties = settings.properties
        let load = try await store.load(settings.table, options: options)
        if load.resumedRowCount > 0 {
            context.logger.notice(
                "continuing a load that did not finish",
                metadata: ["table": "\(settings.table)", "rows": "\(load.resumedRowCount)"])
        }
        return .transactional(
            StoreSinkSession(
                load, checkpointInterval: settings.checkpointInterval,
                snapshots: SinkSnapshots(settings, store: store, context: context)))
    }
}
