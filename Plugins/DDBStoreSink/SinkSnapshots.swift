import DDBBase
import DDBPipeline
import DDBStorage
import DDBStore
import Logging

/// The snapshots of the table that a sink makes, and begins with, as its options say.
struct SinkSnapshots: Sendable {
    private let trigger: SnapshotTrigger
    private let folder: SnapshotFolder
    private let store: TableStore
    private let table: String
    private let logger: Logger

    /// Creates what the options ask for; nil where they ask for none.
    init?(_ settings: StoreSinkSettings, store: TableStore, context: ComponentContext) {
        guard let threshold = settings.snapshotThreshold, let path = settings.snapshotPath else {
            return nil
        }
        let (table, logger) = (settings.table, context.logger)
        folder = SnapshotFolder(LocalBlobStore(root: path, pool: context.pool))
        self.store = store
        self.table = table
        self.logger = logger
        trigger = SnapshotTrigger(
            store, table: table, folder: folder, every: threshold,
            keeping: settings.snapshotCount, pool: context.pool
        ) { result in
            switch result {
            case .success(let summary):
                logger.info(
                    "snapshot made",
                    metadata: [
                        "table": "\(table)", "version": "\(summary.version)",
                        "bytes": "\(summary.byteCount)",
                    ])
            case .failure(let error):
                logger.warning(
                    "no snapshot could be made; the table itself is not concerned",
                    metadata: ["table": "\(table)", "reason": "\(error)"])
            }
        }
    }

    /// Makes a table that is not there of its newest snapshot that is whole.
    func boot() async throws {
        let summary = try await store.restoreNewest(table, from: folder) { file, cause in
            logger.warning(
                "a snapshot is damaged; an older one is looked for",
                metadata: ["table": "\(table)", "file": "\(file)", "reason": "\(cause)"])
        }
        guard let summary else { return }
        logger.notice(
            "restored from a snapshot",
            metadata: ["table": "\(table)", "version": "\(summary.version)"])
    }

    /// Counts a commit.
    func committed(version: Int64) { trigger.committed(version: version) }

    /// Waits for what is being made.
    func finish() async { await trigger.finish() }
}
