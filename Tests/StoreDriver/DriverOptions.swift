import DDBDeltaLog
import DDBSchema
import DDBStore

/// How the writer that is killed writes.
enum DriverOptions {
    static var writer: WriterOptions {
        var options = WriterOptions()
        options.keys = ["pk"]
        options.parts.rowGroupRowsMax = 500
        // All that goes on beside commits goes on all the time, and nothing is kept for later, so
        // that what is deleted too early, or half, shows.
        options.retention = TableRetention(logMicroseconds: 0, deletedFileMicroseconds: 0)
        options.maintenance.checkpointCommitCount = 4
        options.maintenance.closingCheckpointCommitCount = 1
        options.maintenance.logCleanupInterval = .seconds(1)
        options.maintenance.vacuumInterval = .seconds(1)
        options.maintenance.compactionInterval = .zero
        options.maintenance.compactionCommitCount = 2
        return options
    }
}
