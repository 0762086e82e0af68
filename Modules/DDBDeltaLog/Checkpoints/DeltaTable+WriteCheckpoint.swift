import DDBParquet
import DDBStorage

extension DeltaTable {
    /// Writes what the table is at a version into one Parquet file, so that readers need no commit
    /// up to it, and then the hint that leads to it.
    ///
    /// The checkpoint is whole and durable before the hint names it. Whoever dies between leaves
    /// one that a listing finds; writing the same version again replaces it by the same. It is
    /// encoded on the caller's executor.
    ///
    /// - Parameters:
    ///   - snapshot: A version that the log has.
    ///   - tombstones: Removals from this moment on are kept, in milliseconds since the epoch: now
    ///     less `delta.deletedFileRetentionDuration`. See ``TableRetention``.
    /// - Throws: ``DeltaError/Code/unsupportedFeature`` where the table may not be written here;
    ///   what the store throws.
    @discardableResult
    public func writeCheckpoint(
        of snapshot: TableSnapshot, keepingTombstonesFrom tombstones: Int64
    ) async throws -> WrittenCheckpoint {
        try snapshot.checkWritable()
        let contents = CheckpointContents(
            snapshot, tombstones: snapshot.tombstones(from: tombstones))
        let path = LogPath.checkpoint(snapshot.version)
        let byteCount = try await write(contents, storePath(path))
        let hint = LastCheckpoint(
            version: snapshot.version, actionCount: contents.count, byteCount: byteCount,
            fileCount: contents.fileCount)
        if try await lastCheckpointVersion() ?? -1 <= snapshot.version {
            _ = try await store.put(
                storePath(LastCheckpoint.path), hint.bytes, condition: .always)
        }
        return WrittenCheckpoint(
            version: snapshot.version, path: path, actionCount: contents.count,
            fileCount: contents.fileCount, byteCount: byteCount)
    }

    /// The version of the checkpoint that the hint names, or nil where it is absent or broken.
    public func lastCheckpointVersion() async throws -> Int64? {
        let path = storePath(LastCheckpoint.path)
        guard let attributes = try await store.attributes(path),
            attributes.byteCount <= LastCheckpoint.byteCountMax
        else { return nil }
        do {
            return LastCheckpoint.version(in: try await store.read(path))
        } catch let error as StorageError where error.code == .notFound {
            return nil
        }
    }

    /// Encodes what the table is at a version, as a checkpoint that lies nowhere yet.
    ///
    /// - Returns: The path that a checkpoint of that version has in a table's folder, and its
    ///   bytes; then those of the hint that leads to it.
    /// - Throws: ``DeltaError/Code/unsupportedFeature`` where the table may not be written here;
    ///   ``DeltaError/Code/tooLarge`` where it has more bytes than the limit.
    public func encodeCheckpoint(
        of snapshot: TableSnapshot, byteCountMax: Int
    ) throws -> [(path: String, bytes: [UInt8])] {
        try snapshot.checkWritable()
        let contents = CheckpointContents(snapshot, tombstones: [])
        var bytes: [UInt8] = []
        var writer = try Self.checkpointWriter()
        for rows in contents.rowGroups {
            try writer.writeRowGroup(rowCount: rows.count, columns: contents.columns(rows))
            bytes += writer.takeBytes()
            guard bytes.count <= byteCountMax else {
                throw DeltaError(
                    .tooLarge,
                    "The table has so many files that its checkpoint is over \(byteCountMax) bytes; "
                        + "compact it.", location: path)
            }
        }
        _ = try writer.finish()
        bytes += writer.takeBytes()
        let hint = LastCheckpoint(
            version: snapshot.version, actionCount: contents.count, byteCount: bytes.count,
            fileCount: contents.fileCount)
        return [
            (LogPath.checkpoint(snapshot.version), bytes), (LastCheckpoint.path, hint.bytes),
        ]
    }

    private static func checkpointWriter() throws -> ParquetWriter {
        var settings = WriterSettings()
        settings.createdBy = "ddbkit"
        return try ParquetWriter(schema: CheckpointSchema.make(), settings: settings)
    }

    /// Encodes a row group at a time and hands it on.
    private func write(_ contents: CheckpointContents, _ path: String) async throws -> Int {
        var writer = try Self.checkpointWriter()
        let blob = try await store.makeWriter(path)
        do {
            for rows in contents.rowGroups {
                try writer.writeRowGroup(rowCount: rows.count, columns: contents.columns(rows))
                try await blob.append(writer.takeBytes())
            }
            let summary = try writer.finish()
            try await blob.append(writer.takeBytes())
            try await blob.finish()
            return summary.byteCount
        } catch {
            await blob.abandon()
            throw error
        }
    }
}
