import DDBBase
public import DDBConfiguration
public import DDBPipeline
import DDBSchema
import DDBStorage
import DDBStore
import Logging

/// Loads items, or writes changes, into a table of a store: one Delta Lake table of Parquet parts.
///
/// Lanes lay down parts in parallel. One commit at the end of a load makes the table, so readers
/// see all of it or nothing; from time to time what there is becomes durable with its positions, so
/// that a run after a crash goes on from there. Changes are committed as they come, with the
/// positions that they cover.
public struct StoreSink: SinkComponent {
    /// Name, options and guarantees.
    public static let spec = ComponentSpec(
        name: "store", kind: .sink,
        summary: "Writes items or changes into a table of a local store, readable by SQL and other"
            + " engines.",
        description: """
            With `mode: load` the table appears, whole, when the pipeline has ended well; a run that died \
            is continued by the next one with the same options. With `mode: changes` the table has a row a \
            key, that of the last change, and with `mode: history` a row a change; they are committed every \
            `commit-interval` with the positions of the source, and another run goes on from there. A \
            change with a `partition` and a `sequence` at or below the one that the table has of the \
            partition is dropped, so files may overlap; a partition's changes must come in order and \
            through one lane.

            `columns: auto` measures the items \
            and gives each attribute the narrowest column that holds it exactly; `record` keeps the keys and \
            the item as JSON; a map declares columns. What columns do not hold exactly stands in `_rest`.
            """,
        fields: StoreSinkSettings.fields, delivery: .exactlyOnce, ordering: .withinPartition)

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
    /// - Throws: `StoreError` where a load finds such a table and may not replace it, or changes do
    ///   not fit the table that is there.
    public func open() async throws -> SinkSession {
        let blobs = LocalBlobStore(root: settings.path, pool: context.pool)
        let store = TableStore(blobs, random: context.random, time: context.time)
        switch settings.mode {
        case .load: return try await openLoad(store)
        case .changes: return try await openChanges(store, .latest)
        case .history: return try await openChanges(store, .history)
        }
    }

    private func openChanges(_ store: TableStore, _ mode: TableMode) async throws -> SinkSession {
        var options = WriterOptions()
        options.mode = mode
        options.plan = settings.plan
        options.keys = settings.keys
        options.timestamp = settings.timestamp
        options.properties = settings.properties
        options.hasOldRecord = settings.hasOldRecord
        let snapshots = SinkSnapshots(settings, store: store, context: context)
        try await snapshots?.boot()
        let writer = try await store.writer(settings.table, options: options)
        return .transactional(
            StoreChangeSession(
                writer, cadence: settings.cadence, snapshots: snapshots, logger: context.logger,
                metrics: context.metrics))
    }

    private func openLoad(_ store: TableStore) async throws -> SinkSession {
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
