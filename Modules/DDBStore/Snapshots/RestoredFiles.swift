import DDBCompression
import DDBDeltaLog
import DDBStorage

/// Lays the files of a checked archive into a table's folder, where nothing names them yet.
struct RestoredFiles {
    /// Where the archive's log is looked at before it is a table's.
    static let stagingFolder = "_ddbkit/restore"

    let archive: SnapshotArchive
    let store: any BlobStore
    /// The table's folder.
    let folder: String

    /// Deletes what restores that died have left; the caller holds the table's lock.
    static func reclaim(in folder: String, of store: any BlobStore) async throws {
        let root = "\(folder)/\(stagingFolder)"
        for entry in try await store.listAll(prefix: root + "/") {
            try await store.delete(entry.path)
        }
        try await (store as? any LockingBlobStore)?.removeEmptyFolders(in: root)
    }

    /// Reads the archive's log.
    ///
    /// - Throws: ``StoreError/Code/damaged`` where it is none, or names other files than the
    ///   archive has.
    func snapshot() async throws -> TableSnapshot {
        let staging = "\(folder)/\(Self.stagingFolder)"
        for entry in archive.entries where Self.isLog(entry.path) {
            guard entry.byteCount <= StoredTable.checkpointByteCountMax else {
                throw SnapshotArchive.damaged("a file of its log is over the limit")
            }
            _ = try await store.put(
                "\(staging)/\(entry.path)", archive.bytes(of: entry), condition: .always)
        }
        let snapshot: TableSnapshot
        do {
            snapshot = try await DeltaTable(store: store, path: staging).snapshot()
        } catch let error as DeltaError {
            throw StoreError(
                .damaged,
                "The log in the archive cannot be read, so nothing was restored: "
                    + error.message, cause: error)
        }
        guard snapshot.version == archive.manifest.version else {
            throw SnapshotArchive.damaged("its log has another version than its manifest")
        }
        try checkNames(snapshot)
        // What nobody could open must not take the place of a table.
        let log = DeltaTable(store: store, path: folder)
        _ = try StoredTable(name: folder, log: log, snapshot: snapshot)
        return snapshot
    }

    static func isLog(_ path: String) -> Bool { path.hasPrefix("_delta_log/") }

    /// Checks that the archive has the files that its log names, and no others.
    private func checkNames(_ snapshot: TableSnapshot) throws {
        var sizes: [[UInt8]: Int64?] = [:]
        for file in snapshot.files {
            sizes[Array(file.path.utf8)] = file.byteCount
            if let vector = try file.deletionVector?.relativePath() {
                sizes[Array(vector.utf8)] = .some(nil)
            } else if file.deletionVector?.storage == .absolutePath {
                throw SnapshotArchive.damaged("its log has files at absolute paths")
            }
        }
        let data = archive.entries.filter { !Self.isLog($0.path) }
        guard data.count == sizes.count else {
            throw SnapshotArchive.damaged("it has other files than its log names")
        }
        for entry in data {
            guard let told = sizes[Array(entry.path.utf8)],
                (told ?? Int64(entry.byteCount)) == entry.byteCount
            else { throw SnapshotArchive.damaged("it has other files than its log names") }
        }
    }

    /// Writes all parts and vectors.
    ///
    /// - Returns: The files that were made, for whoever gives the restore up.
    func layDown(_ made: inout [String]) async throws {
        for entry in archive.entries where !Self.isLog(entry.path) {
            let path = "\(folder)/\(entry.path)"
            if let present = try await store.attributes(path) {
                guard try await isSame(path, present, entry) else {
                    throw StoreError(
                        .tableExists,
                        "The folder '\(folder)' has another file of the name '\(entry.path)'; restore "
                            + "under another name (--as).")
                }
                continue
            }
            made.append(path)
            try await write(entry, to: path)
        }
    }

    private func write(_ entry: SnapshotArchive.Entry, to path: String) async throws {
        let blob = try await store.makeWriter(path)
        do {
            var offset = 0
            var checksum: UInt32 = 0
            while offset < entry.byteCount {
                let piece = try archive.read(entry, at: offset)
                checksum = unsafe FastCRC32.checksum(piece.span.bytes, continuing: checksum)
                try await blob.append(piece)
                offset += piece.count
            }
            guard checksum == entry.checksum else {
                throw SnapshotArchive.damaged("'\(entry.path)' changed while it was read")
            }
            try await blob.finish()
        } catch {
            await blob.abandon()
            throw error
        }
    }

    private func isSame(
        _ path: String, _ present: BlobAttributes, _ entry: SnapshotArchive.Entry
    ) async throws -> Bool {
        guard present.byteCount == entry.byteCount else { return false }
        let blob = try await store.openReader(path)
        var checksum: UInt32 = 0
        var buffer: [UInt8] = []
        var offset = 0
        while offset < entry.byteCount {
            let count = min(SnapshotArchive.pieceByteCount, entry.byteCount - offset)
            try blob.read(offset: offset, count: count, into: &buffer)
            checksum = unsafe FastCRC32.checksum(buffer.span.bytes, continuing: checksum)
            offset += count
        }
        return checksum == entry.checksum
    }
}
