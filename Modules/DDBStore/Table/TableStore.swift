public import DDBBase
import DDBDeltaLog
import DDBSchema
public import DDBStorage

/// A folder of tables, each a Delta Lake table of Parquet parts.
///
/// ```
/// <table>/_delta_log/...          the log: what belongs to the table
/// <table>/part-<uuid>.parquet     rows
/// <table>/_ddbkit/lock            held by the one writer
/// ```
/// What no commit names is not part of a table: it is left over from a writer that died, and the
/// next writer deletes it. Docs/DiskFormat.md has the layout, Docs/Durability.md what a crash
/// leaves.
public struct TableStore: Sendable {
    /// Where the tables lie.
    public let blobs: any BlobStore
    let random: any RandomSource
    let time: any TimeSource

    /// Opens a folder of tables; it need not exist yet.
    public init(
        _ blobs: any BlobStore, random: any RandomSource = SystemRandomSource(),
        time: any TimeSource = SystemTimeSource()
    ) {
        self.blobs = blobs
        self.random = random
        self.time = time
    }

    /// The names of all tables, ordered by bytes.
    public func tableNames() async throws -> [String] {
        var names: [String] = []
        for folder in try await blobs.folders(in: "") where TableName.isValid(folder) {
            if try await log(folder).exists() { names.append(folder) }
        }
        return names
    }

    /// Opens a table at its newest version, or at an older one that its log still reaches.
    ///
    /// In a local store it keeps the files of the version from being deleted as long as the value
    /// or its ``StoredTable/pin`` lives.
    ///
    /// - Throws: ``StoreError/Code/tableNotFound``; a `DeltaError` with code `versionAbsent` where
    ///   the log does not reach the version, or no longer.
    public func table(_ name: String, version: Int64? = nil) async throws -> StoredTable {
        try await open(name) { try await $0.snapshot(at: version) }
    }

    /// Opens a table as it was at a moment: at the last version committed then or before.
    ///
    /// - Throws: As ``table(_:version:)``; `versionAbsent` where the log does not reach back so
    ///   far.
    public func table(_ name: String, asOf moment: Instant) async throws -> StoredTable {
        try await open(name) { try await $0.snapshot(asOf: moment) }
    }

    /// Opens a table at a point of its history, or at its newest version.
    public func table(_ name: String, asOf point: TablePoint?) async throws -> StoredTable {
        switch point {
        case .version(let version): try await table(name, version: version)
        case .time(let moment): try await table(name, asOf: moment)
        case nil: try await table(name)
        }
    }

    private func open(
        _ name: String, _ read: (DeltaTable) async throws -> TableSnapshot
    ) async throws -> StoredTable {
        try TableName.check(name)
        let log = log(name)
        guard try await log.exists() else {
            let others = try await tableNames().prefix(10).joined(separator: ", ")
            throw StoreError(
                .tableNotFound,
                "There is no table '\(name)' in the store"
                    + (others.isEmpty ? "; it is empty." : "; it has \(others)."))
        }
        // Taken before it is known which version will be read, so that no clean-up comes between.
        let pin = await ReaderPin.take(in: name, of: blobs, random: random)
        let snapshot = try await read(log)
        await pin?.narrow(to: snapshot)
        return try StoredTable(name: name, log: log, snapshot: snapshot, pin: pin)
    }

    /// Begins a full load, or goes on with one that did not finish.
    ///
    /// It takes the table's lock, where the store has locks, and then deletes what writers that
    /// died have left. In a store without locks the first of two loads is committed and the other
    /// has a conflict.
    ///
    /// A load of the same source with the same options that died after a checkpoint is continued:
    /// see ``TableLoad/positions``.
    ///
    /// - Throws: ``StoreError/Code/tableExists`` where there is such a table and the options do not
    ///   replace it; ``StoreError/Code/otherTable`` where it is the copy of another DynamoDB table;
    ///   ``StoreError/Code/unfinishedLoad`` where another load was begun and not finished, unless
    ///   the options give it up; a `StorageError` with code `locked` where another writer holds the
    ///   table.
    public func load(_ name: String, options: LoadOptions) async throws -> TableLoad {
        try TableName.check(name)
        try options.check()
        let log = log(name)
        let lock = try await (blobs as? any LockingBlobStore)?.lock("\(name)/_ddbkit/lock")
        let snapshot = try await log.exists() ? await log.snapshot() : nil
        if let existing = snapshot?.metadata.configuration {
            try TableProperty.checkSameTable(existing, options.properties, name: name)
        }
        guard snapshot == nil || options.replacesTable else {
            throw StoreError(
                .tableExists,
                "The store has a table '\(name)' already; to take its place set the option `replace` "
                    + "(import --replace), or name another table with `table` (import --as).")
        }
        let finished = snapshot?.metadata.configuration[TableProperty.generation]
        // Without a lock what looks left over may be what another writer is about to commit.
        if lock != nil {
            try await GenerationFolder.reclaim(in: name, of: blobs, finished: finished)
        }
        let generation = try await generation(name, options: options, finished: finished)
        if lock != nil {
            try await Orphans.reclaim(in: name, of: blobs, snapshot: snapshot, at: time.now)
        }
        let target = PartTarget(store: blobs, folder: name, random: random)
        return try TableLoad(
            target: target, options: options, log: log, snapshot: snapshot,
            generation: generation, lock: lock, time: time, random: random)
    }

    /// The unfinished load to go on with, or a new one.
    private func generation(
        _ name: String, options: LoadOptions, finished: String?
    ) async throws -> Generation {
        let source = GenerationSource(options)
        for id in try await GenerationFolder.living(in: name, of: blobs) where id != finished {
            if options.restarts {
                // Its parts are orphans from here on.
                try await GenerationFolder.delete(id, in: name, of: blobs)
                continue
            }
            let found = try await Generation(reading: id, folder: name, store: blobs)
            let differences = try source.differences(from: found.source())
            if differences.isEmpty { return found }
            let rows = try found.parts.reduce(0) { $0 + (try $1.rowCount) }
            throw StoreError(
                .unfinishedLoad,
                "A load of '\(name)' was begun and not finished (\(rows) rows), with other options "
                    + "(\(differences.joined(separator: ", "))). Run it as it was to go on with it, or "
                    + "set the option `restart` (import --restart) to give it up and begin anew.")
        }
        return Generation(id: random.uuid(), folder: name, store: blobs)
    }

    private func log(_ name: String) -> DeltaTable { DeltaTable(store: blobs, path: name) }
}

/// The names that tables may have: what DynamoDB allows, and no name that the file system takes
/// amiss.
public enum TableName {
    /// The most bytes of a name; file systems allow no more.
    public static let byteCountMax = 255

    /// Whether a table may have the name.
    public static func isValid(_ name: String) -> Bool {
        guard (1...byteCountMax).contains(name.utf8.count), name.utf8.first != UInt8(ascii: ".")
        else {
            return false
        }
        return name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: "-"):
                true
            default: false
            }
        }
    }

    static func check(_ name: String) throws {
        guard isValid(name) else {
            throw StoreError(
                .invalidName,
                "'\(name)' cannot be a table's name: letters, digits, '_', '.' and '-' are allowed, not "
                    + "'.' first, at most \(byteCountMax).")
        }
    }
}
