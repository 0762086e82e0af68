import DDBBase
import DDBDeltaLog
import DDBSchema
import DDBStorage

extension TableStore {
    /// Opens the one writer of a table, which need not exist yet.
    ///
    /// It takes the table's lock, where the store has locks, deletes what writers that died have
    /// left, and brings the key index to the table's version. In a store without locks two writers
    /// do no harm but find each other's commits in their way.
    ///
    /// - Throws: A `StorageError` with code `locked` where another writer holds the table;
    ///   ``StoreError/Code/otherTable`` where it is the copy of another DynamoDB table;
    ///   ``StoreError/Code/invalidColumns`` or ``StoreError/Code/unsupported`` where the options do
    ///   not fit the table.
    public func writer(_ name: String, options: WriterOptions) async throws -> TableWriter {
        try TableName.check(name)
        try options.check()
        let log = DeltaTable(store: blobs, path: name)
        let lock = try await (blobs as? any LockingBlobStore)?.lock("\(name)/_ddbkit/lock")
        let snapshot = try await log.exists() ? await log.snapshot() : nil
        if let existing = snapshot?.metadata.configuration {
            try TableProperty.checkSameTable(existing, options.properties, name: name)
        }
        // Without a lock what looks left over may be what another writer is about to commit.
        if lock != nil {
            try await GenerationFolder.reclaim(
                in: name, of: blobs,
                finished: snapshot?.metadata.configuration[TableProperty.generation])
            try await Orphans.reclaim(in: name, of: blobs, snapshot: snapshot, at: time.now)
        }
        var state = WriterState(tableID: snapshot?.metadata.id ?? random.uuid())
        state.keys = options.declaredKeys
        let writer = TableWriter(
            options: options, log: log,
            target: PartTarget(store: blobs, folder: name, random: random), state: state,
            lock: lock, time: time, random: random)
        try await writer.open(snapshot)
        try await writer.beginMaintenance(snapshot, isOnlyWriter: lock != nil)
        return writer
    }
}

extension WriterOptions {
    /// The keys that the caller names.
    var declaredKeys: [AttributeName]? {
        if case .declared(let columns) = plan { return columns.keys }
        return keys
    }

    /// Checks what callers declare.
    ///
    /// - Throws: ``StoreError/Code/invalidColumns``.
    func check() throws(StoreError) {
        var load = LoadOptions(plan: plan, keys: keys, timestamp: Instant(microseconds: 0))
        load.parts = parts
        try load.check()
        if let keys = declaredKeys, keys.isEmpty, mode == .latest {
            throw StoreError(
                .invalidColumns,
                "A table that keeps the newest state of each item needs key attributes; name them "
                    + "with the option `keys`.")
        }
    }
}
